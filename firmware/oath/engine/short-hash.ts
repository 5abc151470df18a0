/**
 * The hash of a text that fits one block, by a kernel and without making anything: for PINs by the thousand,
 * where a hash of the core costs several times the response that it serves.
 *
 * The result lies in the kernel until the next text. Promises: `forget` wipes text and result.
 */
import { blockBytes } from './hash-shape.js';
import type { SingleKernel } from './kernel.js';

export class ShortHash {
  /** The longest text, in bytes: one bit of padding and the length go behind it (FIPS 180-4 section 5.1). */
  readonly maximumLength: number;
  readonly #kernel: SingleKernel;
  /** Which half of a word comes first in memory. */
  readonly #swap: 0 | 1;
  readonly #blockParts: number;

  constructor(kernel: SingleKernel) {
    const size = blockBytes(kernel.shape);
    this.#kernel = kernel;
    this.#swap = kernel.shape.bits === 64 ? 1 : 0;
    this.#blockParts = size / 4;
    this.maximumLength = size - size / 8 - 1;
  }

  /** @param text ASCII, at most `maximumLength` characters */
  hash(text: string): void {
    const { block } = this.#kernel;
    const { length } = text;
    block.fill(0, 0, this.#blockParts);
    for (let at = 0; at < length; at += 1) this.#or(at, text.charCodeAt(at));
    this.#or(length, 0x80);
    block[(this.#blockParts - 1) ^ this.#swap] = 8 * length;
    this.#kernel.compressBlock();
  }

  #or(at: number, byte: number): void {
    const { block } = this.#kernel;
    const part = (at >> 2) ^ this.#swap;
    block[part] = (block[part] as number) | (byte << (24 - 8 * (at & 3)));
  }

  /** 32 bits of the hash, counted from its first byte. */
  part(index: number): number {
    return this.#kernel.state[index ^ this.#swap] as number;
  }

  forget(): void {
    this.#kernel.forgetBlock();
  }
}
