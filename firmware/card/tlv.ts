/**
 * Writing data objects as tag, length, value: BER-TLV of ISO/IEC 7816-4 section 5.2.2 in its shortest form,
 * which is DER (ITU-T X.690) as well. Does not read any.
 */
import { joinBytes } from '../bytes.js';
import { assert } from '../error.js';

/**
 * One data object.
 *
 * @param tag one byte
 * @param values its value in parts, 65535 bytes at most
 */
export function dataObject(tag: number, ...values: readonly Uint8Array[]): Uint8Array {
  const value = joinBytes(...values);
  const { length } = value;
  assert(length <= 0xffff, 'a data object has at most 65535 bytes');
  if (length < 0x80) return joinBytes(Uint8Array.of(tag, length), value);
  if (length < 0x100) return joinBytes(Uint8Array.of(tag, 0x81, length), value);
  return joinBytes(Uint8Array.of(tag, 0x82, length >>> 8, length & 0xff), value);
}
