/**
 * A request to the core: how it ends, and its procedure taken one step further.
 */
import { TokentwinError } from '../../../firmware/error.js';
import type { ReaderAnswer, ReaderCommand } from './procedure.js';

export type RequestOutcome<T> =
  | { readonly type: 'done'; readonly value: T }
  | { readonly type: 'failed'; readonly error: TokentwinError };

export type Done<T> = (outcome: RequestOutcome<T>, at: number) => void;

/** A request that has not started yet. */
export interface Waiting {
  readonly start: (at: number) => void;
  readonly fail: (error: TokentwinError, at: number) => void;
}

export interface Running {
  /** Hands the reader's answer on. @returns the next command, or null when the procedure has ended */
  readonly resume: (answer: ReaderAnswer | null, at: number) => ReaderCommand | null;
  readonly fail: (error: TokentwinError, at: number) => void;
  readonly asksForPin: boolean;
}

type Step<T> = { readonly type: 'command'; readonly command: ReaderCommand } | RequestOutcome<T>;

/** What a procedure wants next, or how it has ended; an error that is none of ours goes through. */
export function stepOf<T>(resume: () => IteratorResult<ReaderCommand, T>): Step<T> {
  try {
    const { done, value } = resume();
    return done === true ? { type: 'done', value } : { type: 'command', command: value };
  } catch (error) {
    if (error instanceof TokentwinError) return { type: 'failed', error };
    throw error;
  }
}
