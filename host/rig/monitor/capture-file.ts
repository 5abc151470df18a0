/**
 * A capture on disk: owner-only, because it holds PINs and responses as they were.
 *
 * Each packet is in the file when the call returns, so a capture that is broken off is whole up to there, also by a
 * full disk. Never writes over a file that exists. It grows with the traffic.
 */
import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { TokentwinError } from '../../../firmware/error.js';
import { Capture } from './capture.js';
import type { Observation } from './observation.js';

export class CaptureFile {
  readonly #file: string;
  readonly #descriptor: number;
  readonly #capture = new Capture();
  #wholeBytes = 0;
  #open = true;

  /**
   * @param unixMs when the capture begins
   * @throws TokentwinError CAPTURE_FILE; there is no file then
   */
  constructor(file: string, unixMs: number) {
    this.#file = file;
    try {
      this.#descriptor = openSync(file, 'wx', 0o600);
    } catch (error) {
      throw captureError(file, error);
    }
    try {
      this.#write(this.#capture.header(microseconds(unixMs)));
    } catch (error) {
      this.close();
      rmSync(file);
      throw error;
    }
  }

  /** @throws TokentwinError CAPTURE_FILE when the disk is full */
  add(observation: Observation, unixMs: number): void {
    this.#write(this.#capture.packets(observation, microseconds(unixMs)));
  }

  close(): void {
    if (this.#open) closeSync(this.#descriptor);
    this.#open = false;
  }

  #write(bytes: Uint8Array): void {
    try {
      for (let written = 0; written < bytes.length; )
        written += writeSync(this.#descriptor, bytes, written, bytes.length - written);
      this.#wholeBytes += bytes.length;
    } catch (error) {
      this.#cutOffPart();
      throw captureError(this.#file, error);
    }
  }

  #cutOffPart(): void {
    try {
      ftruncateSync(this.#descriptor, this.#wholeBytes);
    } catch {
      // A part of a packet at the end is what every reader of captures expects of one that was broken off.
    }
  }
}

function microseconds(unixMs: number): bigint {
  return BigInt(Math.round(unixMs * 1000));
}

function captureError(file: string, error: unknown): TokentwinError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reason =
    code === 'EEXIST'
      ? 'exists already: choose another name or remove it first'
      : `cannot be written (${String(code ?? error)}): choose another place`;
  return new TokentwinError('CAPTURE_FILE', `The capture ${file} ${reason}.`);
}
