/**
 * A store whose program is killed at a commit: before it, so that nothing was written, or behind it, so that all was and
 * nobody is told.
 */
import type { Indices, Kind, ListedKind } from '../../../host/sls/records/kinds.js';
import type { Batch, Page, Store } from '../../../host/sls/store/store.js';

export class ProgramKilled extends Error {
  override readonly name = 'ProgramKilled';
}

export class CrashingStore implements Store {
  #moment: 'before' | 'behind' | null = null;

  constructor(private readonly inner: Store) {}

  /** At the next commit. */
  killNext(moment: 'before' | 'behind'): void {
    this.#moment = moment;
  }

  get<K extends Kind>(kind: K, id: string) {
    return this.inner.get(kind, id);
  }

  find<K extends Kind>(kind: K, field: Indices[K], value: string) {
    return this.inner.find(kind, field, value);
  }

  list<K extends ListedKind>(kind: K, page: Page) {
    return this.inner.list(kind, page);
  }

  undelivered(after: string | null, limit: number) {
    return this.inner.undelivered(after, limit);
  }

  openChallenge(handle: string) {
    return this.inner.openChallenge(handle);
  }

  async commit(batch: Batch): Promise<boolean> {
    const moment = this.#moment;
    this.#moment = null;
    if (moment === 'before') throw new ProgramKilled();
    const isWritten = await this.inner.commit(batch);
    if (moment === 'behind') throw new ProgramKilled();
    return isWritten;
  }

  purge(beforeMs: number): Promise<number> {
    return this.inner.purge(beforeMs);
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}
