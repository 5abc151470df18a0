/**
 * PINs that are easy to guess: the rule that other makers' tokens apply (facts section 17: runs, repeats, odd
 * or even series).
 */

/** Do three or more digits follow each other by the same step (1111, 1234, 8642)? Any two digits would. */
export function isWeakPin(pin: string): boolean {
  const step = pin.charCodeAt(1) - pin.charCodeAt(0);
  for (let index = 2; index < pin.length; index += 1) {
    if (pin.charCodeAt(index) - pin.charCodeAt(index - 1) !== step) return false;
  }
  return pin.length > 2;
}
