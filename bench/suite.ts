/**
 * What a suite of the bench is. To add one: a small file in `suites/` and a line in `suites/own.ts` (what the
 * installed package can measure) or `suites/project.ts` (what needs this project's folder).
 */
import type { Contest, Contestant } from './contest/contestant.js';
import type { Effort } from './effort.js';
import type { Finding, Reading } from './finding.js';

/** The yardstick of every contest, whose ratios are told. */
export const YARDSTICK = 'hmac-prepared';

/** Instead of a contestant's name: whoever is fastest among the npm packages that compute codes. */
export const FASTEST_PACKAGE = 'fastest npm package';

export interface ContestGoal {
  readonly contestant: string;
  /** Default: the yardstick. */
  readonly against?: string;
  readonly bound: number;
}

interface SuiteHead {
  /** Kept stable: stored results are compared by it, and `--suite` takes it. */
  readonly name: string;
  readonly title: string;
  /** Is it part of a quick run? */
  readonly quick: boolean;
}

/** All contestants compute the same and are timed by turns in one process. */
export interface ContestSuite extends SuiteHead {
  readonly type: 'contest';
  readonly contest: Contest;
  /** Default: all that can. */
  readonly contestants?: readonly Contestant[];
  /** Default: speed. */
  readonly reading?: Reading;
  readonly goals: readonly ContestGoal[];
}

/** Whatever else is measured: whole programs, lines, memory. */
export interface OtherSuite extends SuiteHead {
  readonly type: 'other';
  findings(effort: Effort): AsyncGenerator<Finding>;
}

export type Suite = ContestSuite | OtherSuite;
