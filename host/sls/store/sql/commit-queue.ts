/**
 * Batches that wait to be written, in groups: who waits at the same moment shares one write.
 *
 * Promises: two batches that touch the same record, one of them to change it, are never in one group; the order in which
 * such batches came is kept.
 */
import type { Batch } from '../store.js';

/** More would only make the others wait. */
const MOST_IN_GROUP = 64;

export interface Waiting {
  readonly batch: Batch;
  resolve(isWritten: boolean): void;
  reject(error: unknown): void;
}

function touched({ basis }: Batch): string[] {
  return basis.map(({ kind, id }) => `${kind} ${id}`);
}

export class CommitQueue {
  #waiting: Waiting[] = [];

  get length(): number {
    return this.#waiting.length;
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  /** Takes the first that waits, and those behind it that touch nothing of what it, or who is passed over, touches. */
  takeGroup(): readonly Waiting[] {
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    const touchedBefore = new Set<string>();
    for (const waiting of this.#waiting) {
      const places = touched(waiting.batch);
      const isApart = places.every((place) => !touchedBefore.has(place));
      for (const place of places) touchedBefore.add(place);
      if (isApart && taken.length < MOST_IN_GROUP) taken.push(waiting);
      else left.push(waiting);
    }
    this.#waiting = left;
    return taken;
  }
}
