/**
 * What the rules ask of a place where records are kept.
 *
 * Promises of every store: a batch is written whole or not at all, and only when each record that it stands on is still
 * in the version that was read; so two programs that decide on the same record cannot both be right. What was committed
 * is on disk when the answer comes, where the store has one.
 */
import type { Indices, Kind, ListedKind, Records } from '../records/kinds.js';
import type { Message } from '../records/traces.js';

export interface Stored<K extends Kind = Kind> {
  readonly record: Records[K];
  /** Counts up from 1 with every change. */
  readonly version: number;
}

export interface Place {
  readonly kind: Kind;
  readonly id: string;
  /** The version that must still be there; 0: there must be none. */
  readonly version: number;
}

export type Change =
  | { readonly type: 'put'; readonly kind: Kind; readonly record: Records[Kind]; readonly version: number }
  | { readonly type: 'remove'; readonly kind: Kind; readonly id: string; readonly version: number };

export interface Batch {
  /** All that was read, in a fixed order of kinds and ids, with what is changed among it. */
  readonly basis: readonly Place[];
  readonly changes: readonly Change[];
}

/** A proof that is open, with whom it is about: what an answer is judged by. */
export interface OpenChallenge {
  readonly challenge: Stored<'challenge'>;
  readonly user: Stored<'user'>;
  /** null while it has to be chosen. */
  readonly device: Stored<'device'> | null;
}

export interface Page {
  /** Only records before this id, which is one that a page ended with. */
  readonly before: string | null;
  readonly limit: number;
}

export interface Store {
  get<K extends Kind>(kind: K, id: string): Promise<Stored<K> | null>;
  /** All with that value, in the order of their ids. */
  find<K extends Kind>(kind: K, field: Indices[K], value: string): Promise<readonly Stored<K>[]>;
  /** The newest first: ids of what is listed sort by time. */
  list<K extends ListedKind>(kind: K, page: Page): Promise<readonly Records[K][]>;
  /** Messages that no gateway has taken, the oldest first. @param after the id that a page ended with; null: from the first */
  undelivered(after: string | null, limit: number): Promise<readonly Message[]>;
  openChallenge(handle: string): Promise<OpenChallenge | null>;
  /** @returns false when something is not as it was read; nothing was written then */
  commit(batch: Batch): Promise<boolean>;
  /** Removes sessions and challenges that ended before a time. @returns how many */
  purge(beforeMs: number): Promise<number>;
  close(): Promise<void>;
}
