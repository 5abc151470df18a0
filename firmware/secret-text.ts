/**
 * Secret texts compared: PINs and answers, which somebody guesses who may hold a clock.
 *
 * Promises: the time depends on the lengths only, not on where the texts differ, as far as a language can promise
 * that whose compiler decides for itself; `npm run timing` measures it. A length is no secret: it stands in the
 * profile or suite.
 */

/** Are both texts the same? @param expected decides how many characters are looked at */
export function sameSecret(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let index = 0; index < expected.length; index += 1) {
    difference |= (given.charCodeAt(index) || 0) ^ expected.charCodeAt(index);
  }
  return difference === 0;
}
