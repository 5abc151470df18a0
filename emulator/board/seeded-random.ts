/**
 * Random bytes from a seed: SHA-256 over the seed and a block counter. Same seed, same bytes, on every
 * machine. As good as the seed is secret.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

export type Seed = string | number;

export class SeededRandom {
  readonly #seed: string;
  #blocks = 0;
  #rest = new Uint8Array(0);

  constructor(seed: Seed) {
    this.#seed = String(seed);
  }

  bytes(length: number): Uint8Array {
    const result = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (this.#rest.length === 0) {
        this.#rest = sha256(utf8ToBytes(`tokentwin random ${this.#blocks}:${this.#seed}`));
        this.#blocks += 1;
      }
      const part = this.#rest.subarray(0, length - filled);
      result.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return result;
  }
}
