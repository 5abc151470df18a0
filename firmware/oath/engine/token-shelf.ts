/**
 * Tokens as a struct of arrays: what one kind of data is of all tokens lies in one array, so a token costs its
 * bytes and no object, and the collector has nothing to look at.
 *
 * A shelf has room for a fixed number of tokens; whoever has more takes another, so nothing is ever copied to
 * grow. Promises: `wipe` leaves no secret. Does not check numbers: its owner does.
 */
import type { HashName } from '../hash.js';
import { HASH_SHAPES } from './hash-shape.js';
import type { SingleKernel } from './kernel.js';
import { KeyPads } from './key-states.js';

/** Room for tokens on a shelf: enough that shelves cost nothing, few enough that ten tokens are cheap. */
export const SHELF_TOKENS = 4096;

/** What the tokens of a suite have. Lengths in bytes. */
export interface TokenShape {
  readonly hash: HashName;
  /** Room for a key, at most the hash's block; a shorter one is filled with zeros, as HMAC does. */
  readonly keyBytes: number;
  /** 0 where the suite has no PIN. */
  readonly pinHashBytes: number;
  readonly counter: boolean;
}

export class TokenShelf {
  count = 0;
  /** A row for each token. */
  readonly keys: Uint8Array;
  /**
   * The states of the keys, inner then outer, as planes: a word of all tokens after the other, a word of 64 bits
   * with its lower half first.
   */
  readonly states: Int32Array;
  /** Planes of big-endian 32-bit parts. */
  readonly pinHashes: Int32Array;
  /** Two planes, the upper halves first. */
  readonly counters: Uint32Array;
  /** 32-bit parts of a word. */
  readonly step: number;
  readonly #shape: TokenShape;
  /** Tokens whose states are there. */
  #prepared = 0;

  constructor(shape: TokenShape) {
    const { stateWords, bits } = HASH_SHAPES[shape.hash];
    this.#shape = shape;
    this.step = bits / 32;
    this.keys = new Uint8Array(SHELF_TOKENS * shape.keyBytes);
    this.states = new Int32Array(2 * stateWords * this.step * SHELF_TOKENS);
    this.pinHashes = new Int32Array((SHELF_TOKENS * shape.pinHashBytes) / 4);
    this.counters = new Uint32Array(shape.counter ? 2 * SHELF_TOKENS : 0);
  }

  /** Adds a token. @param pinHash as long as the shape says; absent without PIN */
  add(key: Uint8Array, pinHash: Uint8Array | undefined, counter: bigint): void {
    const row = this.count;
    this.keys.set(key, row * this.#shape.keyBytes);
    if (pinHash !== undefined) {
      const view = new DataView(pinHash.buffer, pinHash.byteOffset);
      for (let part = 0; 4 * part < pinHash.length; part += 1)
        this.pinHashes[part * SHELF_TOKENS + row] = view.getInt32(4 * part);
    }
    if (this.#shape.counter) this.setCounter(row, counter);
    this.count += 1;
  }

  key(row: number): Uint8Array {
    const { keyBytes } = this.#shape;
    return this.keys.slice(row * keyBytes, (row + 1) * keyBytes);
  }

  pinHash(row: number): Uint8Array {
    const bytes = new Uint8Array(this.#shape.pinHashBytes);
    const view = new DataView(bytes.buffer);
    for (let part = 0; 4 * part < bytes.length; part += 1)
      view.setInt32(4 * part, this.pinHashes[part * SHELF_TOKENS + row] as number);
    return bytes;
  }

  counter(row: number): bigint {
    return (
      (BigInt(this.counters[row] as number) << 32n) | BigInt(this.counters[SHELF_TOKENS + row] as number)
    );
  }

  setCounter(row: number, value: bigint): void {
    this.counters[row] = Number(value >> 32n);
    this.counters[SHELF_TOKENS + row] = Number(value & 0xffff_ffffn);
  }

  /** Sees to it that the states of all keys are there. */
  prepare(kernel: SingleKernel): void {
    if (this.#prepared === this.count) return;
    const { keyBytes } = this.#shape;
    const pads = new KeyPads(kernel);
    for (; this.#prepared < this.count; this.#prepared += 1) {
      const row = this.#prepared;
      const { inner, outer } = pads.states(this.keys, row * keyBytes, keyBytes);
      this.#takeState(inner, 0, row);
      this.#takeState(outer, inner.length, row);
      inner.fill(0);
      outer.fill(0);
    }
    pads.wipe();
  }

  /** Where a word's plane begins. @param word of the inner state, then of the outer */
  statePlane(word: number): number {
    return word * SHELF_TOKENS * this.step;
  }

  #takeState(state: Int32Array, firstPart: number, row: number): void {
    const { step } = this;
    for (let part = 0; part < state.length; part += 1) {
      const word = Math.floor((firstPart + part) / step);
      this.states[this.statePlane(word) + row * step + (part % step)] = state[part] as number;
    }
  }

  wipe(): void {
    const used = this.count;
    this.keys.fill(0, 0, used * this.#shape.keyBytes);
    for (const [planes, entry] of [
      [this.states, this.step],
      [this.pinHashes, 1],
      [this.counters, 1],
    ] as const) {
      const length = SHELF_TOKENS * entry;
      for (let at = 0; at < planes.length; at += length) planes.fill(0, at, at + used * entry);
    }
    this.count = 0;
    this.#prepared = 0;
  }
}
