/**
 * The file of a recording: written line by line for its owner alone, and read whole.
 *
 * Promises: a file that exists is not overwritten; a line is in the file when the call returns, so what was recorded
 * is there after a crash of the program.
 */
import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { TokentwinError } from '../../firmware/error.js';
import { fileError } from './file-error.js';

/** A recording is some hundred bytes an input, so this is a long day. */
const MAXIMUM_BYTES = 512 * 1024 * 1024;

/** What every recording begins with. */
const OPENING = Buffer.from('{"recording":');

/** Does a file begin as a recording does? @throws TokentwinError FILE_NOT_FOUND, FILE_ACCESS */
export function isRecordingFile(file: string): boolean {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(OPENING.length);
      return readSync(descriptor, bytes) === OPENING.length && bytes.equals(OPENING);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw fileError(error, file, 'read');
  }
}

/** @returns the text of a recording @throws TokentwinError FILE_NOT_FOUND, FILE_ACCESS, RECORDING_INVALID */
export function readRecordingFile(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw fileError(error, file, 'read');
  }
  if (bytes.length > MAXIMUM_BYTES)
    throw new TokentwinError('RECORDING_INVALID', `The file ${file} is too large for a recording.`);
  return bytes.toString('utf8');
}

export class RecordingFile {
  readonly #file: string;
  readonly #descriptor: number;

  /** @throws TokentwinError FILE_EXISTS, FILE_NOT_FOUND (its folder), FILE_ACCESS */
  constructor(file: string) {
    this.#file = file;
    try {
      this.#descriptor = openSync(file, 'wx', 0o600);
    } catch (error) {
      throw fileError(error, file, 'create');
    }
  }

  /** @throws TokentwinError FILE_ACCESS */
  line(text: string): void {
    const bytes = Buffer.from(`${text}\n`);
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
    } catch (error) {
      throw fileError(error, this.#file, 'write');
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
