/**
 * How long a caller lets a call take: the one place where a time-out is checked.
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
  if (timeoutMs > 0) return Math.min(LONGEST_TIMER_MS, Math.ceil(timeoutMs));
  throw new TokentwinError(
    'ARGUMENT',
    'A time-out is a number of milliseconds above 0: give Infinity for none.',
  );
}
