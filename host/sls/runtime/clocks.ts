/** The clocks that the verifier may run on: that of the machine, or one that stands until it is turned. */
import type { Clock } from '../ports.js';

export interface TurnedClock extends Clock {
  readonly mode: 'real' | 'manual';
  /** Of a manual clock. */
  advance(ms: number): void;
}

export function realClock(): TurnedClock {
  return { mode: 'real', nowMs: Date.now, advance: () => undefined };
}

/** Begins at the time of the machine. */
export function manualClock(startMs: number): TurnedClock {
  let nowMs = startMs;
  return {
    mode: 'manual',
    nowMs: () => nowMs,
    advance(ms) {
      nowMs += ms;
    },
  };
}
