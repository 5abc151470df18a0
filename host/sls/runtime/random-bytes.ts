/**
 * Random bytes of node:crypto, drawn in larger pieces: a call for each few bytes costs more than what is done with them.
 *
 * Promises: no byte is handed out twice, and none stays behind when it was.
 */
import { randomFillSync } from 'node:crypto';
import type { Randomness } from '../ports.js';

const POOL_BYTES = 4096;

export class PooledRandomness implements Randomness {
  readonly #pool = new Uint8Array(POOL_BYTES);
  #used = POOL_BYTES;

  bytes(count: number): Uint8Array {
    if (count > POOL_BYTES) return randomFillSync(new Uint8Array(count));
    if (this.#used + count > POOL_BYTES) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    const drawn = this.#pool.slice(this.#used, this.#used + count);
    this.#pool.fill(0, this.#used, this.#used + count);
    this.#used += count;
    return drawn;
  }
}
