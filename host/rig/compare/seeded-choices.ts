/**
 * Choices drawn from a seed: the same ones on every machine. For a test's variety, not for secrets.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

export class SeededChoices {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A whole number from 0 to `limit` - 1. @param limit at most 2^32 */
  below(limit: number): number {
    const block = sha256(utf8ToBytes(`tokentwin compare ${this.#drawn}:${this.#seed}`));
    this.#drawn += 1;
    return Math.floor((new DataView(block.buffer, block.byteOffset).getUint32(0) / 0x1_0000_0000) * limit);
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.below(10)).join('');
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }
}
