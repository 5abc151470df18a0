/**
 * What has come to a card since it was opened, for the person who operates it: to step back in, and to go another way
 * from any point.
 *
 * Promises: memory is bounded: beyond some hundred thousand inputs the older half is folded into a snapshot, and
 * `folded` says how many those were. In a reader, where there are no snapshots, the history ends there instead, and
 * `isOver` says so.
 */
import { TokentwinError } from '../../firmware/error.js';
import type { DscPlus } from '../twin/dsc-plus.js';
import type { RecordedReader } from './recording.js';
import { type PastInput, Timeline } from './timeline.js';

/** Each takes some hundred bytes at most, but for long pieces on a line. */
const DEFAULT_LIMIT = 200_000;

export class History {
  folded = 0;
  isOver = false;
  #inputs: PastInput[] = [];
  #timeline: Timeline;
  readonly #reader: RecordedReader | null;
  readonly #limit: number;
  readonly #stop: () => void;

  /**
   * @param twin off, or at least in no reader
   * @param limit the most inputs that are kept
   * @throws TokentwinError ARGUMENT for a card that has power from a reader
   */
  constructor(twin: DscPlus, reader: RecordedReader | null, limit = DEFAULT_LIMIT) {
    const snapshot = twin.snapshot();
    if (snapshot === null)
      throw new TokentwinError('ARGUMENT', 'A history begins with a card without power from a reader.');
    this.#reader = reader;
    this.#limit = limit;
    this.#timeline = new Timeline({ snapshot, reader, inputs: this.#inputs });
    this.#stop = twin.onInput((input, at) => this.#add({ input, at }));
  }

  /** Inputs that can be stepped through; the positions are 0, before the first, to this. */
  get length(): number {
    return this.#inputs.length;
  }

  /** The input that leads to a position; null for the first. */
  inputBefore(position: number): PastInput | null {
    return this.#inputs[position - 1] ?? null;
  }

  /** The card as it was at a position, on manual time. */
  visit(position: number): DscPlus {
    return this.#timeline.visit(position);
  }

  /** Nothing is added any more. */
  stop(): void {
    this.#stop();
  }

  #add(input: PastInput): void {
    if (this.isOver) return;
    if (this.#inputs.length >= this.#limit && !this.#fold()) {
      this.isOver = true;
      this.#stop();
      return;
    }
    this.#inputs.push(input);
  }

  /** @returns false where the past cannot be made shorter */
  #fold(): boolean {
    if (this.#reader !== null) return false;
    const half = Math.ceil(this.#inputs.length / 2);
    const snapshot = this.visit(half).snapshot();
    if (snapshot === null) return false;
    this.#inputs = this.#inputs.slice(half);
    this.#timeline = new Timeline({ snapshot, reader: null, inputs: this.#inputs });
    this.folded += half;
    return true;
  }
}
