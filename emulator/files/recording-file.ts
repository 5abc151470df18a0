/**
 * The file of a recording, written line by line for its owner alone.
 *
 * Promises: a file that exists is not overwritten; a line is in the file when the call returns, so what was recorded
 * is there after a crash of the program.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { fileError } from './file-error.js';

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
