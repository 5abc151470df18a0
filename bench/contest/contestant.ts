/**
 * What takes part in a contest, and what a contest asks of it.
 *
 * A contestant is a small file in `contestants/` that says what it is and how it prepares. To add one: write
 * the file, and a line in `contestants/own.ts` (it needs nothing but Node) or `contestants/peers.ts` (it needs
 * a development dependency).
 */

/** An OCRA computation (RFC 6287) but for its question. */
export interface OcraTask {
  readonly suite: string;
  readonly key: Uint8Array;
  readonly counter?: bigint;
  readonly pinHash?: Uint8Array;
  /** Number of time steps since the Unix epoch. */
  readonly timestamp?: bigint;
}

/** HOTP (RFC 4226) under one key, SHA-1. */
export interface HotpTask {
  readonly key: Uint8Array;
  /** 6 to 8. */
  readonly digits: number;
}

/** TOTP (RFC 6238) under one key, steps of 30 seconds. */
export interface TotpTask extends HotpTask {
  readonly hash: 'SHA1' | 'SHA256' | 'SHA512';
}

export const STEP_SECONDS = 30;

/** Inputs that lie ready, in the form in which the contestant takes them. */
export interface Batch {
  /** All of them at once; what it returns does not matter. */
  answerAll(): unknown;
  /** The answers of the last call, as text. */
  answers(): readonly string[];
}

/** A contestant prepared for a task: suite and key are ready, only the input changes. */
export type Player<Input> =
  | { readonly shape: 'one'; answer(input: Input): string }
  | { readonly shape: 'batch'; over(inputs: readonly Input[]): Batch };

/** `null`: the contestant does not do such a task. */
type Preparation<Task, Input> = (task: Task) => Promise<Player<Input> | null>;

/** `ours` is compared with earlier results; `node` needs Node alone; the others are npm packages for hashes or codes. */
export type Side = 'ours' | 'node' | 'hash package' | 'code package';

export interface Contestant {
  /** Kept stable: stored results are compared by it. */
  readonly name: string;
  /** One plain sentence: what is prepared, what is done for every answer. */
  readonly what: string;
  readonly side: Side;
  /** The npm package behind it, whose version belongs to the result. */
  readonly packageName?: string;
  /** A question in, a response out. */
  readonly ocra?: Preparation<OcraTask, string>;
  /** A counter in, a code out. */
  readonly hotp?: Preparation<HotpTask, number>;
  /** Unix seconds in, a code out. */
  readonly totp?: Preparation<TotpTask, number>;
}

/** An input with the answer that a standard, or other code than the contestants', gives for it. */
export type KnownAnswer<Input> = readonly [input: Input, answer: string];

interface Field<Algorithm extends string, Task, Input> {
  readonly algorithm: Algorithm;
  readonly task: Task;
  /** The input of a number from 0 on; 1024 of them are asked over and over. */
  readonly inputAt: (index: number) => Input;
  /** May be empty where nothing is published; then only the equality of all counts. */
  readonly knownAnswers: readonly KnownAnswer<Input>[];
}

/** What all contestants of a contest compute. */
export type Contest =
  | Field<'ocra', OcraTask, string>
  | Field<'hotp', HotpTask, number>
  | Field<'totp', TotpTask, number>;

/** How many different inputs a contestant answers in one pass. */
export const INPUTS = 1024;

/** Questions of so many decimal digits, spread over all of them by the golden ratio. */
export function decimalQuestion(digits: number): (index: number) => string {
  const all = 10 ** digits;
  const stride = Math.round(0.6180339887 * all);
  return (index) => String((index * stride) % all).padStart(digits, '0');
}
