/**
 * Standard output and error, synchronous: quick to start, nothing lost when the process ends.
 */
import { writeSync } from 'node:fs';
import { errnoCode, fileError } from '../files/file-error.js';
import { waitForPeer } from './wait-for-peer.js';

/** Nobody reads standard output any more: the command ends quietly, its files closed on the way. */
export class ReaderGone extends Error {}

function writeAll(descriptor: 1 | 2, output: string | Uint8Array): void {
  const bytes = typeof output === 'string' ? Buffer.from(output) : output;
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if (errnoCode(error) !== 'EAGAIN') throw error;
      waitForPeer();
    }
  }
}

/**
 * Writes to standard output.
 *
 * @throws ReaderGone when nobody reads on, TokentwinError FILE_ACCESS when it cannot be written
 */
export function print(output: string | Uint8Array): void {
  try {
    writeAll(1, output);
  } catch (error) {
    if (errnoCode(error) === 'EPIPE') throw new ReaderGone();
    throw fileError(error, 'standard output', 'write');
  }
}

export function printLine(text: string): void {
  print(`${text}\n`);
}

/**
 * Writes one line to standard error; where nobody reads it, nothing is left to say. A control character, which the
 * name of a file or a word of the command line may have, is no command to the terminal there.
 */
export function complain(text: string): void {
  try {
    writeAll(2, `${text.replace(/\p{Cc}/gu, '?')}\n`);
  } catch {
    // The exit status tells the rest.
  }
}
