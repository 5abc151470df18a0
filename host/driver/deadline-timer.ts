/**
 * One timer for a deadline that moves with every frame.
 *
 * A timer that is set earlier than the deadline is left alone and looks again when it fires, so that a quick
 * exchange of frames sets none.
 */

export class DeadlineTimer {
  readonly #passed: () => void;
  #deadline: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #firesAt = 0;

  /** @param passed called when a deadline has passed */
  constructor(passed: () => void) {
    this.#passed = passed;
  }

  /** @param deadline in the time of `performance.now`, or null */
  set(deadline: number | null): void {
    this.#deadline = deadline;
    if (deadline === null || (this.#timer !== null && this.#firesAt <= deadline)) return;
    this.stop();
    this.#deadline = deadline;
    this.#firesAt = deadline;
    this.#timer = setTimeout(() => this.#fire(), Math.max(1, Math.ceil(deadline - performance.now())));
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#deadline = null;
  }

  #fire(): void {
    this.#timer = null;
    if (this.#deadline === null) return;
    if (performance.now() < this.#deadline) this.set(this.#deadline);
    else this.#passed();
  }
}
