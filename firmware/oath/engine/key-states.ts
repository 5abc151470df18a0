/**
 * A key as an HMAC uses it: the states of the hash after the inner and the outer key pad (RFC 2104 section 2).
 * They are as secret as the key.
 */
import { type HashName, hash } from '../hash.js';
import { blockBytes } from './hash-shape.js';
import type { SingleKernel } from './kernel.js';
import { partsOf } from './parts.js';

/** The bytes of the key pads of HMAC (RFC 2104 section 2). */
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** The states after the two key pads. */
export interface KeyStates {
  readonly inner: Int32Array;
  readonly outer: Int32Array;
}

/**
 * Prepares a key.
 *
 * @param key 1 byte or more; longer than the hash's block, it is hashed first
 */
export function prepareKey(kernel: SingleKernel, name: HashName, key: Uint8Array): KeyStates {
  const { shape } = kernel;
  const size = blockBytes(shape);
  const block = new Uint8Array(size);
  if (key.length > size) {
    const hashed = hash(name, key);
    block.set(hashed);
    hashed.fill(0);
  } else block.set(key);
  const stateAfter = (pad: number) => {
    for (let index = 0; index < size; index += 1) block[index] = (block[index] as number) ^ pad;
    const parts = partsOf(block, shape.bits);
    const state = kernel.compress(null, parts);
    parts.fill(0);
    return state;
  };
  const inner = stateAfter(INNER_PAD);
  // The block has the inner pad on it, which the second XOR takes off.
  const outer = stateAfter(INNER_PAD ^ OUTER_PAD);
  block.fill(0);
  kernel.forgetPreparation();
  return { inner, outer };
}
