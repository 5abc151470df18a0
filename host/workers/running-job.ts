/**
 * A job under way: who may still be at it, and how it ends.
 *
 * Promises: `finished` settles only when no thread writes to the results any more, and always does once every
 * taker that entered has left or is lost. Of several refusals the one for the earliest response counts, as if
 * one engine had answered in order.
 */
import { TokentwinError } from '../../firmware/error.js';
import type { Refusal } from './answer-pieces.js';
import { Pieces } from './pieces.js';

export class RunningJob {
  readonly pieces: Pieces;
  readonly finished: Promise<void>;
  readonly #takers: Set<number>;
  #resolve: () => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #refusal: Refusal | null = null;
  #failure: { readonly error: unknown } | null = null;

  /**
   * @param total responses
   * @param takers how many threads may take pieces, numbered from 0
   */
  constructor(total: number, takers: number) {
    this.pieces = Pieces.of(total, takers);
    this.#takers = new Set(Array.from({ length: takers }, (_, taker) => taker));
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** A taker has found that no piece is left. */
  leave(taker: number, refusal: Refusal | null): void {
    this.#takers.delete(taker);
    if (refusal !== null && (this.#refusal === null || refusal.start < this.#refusal.start))
      this.#refusal = refusal;
    this.#settle();
  }

  /** A taker has ended and will not leave by itself; nothing happens if it has left before. */
  lose(taker: number, error: unknown): void {
    if (!this.#takers.delete(taker)) return;
    this.stop(error);
  }

  /** No further piece is taken, and the job fails; what was refused until then does not count. */
  stop(error: unknown): void {
    this.pieces.stop();
    this.#failure ??= { error };
    this.#settle();
  }

  #settle(): void {
    for (const taker of this.#takers) if (this.pieces.hasEntered(taker)) return;
    if (this.#failure !== null) this.#reject(this.#failure.error);
    else if (this.#refusal !== null)
      this.#reject(new TokentwinError(this.#refusal.code, this.#refusal.message));
    else this.#resolve();
  }
}
