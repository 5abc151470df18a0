/**
 * Byte strings compared and put together. Compares in as many steps as the bytes are equal, so it is not for
 * secrets.
 */

/** Have both the same bytes in the same order? */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** Puts byte strings one behind the other. @returns a new array, also when there is only one part */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
