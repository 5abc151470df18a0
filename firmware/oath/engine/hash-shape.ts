/**
 * What a program around the kernels must know of a hash: how long its words, its state and its schedule are
 * (FIPS 180-4 section 1). How it computes, only the generator of the kernels knows.
 */
import type { HashName } from '../hash.js';

export interface HashShape {
  readonly bits: 32 | 64;
  /** Words of the state, which are those of the hash. */
  readonly stateWords: number;
  /** Words of a block's schedule. */
  readonly rounds: number;
  /** How many messages a kernel for batches computes together: one or two vectors of 128 bits full. */
  readonly batchLanes: 2 | 4 | 8;
}

export const HASH_SHAPES: Readonly<Record<HashName, HashShape>> = {
  SHA1: { bits: 32, stateWords: 5, rounds: 80, batchLanes: 8 },
  SHA256: { bits: 32, stateWords: 8, rounds: 64, batchLanes: 4 },
  SHA512: { bits: 64, stateWords: 8, rounds: 80, batchLanes: 2 },
};

/** Does the hash's block have 64 bytes or 128? */
export function blockBytes({ bits }: HashShape): number {
  return 2 * bits;
}
