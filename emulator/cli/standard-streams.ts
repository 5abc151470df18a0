/**
 * Standard input and output, synchronous: quick to start, nothing lost when the process ends.
 */
import { readSync, writeSync } from 'node:fs';
import { errnoCode } from '../files/file-error.js';

const CHUNK_BYTES = 65_536;

/** A pipe that another program made non-blocking says EAGAIN: wait a moment. */
function waitForPeer(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const code = errnoCode(error);
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') throw error;
      waitForPeer();
    }
  }
}

/** Writes to standard output; ends the process quietly when nobody reads any more. */
export function print(text: string): void {
  writeAll(1, text);
}

export function printLine(text: string): void {
  writeAll(1, `${text}\n`);
}

/** Writes one line to standard error. */
export function complain(text: string): void {
  writeAll(2, `${text}\n`);
}

/** The bytes of standard input as they come. */
export function* standardInput(): Generator<Buffer, void> {
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
      if (code !== 'EOF') throw error;
    }
    if (length === 0) return;
    yield chunk.subarray(0, length);
  }
}

/** A line without its end; null stands for one that is longer than allowed. */
export type Line = string | null;

/**
 * Standard input line by line, a chunk's lines at a time. The end of the last line may be missing; a carriage
 * return before a line feed belongs to the end.
 *
 * @param maximumBytes a longer line is read past and given as null
 */
export function* standardInputLines(maximumBytes: number): Generator<readonly Line[], void> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  const take = (part: Buffer): Line => {
    const tooLong = restBytes + part.length > maximumBytes;
    const line = tooLong
      ? null
      : Buffer.concat([...rest, part])
          .toString('utf8')
          .replace(/\r$/, '');
    rest = [];
    restBytes = 0;
    return line;
  };
  for (const chunk of standardInput()) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      lines.push(take(chunk.subarray(start, end)));
      start = end + 1;
    }
    restBytes += chunk.length - start;
    if (restBytes <= maximumBytes) rest.push(Buffer.from(chunk.subarray(start)));
    else rest = [];
    if (lines.length > 0) yield lines;
  }
  if (restBytes > 0) yield [take(Buffer.alloc(0))];
}
