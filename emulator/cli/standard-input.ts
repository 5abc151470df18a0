/**
 * Standard input, synchronous, by lines.
 *
 * Promises: what one reader leaves is there for the next (a key in the first line, questions behind it); a
 * line that is too long or no UTF-8 text is given as such, and the lines after it are whole.
 */
import { readSync } from 'node:fs';
import { errnoCode, fileError } from '../files/file-error.js';
import { waitForPeer } from './wait-for-peer.js';

const CHUNK_BYTES = 65_536;

/** A line without its end, or why it has none. */
export type Line = string | { readonly fault: 'too long' | 'not UTF-8' };

/** Bytes that were read and not used. */
let unread: Buffer = Buffer.alloc(0);

/** The bytes of standard input as they come; a chunk is only good until the next one is asked for. */
function* chunks(): Generator<Buffer, void> {
  if (unread.length > 0) {
    const kept = unread;
    unread = Buffer.alloc(0);
    yield kept;
  }
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (;;) {
    let length = 0;
    try {
      length = readSync(0, chunk, 0, CHUNK_BYTES, null);
    } catch (error) {
      const code = errnoCode(error);
      if (code === 'EAGAIN') {
        waitForPeer();
        continue;
      }
      if (code !== 'EOF') throw fileError(error, 'standard input', 'read');
    }
    if (length === 0) return;
    yield chunk.subarray(0, length);
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function decoded(parts: readonly Buffer[]): Line {
  const [only] = parts;
  const bytes = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  try {
    const text = decoder.decode(bytes);
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  } catch {
    return { fault: 'not UTF-8' };
  }
}

/**
 * Standard input line by line, a chunk's lines at a time. The end of the last line may be missing; a carriage
 * return before a line feed belongs to the end.
 *
 * @param maximumBytes a longer line is read past
 */
export function* standardInputLines(maximumBytes: number): Generator<readonly Line[], void> {
  let parts: Buffer[] = [];
  let partBytes = 0;
  const take = (last: Buffer): Line => {
    const line: Line =
      partBytes + last.length > maximumBytes ? { fault: 'too long' } : decoded([...parts, last]);
    parts = [];
    partBytes = 0;
    return line;
  };
  for (const chunk of chunks()) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      lines.push(take(chunk.subarray(start, end)));
      start = end + 1;
    }
    partBytes += chunk.length - start;
    parts = partBytes <= maximumBytes ? [...parts, Buffer.from(chunk.subarray(start))] : [];
    if (lines.length > 0) yield lines;
  }
  if (partBytes > 0) yield [take(Buffer.alloc(0))];
}

/** The first line; what follows it stays for the next reader. Empty at the end of the input. */
export function firstInputLine(): Line {
  const parts: Buffer[] = [];
  for (const chunk of chunks()) {
    const end = chunk.indexOf(10);
    parts.push(Buffer.from(end === -1 ? chunk : chunk.subarray(0, end)));
    if (end === -1) continue;
    unread = Buffer.from(chunk.subarray(end + 1));
    break;
  }
  return decoded(parts);
}
