/**
 * Bytes that wait for a host which does not read as fast as the twin answers: at most 64 KiB.
 *
 * Promises the order of the bytes, and that a write is kept whole or dropped whole; the first one dropped is
 * told, the others only after the queue was empty again.
 */
import { assert } from '../../firmware/error.js';

/** What a line keeps for a host that does not read. */
export const QUEUE_BYTES = 65_536;

export const DROPPED = 'The host does not read what the twin sends: what goes beyond 64 KiB is dropped.';

export class OutputQueue {
  readonly #noticed: (sentence: string) => void;
  #chunks: Uint8Array[] = [];
  #byteLength = 0;
  #dropping = false;

  constructor(noticed: (sentence: string) => void) {
    this.#noticed = noticed;
  }

  get isEmpty(): boolean {
    return this.#byteLength === 0;
  }

  /** Takes bytes, or drops them when they do not fit. */
  add(bytes: Uint8Array): void {
    if (this.#byteLength + bytes.length > QUEUE_BYTES) {
      if (!this.#dropping) this.#noticed(DROPPED);
      this.#dropping = true;
      return;
    }
    this.#chunks.push(bytes);
    this.#byteLength += bytes.length;
  }

  /** All that waits, as one array; it stays in the queue until it is removed. */
  peek(): Uint8Array {
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks, this.#byteLength)];
    return this.#chunks[0] as Uint8Array;
  }

  /** The host's side took the first bytes of what `peek` showed. */
  remove(count: number): void {
    const first = this.#chunks[0];
    assert(first !== undefined && count <= first.length, 'only what was shown is removed');
    if (count === first.length) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(count);
    this.#byteLength -= count;
    if (this.isEmpty) this.#dropping = false;
  }

  clear(): void {
    this.#chunks = [];
    this.#byteLength = 0;
    this.#dropping = false;
  }
}
