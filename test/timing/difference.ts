/**
 * Does what a call takes depend on its input? Two inputs are timed by turns, and the difference of their medians is
 * taken in each round.
 *
 * Promises: the interval holds the median difference with the confidence, whatever the times are distributed like;
 * order is drawn anew in each turn, so that neither input always follows the other. A machine that others use too
 * makes the interval wide, and so does the clock's own step; no difference smaller than the interval is seen.
 */
import { hrtime } from 'node:process';
import { medianInterval } from '../../bench/statistics/interval.js';
import { median } from '../../bench/statistics/median.js';
import { drawnFrom } from '../../bench/statistics/shuffle.js';

/** Something that is done again and again with one of two inputs. */
export interface TimedSubject {
  /** Calls that are timed together. */
  readonly calls: number;
  /** Brings about what the timed part needs; not timed. @returns the timed part */
  prepare(input: 'first' | 'second'): () => void;
}

export interface Effort {
  readonly seed: number;
  readonly rounds: number;
  /** Times of each input in a round. */
  readonly turns: number;
}

/** By how much longer the second input takes, in nanoseconds a call. */
export interface Difference {
  readonly lowNs: number;
  readonly highNs: number;
  readonly middleNs: number;
  /** What a call takes at all. */
  readonly callNs: number;
}

/** A subject without a difference is said to have one in a run of ten thousand. */
const CONFIDENCE = 0.9999;

function timeOf(subject: TimedSubject, input: 'first' | 'second'): number {
  const timed = subject.prepare(input);
  const before = hrtime.bigint();
  timed();
  return Number(hrtime.bigint() - before) / subject.calls;
}

/** @throws RangeError for too few rounds for the confidence: 15 are enough */
export function timeDifference(subject: TimedSubject, { seed, rounds, turns }: Effort): Difference {
  const draw = drawnFrom(seed);
  const differences: number[] = [];
  const calls: number[] = [];
  // The first round is not counted: what is called in it gets compiled.
  for (let round = 0; round <= rounds; round += 1) {
    const times = { first: [] as number[], second: [] as number[] };
    for (let turn = 0; turn < turns; turn += 1) {
      const order = draw() < 0.5 ? (['first', 'second'] as const) : (['second', 'first'] as const);
      for (const input of order) times[input].push(timeOf(subject, input));
    }
    if (round === 0) continue;
    const [first, second] = [median(times.first), median(times.second)];
    differences.push(second - first);
    calls.push(first);
  }
  const interval = medianInterval(differences, CONFIDENCE);
  if (interval === null) throw new RangeError(`${rounds} rounds are too few for a verdict`);
  return {
    lowNs: interval.low,
    highNs: interval.high,
    middleNs: median(differences),
    callNs: median(calls),
  };
}

/** Is the second input slower, beyond what chance does? */
export function isSlower({ lowNs }: Difference): boolean {
  return lowNs > 0;
}

/** The largest difference that the measurement does not rule out. */
export function limitNs({ lowNs, highNs }: Difference): number {
  return Math.max(Math.abs(lowNs), Math.abs(highNs));
}
