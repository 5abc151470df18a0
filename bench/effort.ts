/**
 * How long a run takes: enough for a figure, or only enough to see that everything works.
 */

export interface Effort {
  readonly name: 'full' | 'quick';
  /** Whole runs of a contest, each in a fresh process: V8's compiled state differs from one to the next. */
  readonly runs: number;
  /** Rounds of a run. */
  readonly rounds: number;
  /** Fresh processes in which the turns for comparisons are played, and the most when they do not settle it. */
  readonly turnProcesses: number;
  readonly maximumTurnProcesses: number;
  /** Rounds of turns in each of these. */
  readonly turnRounds: number;
  /** About how long a turn is. */
  readonly turnMs: number;
  /** Rounds of whole programs. */
  readonly processRounds: number;
  /** Exchanges over a line before the first round: what the other process runs is compiled by then. */
  readonly warmUpExchanges: number;
  /** Rounds of a match over lines. */
  readonly exchangeRounds: number;
  /** How long each contestant exchanges in a round: short, so that a busy moment falls on both. */
  readonly exchangeSampleMs: number;
  /** How long logins over a line are timed, after as long a warm-up. */
  readonly loginSampleMs: number;
}

const FULL: Effort = {
  name: 'full',
  runs: 5,
  rounds: 21,
  turnProcesses: 12,
  maximumTurnProcesses: 30,
  turnRounds: 120,
  turnMs: 2,
  processRounds: 101,
  warmUpExchanges: 10_000,
  exchangeRounds: 161,
  exchangeSampleMs: 25,
  loginSampleMs: 1000,
};

const QUICK: Effort = {
  name: 'quick',
  runs: 1,
  rounds: 7,
  turnProcesses: 10,
  maximumTurnProcesses: 30,
  turnRounds: 100,
  turnMs: 2,
  processRounds: 15,
  warmUpExchanges: 2_000,
  exchangeRounds: 15,
  exchangeSampleMs: 25,
  loginSampleMs: 300,
};

export const EFFORTS: Readonly<Record<Effort['name'], Effort>> = { full: FULL, quick: QUICK };
