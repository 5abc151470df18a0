/**
 * The thin shell around the core: a port, one timer, the queue of calls, and a way back when the port was lost.
 */
import { assert, isTokentwinError, TokentwinError } from '../../firmware/error.js';
import { CallQueue } from './call-queue.js';
import type { CardChannel } from './card-channel.js';
import type { PinEntry } from './core/card-link.js';
import { type Done, ReaderClient } from './core/reader-client.js';
import type { ReaderDescription } from './core/reader-description.js';
import type { LinkCounters } from './counters.js';
import { DeadlineTimer } from './deadline-timer.js';
import type { BytePort, PortOpener } from './ports/byte-port.js';
import type { CallOptions, OpenOptions, TokenEvents, TrafficEvent } from './token.js';
import { TokenListeners } from './token-listeners.js';

/** How long after the loss of a port it is looked for, again and again; the last value stays. */
const BACKOFF_MS = [100, 200, 500, 1000, 2000];
/** How often the reader is asked for a card, while somebody listens and nothing else is to do. */
const LOOK_INTERVAL_MS = 1000;
const LOOK_LIMIT_MS = 5000;
/** How long closing waits for the card to lose its power. */
const POWER_OFF_MS = 500;
/** How long one attempt to open a lost port may take. */
const REOPEN_MS = 10_000;

/** `opening` covers the wait for a lost port as well. */
type ConnectionState = 'opening' | 'open' | 'closed';

export class ReaderConnection implements CardChannel {
  readonly #opener: PortOpener;
  readonly #onTraffic: OpenOptions['onTraffic'];
  readonly #client: ReaderClient;
  readonly #queue = new CallQueue(() => this.#callOff());
  readonly #listeners = new TokenListeners();
  readonly #timer = new DeadlineTimer(() => this.#timePassed());
  #state: ConnectionState = 'opening';
  #port: BytePort | null = null;
  #description: ReaderDescription | null = null;
  #rejectRequest: ((error: TokentwinError) => void) | null = null;
  #lookTimer: NodeJS.Timeout | null = null;
  #reopenTimer: NodeJS.Timeout | null = null;
  #fellSilent = false;
  #reconnects = 0;

  constructor(opener: PortOpener, { slot, onTraffic }: OpenOptions) {
    this.#opener = opener;
    this.#onTraffic = onTraffic;
    this.#client = new ReaderClient({
      slot: slot ?? 0,
      output: (bytes) => this.#write(bytes),
      cardMoved: (present) => this.#listeners.emit(present ? 'cardIn' : 'cardOut'),
      fellSilent: () => {
        this.#fellSilent = true;
      },
    });
  }

  get address(): string {
    return this.#opener.address;
  }

  get reader(): ReaderDescription {
    assert(this.#description !== null, 'the reader is known once the connection is open');
    return this.#description;
  }

  get counters(): LinkCounters {
    return { ...this.#client.counters, reconnects: this.#reconnects };
  }

  get cardResets(): number {
    return this.#client.cardResets;
  }

  /** @throws TokentwinError PORT_..., NOT_A_TOKEN, ABORTED, TIMED_OUT */
  async open({
    signal,
    timeoutMs,
  }: {
    readonly signal?: AbortSignal | undefined;
    readonly timeoutMs: number;
  }) {
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      await this.#connect(signal === undefined ? limit : AbortSignal.any([signal, limit]));
    } catch (error) {
      this.#state = 'closed';
      this.#timer.stop();
      if (signal?.aborted) throw new TokentwinError('ABORTED', 'The opening was called off by its caller.');
      if (limit.aborted) {
        throw new TokentwinError('TIMED_OUT', `${this.address} did not open within ${timeoutMs} ms.`);
      }
      throw error;
    }
  }

  /** One call in its turn; nothing of another call comes between what its work does. */
  call<T>(options: CallOptions, defaultTimeoutMs: number, work: () => Promise<T>): Promise<T> {
    return this.#queue.add(options, defaultTimeoutMs, work);
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#request((at, done) => this.#client.transmit(command, at, done));
  }

  enterPin(entry: PinEntry): Promise<Uint8Array> {
    return this.#request((at, done) => this.#client.enterPin(entry, at, done));
  }

  reset(): Promise<Uint8Array> {
    return this.#request((at, done) => this.#client.powerOn(at, done));
  }

  ready(): Promise<Uint8Array> {
    return this.#request((at, done) => this.#client.ready(at, done));
  }

  cardLostPower(): void {
    this.#client.cardLostPower();
  }

  on<E extends keyof TokenEvents>(event: E, listener: TokenEvents[E]): () => void {
    const remove = this.#listeners.add(event, listener);
    this.#watchCard();
    return () => {
      remove();
      this.#watchCard();
    };
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    const wasOpen = this.#state === 'open';
    this.#queue.close(new TokentwinError('CLOSED', 'The token was closed by its caller.'));
    if (wasOpen) await this.#powerOff();
    this.#state = 'closed';
    this.#watchCard();
    this.#timer.stop();
    if (this.#reopenTimer !== null) clearTimeout(this.#reopenTimer);
    await this.#port?.close();
    this.#port = null;
  }

  /** The sessions on the card end with the token; nobody waits long for it. */
  async #powerOff(): Promise<void> {
    const limit = setTimeout(() => this.#callOff(), POWER_OFF_MS);
    await this.#exchange<void>((at, done) => this.#client.powerOff(at, done)).catch(() => {});
    clearTimeout(limit);
  }

  async #connect(signal: AbortSignal): Promise<void> {
    let isOurs = true;
    const port = await this.#opener.open(
      {
        received: (bytes) => {
          if (isOurs) this.#received(bytes);
        },
        lost: () => {
          if (isOurs) this.#lost();
          isOurs = false;
        },
      },
      signal,
    );
    this.#port = port;
    const giveUp = () => this.#callOff();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      signal.throwIfAborted();
      if (!isOurs) throw takenPort(this.address);
      this.#description = await this.#exchange((at, done) => this.#client.open(at, done));
    } catch (error) {
      const closedAtOnce = isTokentwinError(error, 'LINE_LOST') && this.#description === null;
      isOurs = false;
      this.#port = null;
      this.#client.lineLost(performance.now());
      await port.close();
      throw closedAtOnce ? takenPort(this.address) : error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
    this.#fellSilent = false;
    this.#state = 'open';
    this.#queue.isOpen = true;
  }

  #lost(): void {
    const wasOpen = this.#state === 'open';
    this.#port = null;
    this.#queue.isOpen = false;
    this.#client.lineLost(performance.now());
    if (!wasOpen) return;
    this.#state = 'opening';
    this.#listeners.emit('lineLost');
    this.#reopen(0);
  }

  #reopen(attempt: number): void {
    const waitMs = BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)];
    this.#reopenTimer = setTimeout(() => {
      this.#connect(AbortSignal.timeout(REOPEN_MS)).then(
        () => {
          this.#reconnects += 1;
          this.#listeners.emit('lineBack');
        },
        () => {
          if (this.#state === 'opening') this.#reopen(attempt + 1);
        },
      );
    }, waitMs);
  }

  /** A request of the call under way. */
  async #request<T>(start: (at: number, done: Done<T>) => void): Promise<T> {
    this.#queue.throwIfInterrupted();
    return this.#exchange(start);
  }

  #exchange<T>(start: (at: number, done: Done<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#rejectRequest = reject;
      start(performance.now(), (outcome) => {
        this.#rejectRequest = null;
        if (outcome.type === 'done') resolve(outcome.value);
        else reject(outcome.error);
      });
      this.#timer.set(this.#client.deadline);
    });
  }

  #callOff(): boolean {
    const reject = this.#rejectRequest;
    if (reject === null) return false;
    this.#rejectRequest = null;
    const outcomeUnknown = this.#client.abort(performance.now());
    this.#timer.set(this.#client.deadline);
    reject(new TokentwinError('ABORTED', 'The request was called off.', { outcomeUnknown }));
    return outcomeUnknown;
  }

  #received(bytes: Uint8Array): void {
    this.#traffic('fromReader', bytes);
    this.#client.receive(bytes, performance.now());
    this.#timer.set(this.#client.deadline);
  }

  #timePassed(): void {
    this.#client.timePassed(performance.now());
    this.#timer.set(this.#client.deadline);
    if (!this.#fellSilent || this.#state !== 'open') return;
    // A port whose end was not noticed looks just like that.
    void this.#port?.close();
    this.#lost();
  }

  #write(bytes: Uint8Array): void {
    this.#port?.write(bytes);
    this.#traffic('toReader', bytes);
  }

  #traffic(direction: TrafficEvent['direction'], bytes: Uint8Array): void {
    const listener = this.#onTraffic;
    if (listener === undefined) return;
    const event = { direction, bytes: bytes.slice(), at: Date.now() };
    queueMicrotask(() => listener(event));
  }

  /** Card movements are told with the answer to a command, so idle readers are asked. */
  #watchCard(): void {
    const isWanted = this.#state !== 'closed' && this.#listeners.watchCard;
    if (isWanted === (this.#lookTimer !== null)) return;
    if (this.#lookTimer !== null) {
      clearInterval(this.#lookTimer);
      this.#lookTimer = null;
      return;
    }
    this.#lookTimer = setInterval(() => {
      if (this.#state !== 'open' || !this.#queue.isIdle) return;
      const look = () => this.#request<boolean>((at, done) => this.#client.look(at, done));
      this.call({}, LOOK_LIMIT_MS, look).catch(() => {});
    }, LOOK_INTERVAL_MS);
    this.#lookTimer.unref();
  }
}

function takenPort(address: string): TokentwinError {
  return new TokentwinError(
    'PORT_TAKEN',
    `${address} was closed by the other end at once: another program has it, or it is no token.`,
  );
}
