/**
 * A store in memory: for tests of the rules, and the model that the others are compared with.
 */
import { type Indices, KINDS, type Kind, type Records } from '../records/kinds.js';
import type { Message } from '../records/traces.js';
import type { Batch, OpenChallenge, Page, Store, Stored } from './store.js';

export class MemoryStore implements Store {
  readonly #tables = new Map<Kind, Map<string, Stored>>(KINDS.map((kind) => [kind, new Map()]));

  #table<K extends Kind>(kind: K): Map<string, Stored<K>> {
    return this.#tables.get(kind) as Map<string, Stored<K>>;
  }

  async get<K extends Kind>(kind: K, id: string): Promise<Stored<K> | null> {
    return this.#table(kind).get(id) ?? null;
  }

  async find<K extends Kind>(kind: K, field: Indices[K], value: string): Promise<readonly Stored<K>[]> {
    const found = [...this.#table(kind).values()].filter(
      ({ record }) => (record as unknown as Record<string, unknown>)[field as string] === value,
    );
    return found.sort((one, other) => (one.record.id < other.record.id ? -1 : 1));
  }

  async list<K extends Kind>(kind: K, { before, limit }: Page): Promise<readonly Records[K][]> {
    return [...this.#table(kind).values()]
      .map(({ record }) => record)
      .filter(({ id }) => before === null || id < before)
      .sort((one, other) => (one.id < other.id ? 1 : -1))
      .slice(0, limit);
  }

  async undelivered(after: string | null, limit: number): Promise<readonly Message[]> {
    return [...this.#table('message').values()]
      .map(({ record }) => record)
      .filter(({ id, deliveredAtMs }) => deliveredAtMs === null && (after === null || id > after))
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .slice(0, limit);
  }

  async openChallenge(handle: string): Promise<OpenChallenge | null> {
    const [challenge] = await this.find('challenge', 'handle', handle);
    if (challenge === undefined) return null;
    const { userId, deviceId } = challenge.record;
    const user = await this.get('user', userId);
    const device = deviceId === null ? null : await this.get('device', deviceId);
    return user === null ? null : { challenge, user, device };
  }

  async commit({ basis, changes }: Batch): Promise<boolean> {
    const version = (kind: Kind, id: string) => this.#table(kind).get(id)?.version ?? 0;
    if (basis.some((place) => version(place.kind, place.id) !== place.version)) return false;
    for (const change of changes) {
      if (change.type === 'remove') this.#table(change.kind).delete(change.id);
      else
        this.#table(change.kind).set(change.record.id, {
          record: change.record,
          version: change.version + 1,
        } as Stored<typeof change.kind>);
    }
    return true;
  }

  async purge(beforeMs: number): Promise<number> {
    let removed = 0;
    for (const kind of ['challenge', 'session'] as const) {
      for (const { record } of [...this.#table(kind).values()]) {
        if (record.expiresAtMs >= beforeMs) continue;
        this.#table(kind).delete(record.id);
        removed += 1;
      }
    }
    return removed;
  }

  async close(): Promise<void> {}
}
