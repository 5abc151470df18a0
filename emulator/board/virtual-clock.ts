/**
 * The one clock of a twin: virtual time in Unix milliseconds.
 *
 * `manual` time moves only when it is told to. `real` time follows a wall clock plus an offset; a press or an
 * advance adds its duration to the offset at once, so nobody ever waits.
 */

export type ClockMode = 'real' | 'manual';

/** Where manual time starts unless told otherwise: 2026-01-01 00:00 UTC. */
export const MANUAL_START_MS = Date.UTC(2026, 0, 1);

export class VirtualClock {
  #offsetMs: number;
  #latestMs = 0;

  /**
   * @param startMs the time of a manual clock; a real one starts at the wall clock's
   * @param wallClock Unix milliseconds; a real clock that is set back stands still instead of going back
   */
  constructor(
    readonly mode: ClockMode,
    startMs: number = MANUAL_START_MS,
    private readonly wallClock: () => number = Date.now,
  ) {
    this.#offsetMs = mode === 'manual' ? startMs : 0;
  }

  now(): number {
    const time = this.mode === 'manual' ? this.#offsetMs : this.wallClock() + this.#offsetMs;
    this.#latestMs = Math.max(this.#latestMs, time);
    return this.#latestMs;
  }

  /** Moves on by a duration at once. */
  skip(durationMs: number): void {
    this.#offsetMs += durationMs;
  }
}
