/**
 * How long a run takes: enough for a figure, or only enough to see that everything works.
 */

export interface Effort {
  readonly name: 'full' | 'quick';
  /** Rounds of a match inside this process. */
  readonly rounds: number;
  /**
   * About how long each contestant runs in a round. A much shorter sample is swept away by the garbage of the
   * one before: createHmac leaves its objects to the collector, which then runs in the other's time.
   */
  readonly sampleMs: number;
  /** How long benchmark.js samples a contestant to calibrate it; it also compiles the code. */
  readonly calibrationSeconds: number;
  /** Rounds of a match between processes. */
  readonly processRounds: number;
  /** Exchanges over a line before the first round: what the other process runs is compiled by then. */
  readonly warmUpExchanges: number;
  /** Rounds of a match over lines. */
  readonly exchangeRounds: number;
  /** How long each contestant exchanges in a round: short, so that a busy moment falls on both. */
  readonly exchangeSampleMs: number;
}

export const FULL: Effort = {
  name: 'full',
  rounds: 41,
  sampleMs: 100,
  calibrationSeconds: 1,
  processRounds: 101,
  warmUpExchanges: 10_000,
  exchangeRounds: 161,
  exchangeSampleMs: 25,
};

export const QUICK: Effort = {
  name: 'quick',
  rounds: 11,
  sampleMs: 50,
  calibrationSeconds: 0.3,
  processRounds: 15,
  warmUpExchanges: 3_000,
  exchangeRounds: 21,
  exchangeSampleMs: 25,
};
