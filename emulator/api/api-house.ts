/**
 * What one server has: its twins, what happens to them, and how many may wait, read and be kept.
 */
import { TokentwinError } from '../../firmware/error.js';
import type { Device } from '../twin/device.js';
import { EventHistory } from './event-history.js';
import { EventStream } from './event-stream.js';
import { HostedCodeCard } from './hosted-code-card.js';
import { HostedDscPlus } from './hosted-dsc-plus.js';
import { LIMITS } from './limits.js';
import { Quota } from './quota.js';

export type HostedTwin = HostedDscPlus | HostedCodeCard;

export interface HouseOptions {
  /** Are frames, events and screens shown as they are? */
  readonly showSecrets: boolean;
  /** For what twins draw that are made without a seed of their own. */
  readonly seed: string;
  readonly version: string;
  /** Is told what goes wrong when no request is there to be refused. */
  readonly onFailure: (error: unknown) => void;
}

export class ApiHouse {
  readonly history = new EventHistory();
  readonly waits = new Quota('requests that wait', LIMITS.waits);
  readonly snapshots = new Quota('snapshots', LIMITS.snapshots);
  readonly recordings = new Quota('characters of recordings', LIMITS.recordings);
  readonly #twins = new Map<string, HostedTwin>();
  readonly #openStreams = new Set<EventStream>();
  readonly streams = new Quota('event streams', LIMITS.streams);
  /** Every id up to this one was given: what is not there was removed. */
  #latestId = 0;
  #isClosed = false;

  /** @param document the document of the API, made when it is asked for */
  constructor(
    readonly options: HouseOptions,
    readonly document: () => object,
  ) {}

  get twins(): readonly HostedTwin[] {
    return [...this.#twins.values()];
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** @throws TokentwinError API_LIMIT, before anything is made */
  checkRoom(): void {
    if (this.#twins.size >= LIMITS.twins)
      throw new TokentwinError('API_LIMIT', `The server takes ${LIMITS.twins} twins: remove one first.`);
  }

  /** The seed of a twin that was given none. */
  nextSeed(): string {
    return `${this.options.seed} ${this.#latestId + 1}`;
  }

  /** @param origin is it one of the API, which may do anything with it, or does the emulator have it open? */
  add(device: Device, origin: 'api' | 'emulator'): HostedTwin {
    this.checkRoom();
    this.#latestId += 1;
    const id = String(this.#latestId);
    const twin =
      device.kind === 'dsc-plus'
        ? new HostedDscPlus({ id, origin, name: device.name, twin: device.twin, house: this })
        : new HostedCodeCard({ id, origin, name: device.name, twin: device.twin });
    this.#twins.set(id, twin);
    const { summary } = twin;
    this.history.add('created', id, () => ({ twin: summary }));
    return twin;
  }

  /** @throws TokentwinError API_TWIN_UNKNOWN, API_TWIN_REMOVED */
  twin(id: string): HostedTwin {
    const twin = this.#twins.get(id);
    if (twin !== undefined) return twin;
    if (/^[1-9][0-9]{0,14}$/.test(id) && Number(id) <= this.#latestId) throw removed();
    throw new TokentwinError('API_TWIN_UNKNOWN', 'There is no twin of that id: see GET /twins.');
  }

  /** @throws TokentwinError API_TWIN_UNKNOWN, API_TWIN_REMOVED, API_TWIN_KIND */
  dscPlus(id: string): HostedDscPlus {
    const twin = this.twin(id);
    if (twin.kind === 'dsc-plus') return twin;
    throw new TokentwinError('API_TWIN_KIND', 'The twin is a code card: only a DSC+ has that.');
  }

  /** @throws TokentwinError API_TWIN_UNKNOWN, API_TWIN_REMOVED, API_TWIN_KIND */
  codeCard(id: string): HostedCodeCard {
    const twin = this.twin(id);
    if (twin.kind === 'security-code-card') return twin;
    throw new TokentwinError('API_TWIN_KIND', 'The twin is a DSC+: only a code card is looked up.');
  }

  /** @throws TokentwinError API_TWIN_UNKNOWN, API_TWIN_REMOVED, API_TWIN_KIND for one of the emulator */
  remove(id: string): void {
    const twin = this.twin(id);
    twin.checkOwn();
    this.#twins.delete(id);
    twin.end(removed());
    this.history.add('removed', id, () => ({ twin: id }));
  }

  /** @param twin null: events of all @throws TokentwinError API_LIMIT */
  openStream(twin: string | null, lastId: number | null): ReadableStream<Uint8Array> {
    this.streams.take();
    const stream: EventStream = new EventStream({
      history: this.history,
      twin,
      lastId,
      over: () => {
        this.#openStreams.delete(stream);
        this.streams.giveBack();
      },
    });
    this.#openStreams.add(stream);
    return stream.stream;
  }

  /** Ends what waits and what streams; no request is answered any more. Twins of the emulator stay open. */
  close(): void {
    this.#isClosed = true;
    const closed = new TokentwinError('API_CLOSED', 'The server is stopping.');
    for (const twin of this.#twins.values()) twin.end(closed);
    for (const stream of this.#openStreams) stream.end('API_CLOSED', 'The server is stopping.');
  }
}

function removed(): TokentwinError {
  return new TokentwinError('API_TWIN_REMOVED', 'The twin was removed: make another one.');
}
