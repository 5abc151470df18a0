/**
 * Tokens by the million: many keys of one suite, each with its PIN hash and counter, as a load test or a
 * verifier under test holds them.
 *
 * A token costs its bytes in a struct of arrays and no object. Each is known by its number, 0, 1, 2, ... in the
 * order in which they were added. Promises: answers and refusals are those of the core, `Ocra`; `destroy` wipes
 * everything. Does not move counters by itself: `advance` does, when the caller has used a response. Does not
 * give keys back.
 */
import { TokentwinError } from '../../error.js';
import { MAX_UINT64, textBytes, wholeNumber } from '../bytes.js';
import { hash, hashLength } from '../hash.js';
import { Ocra, type OcraInput, type OcraMode } from '../ocra.js';
import type { Suite } from '../suite.js';
import { decimalText } from './decimal-text.js';
import { FixedInputs } from './fixed-inputs.js';
import { blockBytes, HASH_SHAPES } from './hash-shape.js';
import type { Kernel } from './kernel.js';
import { type Kernels, sharedKernels } from './kernels.js';
import { SHELF_TOKENS } from './token-shelf.js';
import { type TokenPlace, TokenShelves } from './token-shelves.js';
import { TokensPlan } from './tokens-plan.js';

/** One token. */
export type OcraTokenData = { readonly key: Uint8Array } & Pick<OcraInput, 'pin' | 'pinHash' | 'counter'>;

/** What all tokens of one call share. */
export interface SharedInput extends Pick<OcraInput, 'session' | 'time' | 'timestamp'> {
  /** Default `one-way`. */
  readonly mode?: OcraMode;
}

export interface OcraTokensOptions {
  /** Room for each key in bytes, at most the hash's block; default the hash's length. */
  readonly keyBytes?: number;
}

/** Key, PIN hash and counter are each token's own. */
const TOKENS_OWN = { counter: true, pin: true, time: false };
/** A key for computations of which only the refusal counts. */
const ANY_KEY = Uint8Array.of(0);

export class OcraTokens {
  readonly suite: Suite;
  readonly #kernels: Kernels;
  readonly #judge: Ocra;
  readonly #text: (number: number) => string;
  readonly #shelves: TokenShelves;
  /** For tokens in any order: the plan for one message at a time, and the one for many. */
  readonly #plans = new Map<Kernel, TokensPlan>();

  /**
   * @param suite a suite or its text
   * @param kernels where the kernels come from
   * @throws TokentwinError OCRA_SUITE_…; ARGUMENT for a wrong `keyBytes`
   */
  constructor(suite: Suite | string, options: OcraTokensOptions = {}, kernels: Kernels = sharedKernels) {
    this.#judge = new Ocra(suite, ANY_KEY);
    this.suite = this.#judge.suite;
    const { hash: name, pinHash, counter } = this.suite;
    const { keyBytes = hashLength(name) } = options;
    const most = blockBytes(HASH_SHAPES[name]);
    if (!Number.isInteger(keyBytes) || keyBytes < 1 || keyBytes > most)
      throw new TokentwinError('ARGUMENT', `keyBytes must be a whole number from 1 to ${most} for ${name}.`);
    const pinHashBytes = pinHash === null ? 0 : hashLength(pinHash);
    this.#shelves = new TokenShelves({ hash: name, keyBytes, pinHashBytes, counter });
    this.#kernels = kernels;
    this.#text = decimalText(this.suite.digits);
  }

  /** How many tokens there are. */
  get count(): number {
    return this.#shelves.count;
  }

  /**
   * Adds a token.
   *
   * @param data what the suite asks for, and nothing else; the key 1 byte or more and at most `keyBytes`
   * @returns its number
   * @throws TokentwinError KEY_EMPTY, ARGUMENT for a longer key, OCRA_… as `Ocra.respond`
   */
  add({ key, ...own }: OcraTokenData): number {
    const { pinHash: name, sessionLength, timeStepSeconds } = this.suite;
    this.#judge.check({
      question: '0',
      ...own,
      ...(sessionLength !== null && { session: new Uint8Array(sessionLength) }),
      ...(timeStepSeconds !== null && { timestamp: 0 }),
    });
    const hashed = own.pin === undefined || name === null ? undefined : hash(name, textBytes(own.pin));
    const counter = wholeNumber(own.counter ?? 0, MAX_UINT64) as bigint;
    const number = this.#shelves.add(key, own.pinHash ?? hashed, counter);
    hashed?.fill(0);
    return number;
  }

  /**
   * Adds many tokens from rows of bytes, without an object for each.
   *
   * @param keys `keyBytes` bytes for each token
   * @param pinHashes for a suite with a PIN, as many rows of the PIN hash's length
   * @param counters for a suite with a counter, as many values
   * @returns the number of the first
   * @throws TokentwinError ARGUMENT when the lengths do not go with each other or with the suite
   */
  addAll(keys: Uint8Array, pinHashes?: Uint8Array, counters?: BigUint64Array): number {
    return this.#shelves.addAll(keys, pinHashes, counters);
  }

  /** A token's counter. @throws TokentwinError ARGUMENT when there is none */
  counter(token: number): bigint {
    return this.#shelves.counter(token);
  }

  /**
   * Moves a token's counter on.
   *
   * @returns the new value
   * @throws TokentwinError ARGUMENT when there is none; OCRA_COUNTER_RANGE backwards or beyond 2^64 - 1
   */
  advance(token: number, by: bigint | number = 1): bigint {
    return this.#shelves.advance(token, by);
  }

  /**
   * The response of one token.
   *
   * @throws TokentwinError ARGUMENT when there is no such token, OCRA_… as `Ocra.respond`
   */
  respond(token: number, question: string, shared: SharedInput = {}): string {
    const place = this.#shelves.place(token);
    const kernel = this.#kernels.single(this.suite.hash, 1);
    if (kernel === null) return this.#byCore(place, question, shared);
    const plan = this.#planFor(kernel, question, shared);
    place.shelf.prepare(kernel);
    plan.plan.begin(1);
    this.#writeQuestion(plan, question, 0, shared);
    plan.take(place.shelf, place.row, 0);
    kernel.run(1);
    return this.#text(kernel.numbers[0] as number);
  }

  /**
   * The responses of tokens in a row to one question.
   *
   * @param responses receives the response of token `first` + n as a number, without leading zeros, at place n
   * @param first the number of the first token
   * @throws TokentwinError ARGUMENT when there are not so many tokens, OCRA_… as `Ocra.respond`
   */
  sweep(question: string, responses: Uint32Array, first = 0, shared: SharedInput = {}): void {
    const { length } = responses;
    if (length === 0) return;
    this.#shelves.place(first);
    this.#shelves.place(first + length - 1);
    this.#check(question, shared);
    const kernel = this.#kernels.batch(this.suite.hash, length);
    const single = this.#kernels.single(this.suite.hash, 0);
    if (kernel === null || single === null) {
      for (let index = 0; index < length; index += 1)
        responses[index] = Number(this.#byCore(this.#shelves.place(first + index), question, shared));
      return;
    }
    for (const shelf of this.#shelves.all) shelf.prepare(single);
    const plan = new TokensPlan(this.suite, kernel, single, fixedBy(shared), question);
    for (let done = 0; done < length; ) {
      const { shelf, row } = this.#shelves.place(first + done);
      const count = Math.min(plan.plan.capacity, length - done, SHELF_TOKENS - row);
      plan.plan.begin(count);
      plan.takeAll(shelf, row, count);
      kernel.run(count);
      responses.set(kernel.numbers.subarray(0, count), done);
      done += count;
    }
    plan.wipe();
  }

  /**
   * The responses of tokens in any order, each to a question of its own.
   *
   * @param tokens their numbers
   * @param questions as many
   * @param responses receives as many, as numbers without leading zeros
   * @throws TokentwinError ARGUMENT; OCRA_… as `Ocra.respond` for the first that is refused: `responses` is then
   *   not to be used
   */
  respondEach(
    tokens: ArrayLike<number>,
    questions: readonly string[],
    responses: Uint32Array,
    shared: SharedInput = {},
  ): void {
    const { length } = tokens;
    if (questions.length !== length || responses.length < length)
      throw new TokentwinError('ARGUMENT', 'Give a question and a place for the response for each token.');
    const kernel = this.#kernels.batch(this.suite.hash, length);
    const single = this.#kernels.single(this.suite.hash, 0);
    if (kernel === null || single === null) {
      for (let index = 0; index < length; index += 1) {
        const place = this.#shelves.place(tokens[index] as number);
        responses[index] = Number(this.#byCore(place, questions[index] as string, shared));
      }
      return;
    }
    if (length === 0) return;
    for (const shelf of this.#shelves.all) shelf.prepare(single);
    const plan = this.#planFor(kernel, questions[0] as string, shared);
    for (let start = 0; start < length; start += plan.plan.capacity) {
      const count = Math.min(plan.plan.capacity, length - start);
      plan.plan.begin(count);
      for (let index = 0; index < count; index += 1) {
        this.#writeQuestion(plan, questions[start + index] as string, index, shared);
        const { shelf, row } = this.#shelves.place(tokens[start + index] as number);
        plan.take(shelf, row, index);
      }
      kernel.run(count);
      responses.set(kernel.numbers.subarray(0, count), start);
    }
  }

  /** The plan of a kernel for tokens in any order. */
  #planFor(kernel: Kernel, question: string, shared: SharedInput): TokensPlan {
    const { mode = 'one-way', ...fixed } = shared;
    const known = this.#plans.get(kernel);
    if (known?.shared.match(fixed, mode)) return known;
    this.#check(question, shared);
    known?.wipe();
    const single = this.#kernels.single(this.suite.hash, 0);
    if (single === null) throw new Error('there are kernels of many messages and none of one');
    const plan = new TokensPlan(this.suite, kernel, single, fixedBy(shared), null);
    this.#plans.set(kernel, plan);
    return plan;
  }

  #writeQuestion(plan: TokensPlan, question: string, index: number, shared: SharedInput): void {
    if (plan.writeQuestion(question, index)) return;
    this.#check(question, shared);
    throw new Error('the tokens refuse a question that the core takes');
  }

  /** The core says what is wrong with a question or with what is shared. */
  #check(question: string, { mode, ...input }: SharedInput): void {
    const { counter, pinHash } = this.suite;
    const own = {
      ...(counter && { counter: 0 }),
      ...(pinHash !== null && { pinHash: new Uint8Array(hashLength(pinHash)) }),
    };
    this.#judge.check({ question, ...input, ...own }, mode);
  }

  #byCore({ shelf, row }: TokenPlace, question: string, { mode, ...input }: SharedInput): string {
    const key = shelf.key(row);
    const pinHash = shelf.pinHash(row);
    const own = {
      ...(this.suite.counter && { counter: shelf.counter(row) }),
      ...(this.suite.pinHash !== null && { pinHash }),
    };
    try {
      return new Ocra(this.suite, key).respondLast({ question, ...input, ...own }, mode);
    } finally {
      key.fill(0);
      pinHash.fill(0);
    }
  }

  /** Wipes all tokens and what was derived from them; the object cannot be used afterwards. */
  destroy(): void {
    for (const plan of this.#plans.values()) plan.wipe();
    this.#plans.clear();
    this.#shelves.wipe();
    this.#judge.destroy();
  }
}

function fixedBy({ mode = 'one-way', ...input }: SharedInput): FixedInputs {
  return new FixedInputs(input, mode, TOKENS_OWN);
}
