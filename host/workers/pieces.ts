/**
 * A job cut into pieces, which threads take one after another by a counter in shared memory: no message is
 * sent for a piece, and a thread that comes late or is slow takes fewer.
 *
 * Promises: every piece is taken at most once, in order; when `take` has said that there is none left, every
 * taker that has a piece has entered before. So whoever asks then which takers have entered knows for whom to
 * wait.
 */

/** Responses of a piece: some milliseconds of work, and a whole number of the engine's runs. */
export const PIECE_RESPONSES = 16_384;

const NEXT = 0;
const FIRST_TAKER = 1;

export class Pieces {
  /** What another thread needs, besides the number of responses, to take from the same pieces. */
  readonly memory: SharedArrayBuffer;
  readonly #state: Int32Array;
  readonly #total: number;

  private constructor(memory: SharedArrayBuffer, total: number) {
    this.memory = memory;
    this.#state = new Int32Array(memory);
    this.#total = total;
  }

  /**
   * @param total responses of the job
   * @param takers how many may take, numbered from 0
   */
  static of(total: number, takers: number): Pieces {
    const words = FIRST_TAKER + takers;
    return new Pieces(new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT), total);
  }

  /** The same pieces in another thread. */
  static in(memory: SharedArrayBuffer, total: number): Pieces {
    return new Pieces(memory, total);
  }

  /** To be called by a taker before its first `take`. */
  enter(taker: number): void {
    Atomics.store(this.#state, FIRST_TAKER + taker, 1);
  }

  hasEntered(taker: number): boolean {
    return Atomics.load(this.#state, FIRST_TAKER + taker) === 1;
  }

  /** @returns the piece's first response and the one behind its last, or null if there is no piece left */
  take(): { readonly start: number; readonly end: number } | null {
    const start = Atomics.add(this.#state, NEXT, 1) * PIECE_RESPONSES;
    return start < this.#total ? { start, end: Math.min(start + PIECE_RESPONSES, this.#total) } : null;
  }

  /** Nothing is left from now on; pieces that are taken are not taken back. */
  stop(): void {
    Atomics.store(this.#state, NEXT, Math.ceil(this.#total / PIECE_RESPONSES));
  }
}
