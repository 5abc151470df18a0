/**
 * Standard input, synchronous: bytes, blocks of whole lines, or its first line alone.
 *
 * Promises: what one reader leaves is there for the next (a key in the first line, questions behind it).
 */
import { readSync } from 'node:fs';
import { errnoCode, fileError } from '../files/file-error.js';
import { type Line, textLine } from './text-line.js';
import { waitForPeer } from './wait-for-peer.js';

const FIRST_READ_BYTES = 65_536;

/** Bytes that were read and not used. */
let unread: Buffer = Buffer.alloc(0);

/**
 * Reads what has come, and waits where nothing has.
 *
 * @param target receives the bytes at `offset`
 * @returns how many came; 0 at the end of the input
 * @throws TokentwinError FILE_ACCESS
 */
export function readInput(target: Buffer, offset: number, maximumBytes: number): number {
  if (unread.length > 0) {
    const length = unread.copy(target, offset, 0, maximumBytes);
    unread = unread.subarray(length);
    return length;
  }
  for (;;) {
    try {
      return readSync(0, target, offset, maximumBytes, null);
    } catch (error) {
      const code = errnoCode(error);
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw fileError(error, 'standard input', 'read');
      waitForPeer();
    }
  }
}

/** The first line; what follows it stays for the next reader. Empty at the end of the input. */
export function firstInputLine(): Line {
  let line = Buffer.alloc(0);
  const bytes = Buffer.alloc(FIRST_READ_BYTES);
  for (;;) {
    const length = readInput(bytes, 0, bytes.length);
    const read = bytes.subarray(0, length);
    const end = read.indexOf(10);
    line = Buffer.concat([line, end === -1 ? read : read.subarray(0, end)]);
    if (end === -1 && length > 0) continue;
    if (end !== -1) unread = Buffer.from(read.subarray(end + 1));
    return textLine(line);
  }
}
