/**
 * The inputs of a card as time that one can travel in: the card as it was after any of them.
 *
 * Promises: every visit gives a card of its own, on which one can go another way. A visit costs a resumed snapshot and
 * at most some inputs; in a reader, whose state no snapshot has, the inputs from the beginning.
 */
import { assert } from '../../firmware/error.js';
import { DscPlus } from '../twin/dsc-plus.js';
import type { TwinSnapshot } from '../twin/snapshot.js';
import type { TwinInput } from '../twin/twin-input.js';
import { type RecordedReader, type Recording, snapshotOfStart } from './recording.js';
import { cardFor, type ReplayedCard } from './replay.js';

/** Inputs between two snapshots. */
const SPACING = 64;

export interface PastInput {
  readonly at: number;
  readonly input: TwinInput;
}

export interface Past {
  /** The card before the first input. */
  readonly snapshot: TwinSnapshot;
  readonly reader: RecordedReader | null;
  /** May grow. */
  readonly inputs: readonly PastInput[];
}

/** What a recording is the past of. */
export function pastOf({ start, inputs }: Recording): Past {
  return { snapshot: snapshotOfStart(start), reader: start.reader, inputs };
}

interface Checkpoint {
  readonly position: number;
  readonly snapshot: TwinSnapshot;
}

export class Timeline {
  readonly #past: Past;
  readonly #checkpoints: Checkpoint[];
  /** How far the snapshots reach. */
  #known = 0;

  constructor(past: Past) {
    this.#past = past;
    this.#checkpoints = [{ position: 0, snapshot: past.snapshot }];
  }

  /** Inputs; the positions are 0, before the first, to this. */
  get length(): number {
    return this.#past.inputs.length;
  }

  /** The card as it was at a position. */
  visit(position: number): DscPlus {
    assert(
      Number.isInteger(position) && position >= 0 && position <= this.length,
      'a position is one of the past',
    );
    const from = this.#checkpoints.findLast((checkpoint) => checkpoint.position <= position) as Checkpoint;
    const card = cardFor(DscPlus.resume(from.snapshot), this.#past.reader, () => undefined);
    for (let at = from.position; at < position; at += 1) {
      card.give(this.#past.inputs[at] as PastInput);
      this.#remember(card, at + 1);
    }
    return card.twin;
  }

  #remember({ twin }: ReplayedCard, position: number): void {
    if (this.#past.reader !== null || position <= this.#known || position % SPACING !== 0) return;
    const snapshot = twin.snapshot();
    if (snapshot !== null) this.#checkpoints.push({ position, snapshot });
    this.#known = position;
  }
}
