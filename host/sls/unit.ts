/**
 * One decision: what it reads, what it changes, and the attempt to make it count.
 *
 * Promises: all that a decision stood on is as it was read when its changes are written, or nothing is written and it is
 * taken anew. Messages and audit entries are among the changes, so none is without its cause.
 */
import { assert, TokentwinError } from '../../firmware/error.js';
import type { Ports } from './ports.js';
import type { Indices, Kind, Records } from './records/kinds.js';
import type { AuditEntry, Message } from './records/traces.js';
import type { Batch, Change, OpenChallenge, Place, Stored } from './store/store.js';

/** So many times a decision is taken anew before its caller is told to try later. */
const ATTEMPTS = 100;

export class Unit {
  readonly nowMs: number;
  readonly #read = new Map<string, { readonly place: Place; readonly record: Records[Kind] }>();
  readonly #changes = new Map<string, Change>();
  #open: OpenChallenge | null = null;
  /** Does the decision stand on something that was not read now? */
  hasRemembered = false;

  /** @param mayRemember what this process wrote before, in place of reading it */
  constructor(
    readonly ports: Ports,
    private readonly mayRemember = false,
  ) {
    this.nowMs = ports.clock.nowMs();
  }

  get policy() {
    return this.ports.policy;
  }

  async get<K extends Kind>(kind: K, id: string): Promise<Records[K] | null> {
    const known = this.#known(kind, id);
    if (known !== undefined) return known;
    const stored = await this.ports.store.get(kind, id);
    if (stored === null) return null;
    this.#take(kind, stored);
    return stored.record;
  }

  /** Records with that value as they are now, changes of this decision among them. */
  async find<K extends Kind>(kind: K, field: Indices[K], value: string): Promise<readonly Records[K][]> {
    const found = await this.ports.store.find(kind, field, value);
    for (const stored of found)
      if (this.#known(kind, stored.record.id) === undefined) this.#take(kind, stored);
    const ids = new Set([...found.map(({ record }) => record.id), ...this.#changedIds(kind)]);
    return [...ids].flatMap((id) => {
      const record = this.#known(kind, id);
      const has = (record as unknown as Record<string, unknown> | null | undefined)?.[field as string];
      return record !== undefined && record !== null && has === value ? [record] : [];
    });
  }

  /** Asked for once; what this decision has changed of it is not looked at. */
  async openChallenge(handle: string): Promise<OpenChallenge | null> {
    if (this.#open?.challenge.record.handle === handle) return this.#open;
    const remembered = this.mayRemember ? this.ports.openChallenges.get(handle) : null;
    this.hasRemembered ||= remembered !== null;
    const open = remembered ?? (await this.ports.store.openChallenge(handle));
    if (open === null) return null;
    this.#open = open;
    this.#take('challenge', open.challenge);
    this.#take('user', open.user);
    if (open.device !== null) this.#take('device', open.device);
    return open;
  }

  /** Keeps a record in the place of the one that was read, or as a new one. */
  put<K extends Kind>(kind: K, record: Records[K]): void {
    const version = this.#read.get(key(kind, record.id))?.place.version ?? 0;
    this.#changes.set(key(kind, record.id), { type: 'put', kind, record, version });
  }

  /** Of a record that was read. */
  remove(kind: Kind, id: string): void {
    const read = this.#read.get(key(kind, id));
    assert(read !== undefined, 'what is removed was read');
    this.#changes.set(key(kind, id), { type: 'remove', kind, id, version: read.place.version });
  }

  audit(event: string, about: Partial<Pick<AuditEntry, 'userId' | 'deviceId' | 'details'>> = {}): void {
    const { userId = null, deviceId = null, details = {} } = about;
    const id = this.newId();
    this.put('audit', { id, atMs: this.nowMs, event, userId, deviceId, details });
  }

  send(message: Pick<Message, 'userId' | 'channel' | 'to' | 'text'>): void {
    this.put('message', { id: this.newId(), atMs: this.nowMs, deliveredAtMs: null, ...message });
  }

  /** An id that sorts by time: what is newer comes later. */
  newId(): string {
    return this.ports.ids.next(this.nowMs);
  }

  async commit(): Promise<boolean> {
    if (this.#changes.size === 0) return !this.hasRemembered;
    const isWritten = await this.ports.store.commit(this.#batch());
    if (isWritten) this.#remember();
    return isWritten;
  }

  #remember(): void {
    const { openChallenges } = this.ports;
    if (this.#open !== null) openChallenges.forget(this.#open.challenge.record.handle);
    for (const change of this.#changes.values()) {
      if (change.type !== 'put' || change.kind !== 'challenge') continue;
      const record = change.record as Records['challenge'];
      const user = this.#stored('user', record.userId);
      const device = record.deviceId === null ? null : this.#stored('device', record.deviceId);
      if (user === null || (device === null && record.deviceId !== null)) continue;
      openChallenges.keep({ challenge: { record, version: change.version + 1 }, user, device });
    }
  }

  /** As it is in the store once this decision is written. */
  #stored<K extends Kind>(kind: K, id: string): Stored<K> | null {
    const change = this.#changes.get(key(kind, id));
    if (change?.type === 'put') return { record: change.record as Records[K], version: change.version + 1 };
    const read = this.#read.get(key(kind, id));
    if (read === undefined) return null;
    return { record: read.record as Records[K], version: read.place.version };
  }

  #batch(): Batch {
    const places = new Map([...this.#read].map(([name, { place }]) => [name, place]));
    for (const [name, change] of this.#changes) {
      const id = change.type === 'put' ? change.record.id : change.id;
      if (!places.has(name)) places.set(name, { kind: change.kind, id, version: change.version });
    }
    // One order for all, so that two programs never wait for each other's locks.
    const basis = [...places].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, place]) => place);
    return { basis, changes: [...this.#changes.values()] };
  }

  #known<K extends Kind>(kind: K, id: string): Records[K] | null | undefined {
    const change = this.#changes.get(key(kind, id));
    if (change !== undefined) return change.type === 'put' ? (change.record as Records[K]) : null;
    return this.#read.get(key(kind, id))?.record as Records[K] | null | undefined;
  }

  #changedIds(kind: Kind): string[] {
    return [...this.#changes.values()].flatMap((change) =>
      change.kind === kind && change.type === 'put' ? [change.record.id] : [],
    );
  }

  #take<K extends Kind>(kind: K, { record, version }: Stored<K>): void {
    const { id } = record;
    this.#read.set(key(kind, id), { place: { kind, id, version }, record });
  }
}

function key(kind: Kind, id: string): string {
  return `${kind} ${id}`;
}

/** A refusal whose changes count: what was spent on the way to it is spent. */
export class Refused {
  constructor(readonly error: TokentwinError) {}
}

/**
 * Takes a decision and makes it count, anew when another one came between.
 *
 * @param decide reads and changes through the unit alone; is called again after a conflict
 * @throws TokentwinError SLS_BUSY; what `decide` throws, with nothing written; what it refuses, with its changes written
 */
export async function decided<T>(ports: Ports, decide: (unit: Unit) => Promise<T | Refused>): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const unit = new Unit(ports, attempt === 0);
    let outcome: T | Refused;
    try {
      outcome = await decide(unit);
    } catch (error) {
      // What was remembered may be out of date: only what is in the store refuses.
      if (unit.hasRemembered) continue;
      throw error;
    }
    if (!(await unit.commit())) continue;
    if (outcome instanceof Refused) throw outcome.error;
    return outcome;
  }
  throw new TokentwinError('SLS_BUSY', 'Too many others change the same records: try again later.');
}
