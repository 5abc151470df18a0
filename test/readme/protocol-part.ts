/** Some bytes in a row and what they are. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly meaning: string;
}

export function part(bytes: Uint8Array, start: number, length: number, meaning: string): Part {
  return { bytes: bytes.subarray(start, start + length), meaning };
}
