/**
 * When the next picture is drawn: at once for a person, at most twenty times a second for everything else.
 *
 * Promises: what happens in between is in the next picture; nothing waits in a queue here.
 */

const SHORTEST_INTERVAL_MS = 50;

export class RedrawSchedule {
  readonly #draw: () => number | null;
  #immediate: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer's picture is due. */
  #dueMs = Number.POSITIVE_INFINITY;
  #drawnAtMs = Number.NEGATIVE_INFINITY;

  /** @param draw returns after how many milliseconds the picture changes by itself, or null when all is over */
  constructor(draw: () => number | null) {
    this.#draw = draw;
  }

  /** Once for all events that are there already. */
  atOnce(): void {
    this.#immediate ??= setImmediate(() => this.#redraw());
  }

  /** As soon as the last picture has stood long enough. */
  soon(): void {
    this.#notLaterThan(this.#drawnAtMs + SHORTEST_INTERVAL_MS);
  }

  stop(): void {
    clearImmediate(this.#immediate);
    clearTimeout(this.#timer);
    this.#immediate = undefined;
    this.#timer = undefined;
    this.#dueMs = Number.POSITIVE_INFINITY;
  }

  #redraw(): void {
    const nextMs = this.#draw();
    // What was asked for meanwhile is in the picture.
    this.stop();
    if (nextMs === null) return;
    this.#drawnAtMs = performance.now();
    this.#notLaterThan(this.#drawnAtMs + nextMs);
  }

  #notLaterThan(dueMs: number): void {
    if (dueMs >= this.#dueMs) return;
    clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => this.#redraw(), Math.max(1, dueMs - performance.now()));
  }
}
