/**
 * A recording as time that one can travel in: the card as it was after any of the inputs.
 *
 * Promises: every visit gives a card of its own, on which one can go another way. A visit costs a resumed snapshot and
 * at most some inputs; in a reader, whose state no snapshot has, the inputs from the beginning.
 */
import { assert } from '../../firmware/error.js';
import { DscPlus } from '../twin/dsc-plus.js';
import type { TwinSnapshot } from '../twin/snapshot.js';
import type { RecordedInput, Recording, Start } from './recording.js';
import { snapshotOfStart } from './recording.js';
import { cardFor, type ReplayedCard } from './replay.js';

/** Inputs between two snapshots. */
const SPACING = 64;

interface Checkpoint {
  readonly position: number;
  readonly snapshot: TwinSnapshot;
}

export class Timeline {
  readonly #start: Start;
  readonly #inputs: readonly RecordedInput[];
  readonly #checkpoints: Checkpoint[];
  /** How far the snapshots reach. */
  #known = 0;

  constructor({ start, inputs }: Recording) {
    this.#start = start;
    this.#inputs = inputs;
    this.#checkpoints = [{ position: 0, snapshot: snapshotOfStart(start) }];
  }

  /** Inputs; the positions are 0, before the first, to this. */
  get length(): number {
    return this.#inputs.length;
  }

  /** The input that leads from a position to the next; null at the end. */
  inputAfter(position: number): RecordedInput | null {
    return this.#inputs[position] ?? null;
  }

  /** The card as it was at a position. */
  visit(position: number): DscPlus {
    assert(
      Number.isInteger(position) && position >= 0 && position <= this.length,
      'a position is one of the recording',
    );
    const from = this.#checkpoints.findLast((checkpoint) => checkpoint.position <= position) as Checkpoint;
    const card = cardFor(DscPlus.resume(from.snapshot), this.#start, () => undefined);
    for (let at = from.position; at < position; at += 1) {
      card.give(this.#inputs[at] as RecordedInput);
      this.#remember(card, at + 1);
    }
    return card.twin;
  }

  #remember({ twin }: ReplayedCard, position: number): void {
    if (this.#start.reader !== null || position <= this.#known || position % SPACING !== 0) return;
    const snapshot = twin.snapshot();
    if (snapshot !== null) this.#checkpoints.push({ position, snapshot });
    this.#known = position;
  }
}
