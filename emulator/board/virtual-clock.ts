/**
 * The one clock of a twin: virtual time in Unix milliseconds.
 *
 * `manual` time moves only when it is told to. `real` time follows a wall clock plus an offset; a press or an
 * advance adds its duration at once, so nobody ever waits.
 *
 * A clock may drift: then it counts more or less than passes. Its time is the card's own.
 */

export type ClockMode = 'real' | 'manual';

/** Where manual time starts unless told otherwise: 2026-01-01 00:00 UTC. */
export const MANUAL_START_MS = Date.UTC(2026, 0, 1);

export class VirtualClock {
  /** The wall clock at the last change of the offset or rate, and the virtual time then. */
  #wallBaseMs: number;
  #virtualBaseMs: number;
  #latestMs: number;
  #rate = 1;

  /**
   * @param startMs the time at the start; null: that of the wall clock
   * @param wallClock Unix milliseconds; when it is set back, virtual time goes on from where it is
   */
  constructor(
    readonly mode: ClockMode,
    startMs: number | null = mode === 'manual' ? MANUAL_START_MS : null,
    private readonly wallClock: () => number = Date.now,
  ) {
    this.#wallBaseMs = mode === 'manual' ? 0 : wallClock();
    this.#virtualBaseMs = startMs ?? this.#wallBaseMs;
    this.#latestMs = this.#virtualBaseMs;
  }

  now(): number {
    const wallMs = this.mode === 'manual' ? 0 : this.wallClock();
    const virtualMs = this.#virtualBaseMs + (wallMs - this.#wallBaseMs) * this.#rate;
    if (virtualMs < this.#latestMs) this.#rebase(wallMs, this.#latestMs);
    else this.#latestMs = virtualMs;
    // What drifts need not stand on whole milliseconds, but events do.
    return this.#rate === 1 ? this.#latestMs : Math.floor(this.#latestMs);
  }

  /** Moves on by a duration at once. */
  skip(durationMs: number): void {
    this.now();
    this.#virtualBaseMs += durationMs * this.#rate;
  }

  /** Sets the time, for who gives again what happened then. @param virtualMs not before `now` */
  moveTo(virtualMs: number): void {
    this.now();
    this.#virtualBaseMs += virtualMs - this.#latestMs;
  }

  /** From now on the clock counts by so many millionths too fast, below 0 too slow. */
  drift(partsPerMillion: number): void {
    this.now();
    this.#rebase(this.mode === 'manual' ? 0 : this.wallClock(), this.#latestMs);
    this.#rate = 1 + partsPerMillion / 1_000_000;
  }

  #rebase(wallMs: number, virtualMs: number): void {
    this.#wallBaseMs = wallMs;
    this.#virtualBaseMs = virtualMs;
    this.#latestMs = virtualMs;
  }
}
