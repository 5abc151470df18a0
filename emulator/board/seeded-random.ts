/**
 * Random bytes from a seed: SHA-256 over the seed and a block counter. Same seed, same bytes, on every
 * machine. As good as the seed is secret.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** A function is asked for the seed when the first byte is drawn. */
export type Seed = string | number | (() => string);

/** Of SHA-256. */
const BLOCK_BYTES = 32;

export class SeededRandom {
  readonly #seed: Seed;
  #seedText: string | null = null;
  #blocks = 0;
  #rest: Uint8Array = new Uint8Array(0);
  #drawn = 0;

  /**
   * @param purpose tells streams of one seed apart
   */
  constructor(
    seed: Seed,
    private readonly purpose = 'board',
  ) {
    this.#seed = seed;
  }

  /** A source that has drawn so many bytes already. */
  static after(seed: string, drawn: number): SeededRandom {
    const source = new SeededRandom(seed);
    source.#drawn = drawn;
    source.#blocks = Math.floor(drawn / BLOCK_BYTES);
    if (drawn % BLOCK_BYTES !== 0) source.#rest = source.#nextBlock().subarray(drawn % BLOCK_BYTES);
    return source;
  }

  /** The seed as text, which tells as much as the seed itself. */
  get seed(): string {
    return this.#text();
  }

  /** How many bytes were drawn so far. */
  get drawn(): number {
    return this.#drawn;
  }

  bytes(length: number): Uint8Array {
    const result = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (this.#rest.length === 0) this.#rest = this.#nextBlock();
      const part = this.#rest.subarray(0, length - filled);
      result.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    this.#drawn += length;
    return result;
  }

  #nextBlock(): Uint8Array {
    const block = sha256(utf8ToBytes(`tokentwin random ${this.purpose} ${this.#blocks}:${this.#text()}`));
    this.#blocks += 1;
    return block;
  }

  #text(): string {
    this.#seedText ??= typeof this.#seed === 'function' ? this.#seed() : String(this.#seed);
    return this.#seedText;
  }
}
