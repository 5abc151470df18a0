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
}

export const FULL: Effort = {
  name: 'full',
  rounds: 41,
  sampleMs: 100,
  calibrationSeconds: 1,
  processRounds: 101,
};

export const QUICK: Effort = {
  name: 'quick',
  rounds: 11,
  sampleMs: 50,
  calibrationSeconds: 0.3,
  processRounds: 15,
};
