/**
 * CRC-32 (the reflected polynomial 0xEDB88320 of ISO/IEC/IEEE 8802-3), which guards every record on flash
 * and the header of a token file. It finds accidents, not forgeries.
 */

const POLYNOMIAL = 0xedb88320;

/**
 * The remainder of each byte. Those of one bit by division, the others as sums of these: an eighth of the work,
 * which every start pays.
 */
function remainders(): Uint32Array {
  const table = new Uint32Array(256);
  let remainder = 1;
  for (let bit = 0x80; bit > 0; bit >>= 1) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
    for (let lower = 0; lower < 0x100; lower += 2 * bit)
      table[bit + lower] = remainder ^ (table[lower] as number);
  }
  return table;
}

const TABLE = remainders();

/** @returns the CRC of `bytes[start..end)` as an unsigned 32-bit number */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = 0xffffffff;
  for (let index = start; index < end; index += 1) {
    crc = (TABLE[(crc ^ (bytes[index] as number)) & 0xff] as number) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
