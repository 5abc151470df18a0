/**
 * A procedure: several CCID commands in a row, written as a generator that yields a command and is resumed with
 * the reader's answer. It has no clock and no line of its own, and ends in a value or a TokentwinError.
 */
import type { IccStatus } from '../../../firmware/link/ccid/status.js';

export interface ReaderCommand {
  /** bMessageType. */
  readonly type: number;
  /** The three bytes behind bSeq; zeros unless told. */
  readonly parameters?: readonly [number, number, number];
  readonly data?: Uint8Array;
  /** The slot it is for; the one in use unless told. */
  readonly slot?: number;
  /** The answer, or a time request, comes within this time. */
  readonly waitMs: number;
  /** Keeps the reader busy until a person has acted. */
  readonly keepsBusy?: boolean;
}

/** The reader's answer to one command, or that there was none. */
export type ReaderAnswer =
  | { readonly type: 'done'; readonly icc: IccStatus; readonly data: Uint8Array }
  /** `error` is bError. */
  | { readonly type: 'refused'; readonly icc: IccStatus; readonly error: number }
  /** `heard`: something came back, but no answer. */
  | { readonly type: 'silent'; readonly heard: boolean };

export type Procedure<T> = Generator<ReaderCommand, T, ReaderAnswer>;
