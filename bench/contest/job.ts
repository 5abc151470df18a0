/**
 * What the process of a contest is asked, and what it reports, both as JSON.
 */
import type { ClockName } from './clock.js';
import type { Round } from './play.js';
import type { Refusal } from './seat.js';

export interface ContestJob {
  readonly suite: string;
  /** `rounds` of benchmark.js with all contestants, or `turns` of ours with the gauge. */
  readonly way: 'rounds' | 'turns';
  readonly rounds: number;
  /** Of turns, about how long each is. */
  readonly turnMs: number;
  /** Of the orders. */
  readonly seed: number;
}

export interface ContestReport {
  readonly clock: ClockName;
  /** Who was timed; all of them gave as many equal answers. */
  readonly contestants: readonly string[];
  readonly checked: { readonly knownAnswers: number; readonly equalAnswers: number };
  readonly refusals: readonly Refusal[];
  /** Empty when somebody was refused. */
  readonly rounds: readonly Round[];
}

/** Names the contestants that are to be slowed down, like `core=15`: the bench's own test of its comparisons. */
export const SLOWED_VARIABLE = 'TOKENTWIN_BENCH_SLOWED';
