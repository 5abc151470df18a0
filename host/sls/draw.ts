/**
 * Draws from a source of random bytes, each outcome as likely as any other.
 */
import type { Randomness } from './ports.js';

const BYTE_VALUES = 256;

/**
 * @param alphabet 2 to 256 characters
 * @returns as many of them as are wanted
 */
export function drawText(randomness: Randomness, alphabet: string, length: number): string {
  const fair = Math.floor(BYTE_VALUES / alphabet.length) * alphabet.length;
  let drawn = '';
  while (drawn.length < length) {
    for (const byte of randomness.bytes(length - drawn.length)) {
      if (byte < fair) drawn += alphabet[byte % alphabet.length];
    }
  }
  return drawn;
}

export function drawDigits(randomness: Randomness, length: number): string {
  return drawText(randomness, '0123456789', length);
}

/** 256 bits, as text for an address or a header. */
export function drawHandle(randomness: Randomness): string {
  return drawText(randomness, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 43);
}

/** Two different ones of the numbers given, in the order in which they were drawn. */
export function drawPair(randomness: Randomness, numbers: readonly number[]): readonly [number, number] {
  const [first, second] = [drawOne(randomness, numbers.length), drawOne(randomness, numbers.length - 1)];
  const rest = numbers.filter((_, index) => index !== first);
  return [numbers[first] as number, rest[second] as number];
}

/** A number below a limit of at most 256. */
function drawOne(randomness: Randomness, limit: number): number {
  const fair = Math.floor(BYTE_VALUES / limit) * limit;
  for (;;) {
    const [byte = BYTE_VALUES] = randomness.bytes(1);
    if (byte < fair) return byte % limit;
  }
}
