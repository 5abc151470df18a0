/**
 * Text, hexadecimal and big-endian numbers to bytes, with the refusals that OATH inputs need.
 */
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { asciiBytes, isAscii } from '../ascii.js';
import { TokentwinError } from '../error.js';

export { bytesToHex } from '@noble/hashes/utils.js';

/** The largest value of an 8-byte field. */
export const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;

/**
 * Decodes hexadecimal text in either letter case.
 *
 * @param text two digits a byte, nothing else
 * @param what what the value is, for the message ("key", "PIN hash"); the value itself is never shown
 * @throws TokentwinError HEX_INVALID on an odd number of digits or another character. RFC 6287's own program
 *   pads an odd key on the left; the text gives no rule, so it is refused.
 */
export function hexBytes(text: string, what: string): Uint8Array {
  if (text.length % 2 !== 0) {
    throw new TokentwinError(
      'HEX_INVALID',
      `The ${what} has an odd number of hexadecimal digits: write two for each byte.`,
    );
  }
  if (!/^[0-9a-fA-F]*$/.test(text)) {
    throw new TokentwinError(
      'HEX_INVALID',
      `The ${what} has a character that is not hexadecimal: use 0-9 and a-f only.`,
    );
  }
  return hexToBytes(text);
}

/** The UTF-8 bytes of a text. */
export function textBytes(text: string): Uint8Array {
  return isAscii(text) ? asciiBytes(text) : utf8ToBytes(text);
}

/** Writes the low 32 bits of a whole number, big-endian. */
export function writeUint32(value: number, target: Uint8Array, offset: number): void {
  target[offset] = value >>> 24;
  target[offset + 1] = value >>> 16;
  target[offset + 2] = value >>> 8;
  target[offset + 3] = value;
}

/**
 * Writes an unsigned 64-bit number, big-endian; up to 2^53 - 1 without allocating.
 *
 * @param value 0 to 2^64 - 1; as a `number`, whole and at most 2^53 - 1
 * @param offset where its first byte goes; 8 bytes are written
 */
export function writeUint64(value: bigint | number, target: Uint8Array, offset: number): void {
  if (value <= Number.MAX_SAFE_INTEGER) {
    const small = Number(value);
    writeUint32(Math.floor(small / 2 ** 32), target, offset);
    writeUint32(small, target, offset + 4);
  } else {
    const large = BigInt(value);
    writeUint32(Number(large >> 32n), target, offset);
    writeUint32(Number(large & 0xffff_ffffn), target, offset + 4);
  }
}

/**
 * Reads a whole number from a number, bigint or decimal text.
 *
 * @returns the value, or null when it is not a whole number from 0 to `maximum`. A `number` above 2^53 is
 *   refused as well: it may already have lost its last digits.
 */
export function wholeNumber(value: bigint | number | string, maximum: bigint): bigint | null {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return null;
  if (typeof value === 'string' && !/^0*[0-9]{1,20}$/.test(value)) return null;
  const whole = BigInt(value);
  return whole >= 0n && whole <= maximum ? whole : null;
}

/**
 * Reads the value of an 8-byte field as `wholeNumber` does, but leaves a `number` a number, which costs no
 * memory.
 *
 * @returns the value, or null when it is not a whole number from 0 to 2^64 - 1
 */
export function uint64(value: bigint | number | string): bigint | number | null {
  if (typeof value !== 'number') return wholeNumber(value, MAX_UINT64);
  return Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** The whole time steps in a time. @param seconds, stepSeconds whole; the step 1 or more */
export function wholeSteps(seconds: bigint | number, stepSeconds: number): bigint | number {
  if (typeof seconds === 'bigint') return seconds / BigInt(stepSeconds);
  return (seconds - (seconds % stepSeconds)) / stepSeconds;
}
