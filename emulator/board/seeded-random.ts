/**
 * Random bytes from a seed: SHA-256 over the seed and a block counter. Same seed, same bytes, on every
 * machine. As good as the seed is secret.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** A function is asked for the seed when the first byte is drawn. */
export type Seed = string | number | (() => string);

export class SeededRandom {
  readonly #seed: Seed;
  #seedText: string | null = null;
  #blocks = 0;
  #rest = new Uint8Array(0);

  /**
   * @param purpose tells streams of one seed apart
   */
  constructor(
    seed: Seed,
    private readonly purpose = 'board',
  ) {
    this.#seed = seed;
  }

  bytes(length: number): Uint8Array {
    const result = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (this.#rest.length === 0) {
        this.#rest = sha256(utf8ToBytes(`tokentwin random ${this.purpose} ${this.#blocks}:${this.#text()}`));
        this.#blocks += 1;
      }
      const part = this.#rest.subarray(0, length - filled);
      result.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return result;
  }

  #text(): string {
    this.#seedText ??= typeof this.#seed === 'function' ? this.#seed() : String(this.#seed);
    return this.#seedText;
  }
}
