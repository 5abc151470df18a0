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
  #latestMs: number;

  /**
   * @param startMs the time of a manual clock; a real one starts at the wall clock's
   * @param wallClock Unix milliseconds; when it is set back, virtual time goes on from where it is
   */
  constructor(
    readonly mode: ClockMode,
    startMs: number = MANUAL_START_MS,
    private readonly wallClock: () => number = Date.now,
  ) {
    this.#offsetMs = mode === 'manual' ? startMs : 0;
    this.#latestMs = mode === 'manual' ? startMs : wallClock();
  }

  now(): number {
    const wallMs = this.mode === 'manual' ? 0 : this.wallClock();
    if (wallMs + this.#offsetMs < this.#latestMs) this.#offsetMs = this.#latestMs - wallMs;
    this.#latestMs = wallMs + this.#offsetMs;
    return this.#latestMs;
  }

  /** Moves on by a duration at once. */
  skip(durationMs: number): void {
    this.now();
    this.#offsetMs += durationMs;
  }
}
