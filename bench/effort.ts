/**
 * How long a run takes: enough for a figure, or only enough to see that everything works.
 */

export interface Effort {
  readonly name: 'full' | 'quick';
  /** Rounds of a match inside this process. */
  readonly rounds: number;
  /** About how long each contestant runs in a round. */
  readonly sampleMs: number;
  /** How long benchmark.js samples a contestant to calibrate it; it also compiles the code. */
  readonly calibrationSeconds: number;
  /** Rounds of a match between processes. */
  readonly processRounds: number;
}

export const FULL: Effort = {
  name: 'full',
  rounds: 101,
  sampleMs: 25,
  calibrationSeconds: 1,
  processRounds: 101,
};

export const QUICK: Effort = {
  name: 'quick',
  rounds: 15,
  sampleMs: 10,
  calibrationSeconds: 0.2,
  processRounds: 15,
};
