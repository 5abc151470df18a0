/**
 * What the fuzzer asks of a target: a name, the form of its inputs, and a function that runs one of them.
 *
 * A target is one file in `targets/`, with its inputs in `corpus/NAME/`; nothing else has to know of it. It throws
 * when a promise of the product is broken: `BrokenPromise` where the target looks for it, anything else is a crash.
 */
import { ERROR_CODES, type ErrorCode, isTokentwinError } from '../../firmware/error.js';
import type { Draws } from './draws.js';

/** Messages in their order; a text or file is one message. */
export type Input = readonly Uint8Array[];

/** Makes another input out of one. @param pool the target's corpus */
export type Change = (draws: Draws, input: Input, pool: readonly Input[]) => Input;

/** Which of the general changes suit the target's inputs. */
export type Form = 'messages' | 'text' | 'json';

export interface FuzzTarget {
  readonly name: string;
  /** What it takes, for the report. */
  readonly takes: string;
  readonly form: Form;
  /** Its part of a run over several targets: 10 where an input takes a tenth of a millisecond, 1 where it takes one. */
  readonly share: number;
  /** Puts checksums and lengths right, so that a changed input passes the first check. */
  readonly mend?: (draws: Draws, input: Input) => Input;
  /** Changes that only this structure allows. */
  readonly changes?: readonly Change[];
  /** Runs one input on a subject of its own. */
  readonly run: (input: Input, trace: Trace) => void | Promise<void>;
  /** A subject that takes input after input, where what it keeps could grow; else `run` is looked at for that. */
  readonly lasting?: () => (input: Input) => void | Promise<void>;
}

/** What can go wrong besides a crash. */
export type Promised =
  | 'a refusal has a code and a plain sentence'
  | 'work is bounded'
  | 'memory is bounded'
  | 'no try is lost'
  | 'nothing is written'
  | 'answers are well formed'
  | 'secrets are kept'
  | 'the answer is right';

export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';

  constructor(
    readonly promise: Promised,
    what: string,
  ) {
    super(`${promise}: ${what}`);
  }
}

export function hold(condition: boolean, promise: Promised, what: string): asserts condition {
  if (!condition) throw new BrokenPromise(promise, what);
}

/** How far one input came. */
export class Trace {
  /** Refusal codes, status words, states, kinds of blocks: what tells one way through the product from another. */
  readonly marks = new Set<string>();
  isDeep = false;
  steps = 0;

  constructor(private readonly maximumSteps: number) {}

  /** The first check was passed: a checksum, a length, a syntax. */
  passed(): void {
    this.isDeep = true;
  }

  mark(what: string): void {
    this.marks.add(what);
  }

  /** Work was done: an event, a block, an operation of the flash. @throws BrokenPromise when it is too much */
  step(count = 1): void {
    this.steps += count;
    hold(this.steps <= this.maximumSteps, 'work is bounded', `more than ${this.maximumSteps} steps`);
  }

  /**
   * Lets the product act, and marks its refusal.
   *
   * @returns what it gave, or null when it refused
   */
  attempt<T>(act: () => T): T | null {
    try {
      return act();
    } catch (error) {
      this.refused(error);
      return null;
    }
  }

  /** @throws BrokenPromise or the error itself when it is no refusal as every refusal is */
  refused(error: unknown): ErrorCode {
    if (!isTokentwinError(error)) throw error;
    const isPlain = /^[^\p{Cc}]{1,600}$/u.test(error.message) && /[.)?]$/.test(error.message);
    hold(
      Object.hasOwn(ERROR_CODES, error.code) && isPlain,
      'a refusal has a code and a plain sentence',
      `${error.code}: ${JSON.stringify(error.message)}`,
    );
    this.mark(error.code);
    return error.code;
  }
}

/** Steps that an input may take: enough for any of its bytes, and some for what stands around them. */
export function maximumSteps(input: Input): number {
  return 10_000 + 20 * input.reduce((sum, message) => sum + message.length, 0);
}
