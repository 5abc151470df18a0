/**
 * A key as an HMAC uses it: the states of the hash after the inner and the outer key pad (RFC 2104 section 2).
 * They are as secret as the key.
 */
import { type HashName, hash } from '../hash.js';
import { blockBytes } from './hash-shape.js';
import type { SingleKernel } from './kernel.js';

/** The bytes of the key pads of HMAC (RFC 2104 section 2), in every byte of a 32-bit part. */
const INNER_PAD = 0x36363636;
const OUTER_PAD = 0x5c5c5c5c;

/** The states after the two key pads, as 32-bit parts in the order of a kernel's memory. */
export interface KeyStates {
  readonly inner: Int32Array;
  readonly outer: Int32Array;
}

/** Prepares keys that fit a block, one after the other. */
export class KeyPads {
  readonly #kernel: SingleKernel;
  readonly #block: Int32Array;
  /** Which half of a word comes first in memory. */
  readonly #swap: 0 | 1;

  constructor(kernel: SingleKernel) {
    this.#kernel = kernel;
    this.#block = new Int32Array(blockBytes(kernel.shape) / 4);
    this.#swap = kernel.shape.bits === 64 ? 1 : 0;
  }

  /** @param keys bytes among which the key lies from `from` on; `length` at most the hash's block */
  states(keys: Uint8Array, from: number, length: number): KeyStates {
    this.#block.fill(0);
    for (let at = 0; at < length; at += 1) {
      const part = (at >> 2) ^ this.#swap;
      this.#block[part] =
        (this.#block[part] as number) | ((keys[from + at] as number) << (24 - 8 * (at & 3)));
    }
    this.#xor(INNER_PAD);
    const inner = this.#kernel.compress(null, this.#block);
    this.#xor(INNER_PAD ^ OUTER_PAD);
    return { inner, outer: this.#kernel.compress(null, this.#block) };
  }

  #xor(pad: number): void {
    for (let part = 0; part < this.#block.length; part += 1)
      this.#block[part] = (this.#block[part] as number) ^ pad;
  }

  /** Wipes what is left of the last key. */
  wipe(): void {
    this.#block.fill(0);
    this.#kernel.forgetPreparation();
  }
}

/**
 * Prepares one key.
 *
 * @param key 1 byte or more; longer than the hash's block, it is hashed first
 */
export function prepareKey(kernel: SingleKernel, name: HashName, key: Uint8Array): KeyStates {
  const fits = key.length <= blockBytes(kernel.shape);
  const blockKey = fits ? key : hash(name, key);
  const pads = new KeyPads(kernel);
  const states = pads.states(blockKey, 0, blockKey.length);
  pads.wipe();
  if (!fits) blockKey.fill(0);
  return states;
}
