/**
 * All tokens of one suite on their shelves, known by their numbers: 0, 1, 2, ... in the order in which they were
 * added.
 *
 * Promises: what does not fit the suite is refused and nothing is added.
 */
import { TokentwinError } from '../../error.js';
import { MAX_UINT64, wholeNumber } from '../bytes.js';
import { SHELF_TOKENS, type TokenShape, TokenShelf } from './token-shelf.js';

/** Where a token lies. */
export interface TokenPlace {
  readonly shelf: TokenShelf;
  readonly row: number;
}

export class TokenShelves {
  readonly #shape: TokenShape;
  readonly #shelves: TokenShelf[] = [];

  constructor(shape: TokenShape) {
    this.#shape = shape;
  }

  get count(): number {
    const last = this.#shelves.at(-1);
    return last === undefined ? 0 : (this.#shelves.length - 1) * SHELF_TOKENS + last.count;
  }

  get all(): readonly TokenShelf[] {
    return this.#shelves;
  }

  /**
   * Adds a token whose PIN hash and counter go with the suite.
   *
   * @returns its number
   * @throws TokentwinError KEY_EMPTY; ARGUMENT for a key that does not fit the row
   */
  add(key: Uint8Array, pinHash: Uint8Array | undefined, counter: bigint): number {
    const { keyBytes } = this.#shape;
    if (key.length === 0) throw new TokentwinError('KEY_EMPTY', 'The key is empty: give at least one byte.');
    if (key.length > keyBytes) {
      const sentence = `The key has ${key.length} bytes, and these tokens have room for ${keyBytes}: give keyBytes.`;
      throw new TokentwinError('ARGUMENT', sentence);
    }
    const number = this.count;
    if (number === this.#shelves.length * SHELF_TOKENS) this.#shelves.push(new TokenShelf(this.#shape));
    this.#shelves.at(-1)?.add(key, pinHash, counter);
    return number;
  }

  /**
   * Adds many tokens from rows of bytes.
   *
   * @returns the number of the first
   * @throws TokentwinError ARGUMENT when the lengths do not go with each other or with the suite
   */
  addAll(keys: Uint8Array, pinHashes: Uint8Array | undefined, counters: BigUint64Array | undefined): number {
    const { keyBytes, pinHashBytes, counter } = this.#shape;
    const added = keys.length / keyBytes;
    const fits =
      Number.isInteger(added) &&
      (pinHashes?.length ?? 0) === added * pinHashBytes &&
      (counters?.length ?? 0) === (counter ? added : 0);
    if (!fits) {
      const each = `${keyBytes} bytes of key, ${pinHashBytes} of PIN hash and ${counter ? 'a' : 'no'} counter`;
      throw new TokentwinError('ARGUMENT', `The rows do not go with the suite: give each token ${each}.`);
    }
    const first = this.count;
    for (let token = 0; token < added; token += 1) {
      const key = keys.subarray(token * keyBytes, (token + 1) * keyBytes);
      const pinHash = pinHashes?.subarray(token * pinHashBytes, (token + 1) * pinHashBytes);
      this.add(key, pinHash, counters?.[token] ?? 0n);
    }
    return first;
  }

  /** @throws TokentwinError ARGUMENT when there is no such token */
  place(token: number): TokenPlace {
    const shelf = this.#shelves[Math.floor(token / SHELF_TOKENS)];
    const row = token % SHELF_TOKENS;
    if (shelf === undefined || !Number.isInteger(token) || row >= shelf.count)
      throw new TokentwinError('ARGUMENT', `There is no token ${token}: there are ${this.count}.`);
    return { shelf, row };
  }

  /** @throws TokentwinError ARGUMENT when there is no such token, or its suite has no counter */
  counter(token: number): bigint {
    const { shelf, row } = this.place(token);
    if (!this.#shape.counter) throw new TokentwinError('ARGUMENT', 'The suite has no counter.');
    return shelf.counter(row);
  }

  /**
   * Moves a counter on.
   *
   * @returns the new value
   * @throws TokentwinError as `counter`; OCRA_COUNTER_RANGE beyond 2^64 - 1 or backwards
   */
  advance(token: number, by: bigint | number): bigint {
    const steps = wholeNumber(by, MAX_UINT64);
    const value = this.counter(token) + (steps ?? 0n);
    if (steps === null || value > MAX_UINT64)
      throw new TokentwinError('OCRA_COUNTER_RANGE', 'A counter moves forward, and not beyond 2^64 - 1.');
    const { shelf, row } = this.place(token);
    shelf.setCounter(row, value);
    return value;
  }

  wipe(): void {
    for (const shelf of this.#shelves) shelf.wipe();
    this.#shelves.length = 0;
  }
}
