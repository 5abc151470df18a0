/**
 * The two error detection codes of a T=1 block (ISO/IEC 7816-3, section 11.3.4).
 *
 * The LRC makes the XOR of all bytes of the block zero: it finds every damage to one byte, and lets two equal
 * damages in the same bit position pass. The CRC finds nearly all that noise does. Neither guards against
 * someone who changes blocks on purpose.
 */

/** Which code the card's ATR announces: `lrc` unless it says `crc`. */
export type Checksum = 'lrc' | 'crc';

/** Bytes of the code at the end of a block. */
export const CHECKSUM_BYTES: Readonly<Record<Checksum, number>> = { lrc: 1, crc: 2 };

const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1)
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0x8408 : remainder >>> 1;
  return remainder;
});

/** The longitudinal redundancy code: the XOR of all bytes, 8 bits. */
export function lrc(bytes: Uint8Array): number {
  let code = 0;
  for (const byte of bytes) code ^= byte;
  return code;
}

/**
 * The cyclic redundancy code, 16 bits: the polynomial x^16 + x^12 + x^5 + 1 of ISO/IEC 13239, least
 * significant bit first, initial value FFFF.
 *
 * HDLC complements the result and sends its low byte first. ISO/IEC 7816-3 refers to that standard without a
 * word on either. [unknown: our choice] is that of libccid: not complemented, high byte first in the block. With
 * that order the CRC still finds all damage to one byte, and to two neighbours but for one pattern in the last
 * byte before the code (91) and the first of the code (85).
 */
export function crc16(bytes: Uint8Array): number {
  let code = 0xffff;
  for (const byte of bytes) code = (CRC_TABLE[(code ^ byte) & 0xff] as number) ^ (code >>> 8);
  return code;
}

/** The code of some bytes as it follows them in a block: 1 byte, or 2 with the high one first. */
export function checksumOf(checksum: Checksum, bytes: Uint8Array): Uint8Array {
  if (checksum === 'lrc') return Uint8Array.of(lrc(bytes));
  const code = crc16(bytes);
  return Uint8Array.of(code >>> 8, code & 0xff);
}
