/**
 * What every call takes, checked in one place: how long it may take, and the signal that calls it off.
 */
import { TokentwinError } from '../../firmware/error.js';

/** What is longer fires at once in Node; 24.8 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * @param timeoutMs above 0 as the caller gave it; parts of a millisecond count as a whole one
 * @returns 1 to 2^31 - 1, or Infinity for no limit
 * @throws TokentwinError ARGUMENT
 */
export function callLimitMs(timeoutMs: number): number {
  if (timeoutMs === Number.POSITIVE_INFINITY) return timeoutMs;
  if (typeof timeoutMs === 'number' && timeoutMs > 0) {
    return Math.min(LONGEST_TIMER_MS, Math.ceil(timeoutMs));
  }
  throw refused('A time-out is a number of milliseconds above 0: give Infinity for none.');
}

/** @param options of a call; undefined is none @throws TokentwinError ARGUMENT */
export function checkCallOptions(options: unknown): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null) {
    throw refused('The options of a call are an object, for example { timeoutMs: 5000 }.');
  }
  const signal = 'signal' in options ? options.signal : undefined;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw refused('A signal is an AbortSignal: give the signal of an AbortController.');
  }
}

function refused(sentence: string): TokentwinError {
  return new TokentwinError('ARGUMENT', sentence, { outcomeUnknown: false });
}
