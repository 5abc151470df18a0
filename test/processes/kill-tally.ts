/** What a run of kills has met, so that a run that hits nothing is seen. */
import type { KillMoment } from './kill-moment.js';

/** Where a kill met the process. */
export type KillPlace =
  /** Before it was asked anything. */
  | 'starting'
  /** Between an answer and the next request, or after its work was done. */
  | 'between'
  /** A request was under way, and nothing of it was in the file. */
  | 'inside'
  /** A request was under way, and the file had changed since it came, or the kill came at a write or sync. */
  | 'insideWrites';

export const KILL_PLACES: readonly KillPlace[] = ['starting', 'between', 'inside', 'insideWrites'];

type Row = Record<KillPlace, number>;

export class KillTally {
  readonly #rows = new Map<string, Row>();
  kills = 0;
  /** Processes that had ended before their moment came. */
  unharmed = 0;
  /** What cards told in answer to requests. */
  readonly acknowledged = {
    accepted: 0,
    refused: 0,
    locked: 0,
    dead: 0,
    stored: 0,
    response: 0,
    question: 0,
  };
  /** Requests that were cut, by what the next process found: as before, between two steps, as after. */
  readonly found = { before: 0, between: 0, after: 0 };
  /** Kills that left two flash pages in use: a compaction was under way. */
  compactions = 0;
  files = 0;
  /** Files that killed processes left beside token files and their locks. */
  leftBehind = 0;

  killed(way: string, moment: KillMoment, place: KillPlace): void {
    this.kills += 1;
    const name = moment.type === 'call' && moment.mains ? 'call, mains lost' : moment.type;
    this.#row(`${way}: ${name}`)[place] += 1;
  }

  get acknowledgedInAll(): number {
    return Object.values(this.acknowledged).reduce((sum, count) => sum + count, 0);
  }

  count(place: KillPlace): number {
    return [...this.#rows.values()].reduce((sum, row) => sum + row[place], 0);
  }

  /** Way and moment by place. */
  table(): Readonly<Record<string, Row>> {
    return Object.fromEntries([...this.#rows.entries()].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }

  #row(name: string): Row {
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const row = { starting: 0, between: 0, inside: 0, insideWrites: 0 };
    this.#rows.set(name, row);
    return row;
  }
}
