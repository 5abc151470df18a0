/**
 * The question that a mutual card asks the server: letters and digits, every one as likely as the other.
 */
import { asciiBytes } from '../ascii.js';

const CHARACTERS = asciiBytes('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
/** Bytes from here on would make the first characters more likely than the last. */
const FAIR_BYTES = 256 - (256 % CHARACTERS.length);

/**
 * @param length characters
 * @param random gives that many random bytes
 * @returns ASCII
 */
export function drawCardQuestion(length: number, random: (bytes: number) => Uint8Array): Uint8Array {
  const question = new Uint8Array(length);
  for (let filled = 0; filled < length; ) {
    for (const byte of random(length - filled)) {
      if (byte < FAIR_BYTES) question[filled++] = CHARACTERS[byte % CHARACTERS.length] as number;
    }
  }
  return question;
}
