/** Input that comes in pieces of given sizes, as a pipe gives it. */
import { wholeLines } from '../../emulator/cli/whole-lines.js';

/** @returns reads from the bytes: each time as many as the next size says, the last size again and again */
export function readInPieces(
  input: Buffer,
  sizes: readonly number[],
): (target: Buffer, offset: number, maximumBytes: number) => number {
  let at = 0;
  let reads = 0;
  return (target, offset, maximumBytes) => {
    const size = sizes[Math.min(reads, sizes.length - 1)] ?? maximumBytes;
    const length = Math.min(size, maximumBytes, input.length - at);
    input.copy(target, offset, at, at + length);
    at += length;
    reads += 1;
    return length;
  };
}

/** The blocks of whole lines of an input that comes in pieces. */
export function blocksOf(
  input: Buffer,
  sizes: readonly number[],
  maximumBytes: number,
): Generator<Buffer, void> {
  return wholeLines(readInPieces(input, sizes), maximumBytes);
}
