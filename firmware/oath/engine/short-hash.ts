/**
 * The hash of a message that fits one block, by a kernel: for PINs by the thousand, where a hash of the core
 * costs several times the response it serves.
 *
 * Promises: message and state are wiped after each call.
 */
import { blockBytes } from './hash-shape.js';
import type { SingleKernel } from './kernel.js';
import { bytesOf, partsOf } from './parts.js';

export class ShortHash {
  /** The longest message, in bytes: one bit of padding and the length go behind it (FIPS 180-4 section 5.1). */
  readonly maximumLength: number;
  readonly #kernel: SingleKernel;
  readonly #block: Uint8Array;

  constructor(kernel: SingleKernel) {
    const size = blockBytes(kernel.shape);
    this.#kernel = kernel;
    this.#block = new Uint8Array(size);
    this.maximumLength = size - size / 8 - 1;
  }

  /** @param message at most `maximumLength` bytes */
  hash(message: Uint8Array): Uint8Array {
    const block = this.#block;
    block.fill(0);
    block.set(message);
    block[message.length] = 0x80;
    const bits = 8 * message.length;
    block[block.length - 2] = bits >>> 8;
    block[block.length - 1] = bits & 0xff;
    const parts = partsOf(block, this.#kernel.shape.bits);
    const state = this.#kernel.compress(null, parts);
    const digest = bytesOf(state, this.#kernel.shape.bits);
    block.fill(0);
    parts.fill(0);
    state.fill(0);
    this.#kernel.forgetBlock();
    return digest;
  }
}
