/**
 * Bytes and the 32-bit parts of a kernel's words: hashes read words big-endian, the kernel's memory has the
 * lower half of a 64-bit word first.
 */

/** @param bytes a multiple of the word's length */
export function partsOf(bytes: Uint8Array, bits: 32 | 64): Int32Array {
  const parts = new Int32Array(bytes.length / 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const swap = bits === 64 ? 1 : 0;
  for (let index = 0; index < parts.length; index += 1) parts[index ^ swap] = view.getInt32(4 * index);
  return parts;
}

/** The way back. */
export function bytesOf(parts: Int32Array, bits: 32 | 64): Uint8Array {
  const bytes = new Uint8Array(4 * parts.length);
  const view = new DataView(bytes.buffer);
  const swap = bits === 64 ? 1 : 0;
  for (let index = 0; index < parts.length; index += 1)
    view.setInt32(4 * index, parts[index ^ swap] as number);
  return bytes;
}
