/**
 * Whether a contestant became slower from one result to the next, and whether that can be said at all.
 *
 * What is compared is its undisturbed speed as a multiple of the gauge's, one value for each fresh process: they
 * differ by what V8 compiled and where things lay in memory, and are as good as drawn independently. The change is
 * the median of all differences of their logarithms, its interval that of the rank sum test. What a machine does
 * to both alike between two days is not in that interval, so a regression has to lie beyond a tolerance.
 */
import type { PaceFinding } from '../finding.js';
import { shiftInterval } from '../statistics/interval.js';

/** Of each figure; a dozen of them are judged in one comparison. */
export const CONFIDENCE = 0.99;

/** So much slower is within what a machine does from one day to the next. */
export const TOLERANCE = 0.04;

/** So much slower has to be excluded before "no regression" is said. */
export const EXCLUDED = 0.15;

/** `not judged`: the processes differ too much for either. */
export type ChangeVerdict = 'regression' | 'no regression' | 'not judged: too noisy';

export interface Change {
  readonly name: string;
  readonly verdict: ChangeVerdict;
  /** Speed now as a multiple of before, and its interval; null when there were too few processes. */
  readonly speed: { readonly median: number; readonly low: number; readonly high: number } | null;
}

export function changeOf(before: PaceFinding, after: PaceFinding): Change {
  const { name } = after;
  const [first, second] = [before, after].map(({ processes }) => processes.map(Math.log)) as [
    number[],
    number[],
  ];
  const interval = shiftInterval(first, second, CONFIDENCE);
  if (interval === null) return { name, verdict: 'not judged: too noisy', speed: null };
  const [middle, low, high] = [interval.middle, interval.low, interval.high].map(Math.exp) as [
    number,
    number,
    number,
  ];
  return { name, verdict: verdictOf(low, high), speed: { median: middle, low, high } };
}

function verdictOf(low: number, high: number): ChangeVerdict {
  if (high < 1 / (1 + TOLERANCE)) return 'regression';
  return low > 1 / (1 + EXCLUDED) ? 'no regression' : 'not judged: too noisy';
}
