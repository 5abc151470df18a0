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

/**
 * Writes an unsigned 64-bit number, big-endian, without allocating.
 *
 * @param value 0 to 2^64 - 1
 * @param offset where its first byte goes; 8 bytes are written
 */
export function writeUint64(value: bigint, target: Uint8Array, offset: number): void {
  let high = Number(value >> 32n);
  let low = Number(value & 0xffff_ffffn);
  for (let index = 3; index >= 0; index -= 1) {
    target[offset + index] = high & 0xff;
    target[offset + 4 + index] = low & 0xff;
    high >>>= 8;
    low >>>= 8;
  }
}

/**
 * Reads a whole number from a number, bigint or decimal text.
 *
 * @returns the value, or null when it is not a whole number from 0 to `maximum`. A `number` above 2^53 is
 *   refused as well: it may already have lost its last digits.
 */
export function wholeNumber(value: bigint | number | string, maximum: bigint): bigint | null {
  let whole: bigint;
  if (typeof value === 'bigint') whole = value;
  else if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) return null;
    whole = BigInt(value);
  } else {
    if (!/^0*[0-9]{1,20}$/.test(value)) return null;
    whole = BigInt(value);
  }
  return whole >= 0n && whole <= maximum ? whole : null;
}
