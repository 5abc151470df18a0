/**
 * The thin shell around the core: a port, the queue of calls, and a way back when the port was lost.
 */
import { assert, isTokentwinError, TokentwinError } from '../../firmware/error.js';
import { callLimitMs } from './call-limit.js';
import { CallQueue, type Overdue } from './call-queue.js';
import type { CardChannel } from './card-channel.js';
import { CardWatch } from './card-watch.js';
import { ClockedClient } from './clocked-client.js';
import type { PinEntry } from './core/card-link.js';
import type { Done, ReaderClient } from './core/reader-client.js';
import type { ReaderDescription } from './core/reader-description.js';
import { lineLost } from './core/reader-errors.js';
import type { LinkCounters } from './counters.js';
import type { PortOpener } from './ports/byte-port.js';
import type { CallOptions, OpenOptions, TokenEvents } from './token.js';
import { TokenListeners } from './token-listeners.js';

/** How long after the loss of a port it is looked for, again and again; the last value stays. */
const BACKOFF_MS = [100, 200, 500, 1000, 2000];
/** How long asking an idle reader for a card may take. */
const LOOK_LIMIT_MS = 5000;
/** How long closing waits for the card to lose its power. */
const POWER_OFF_MS = 500;
/** How long one attempt to open a lost port may take. */
const REOPEN_MS = 10_000;
/** The field bSlot is one byte. */
const MAXIMUM_SLOTS = 256;

/** `opening` covers the wait for a lost port as well. */
type ConnectionState = 'opening' | 'open' | 'closed';

type Start<T> = (core: ReaderClient, at: number, done: Done<T>) => void;

export class ReaderConnection implements CardChannel {
  readonly #opener: PortOpener;
  readonly #slot: number;
  readonly #client: ClockedClient;
  // A call whose line was lost has no request under way; what is under way then is the hello on the next line.
  readonly #queue = new CallQueue(() => this.#hasItsLine && this.#client.callOff());
  readonly #listeners = new TokenListeners();
  readonly #watch = new CardWatch(() => this.#look());
  #state: ConnectionState = 'opening';
  #description: ReaderDescription | null = null;
  #reopenTimer: NodeJS.Timeout | null = null;
  /** The attempt under way to open a lost port; `over` never rejects. */
  #attempt: { readonly over: Promise<void>; readonly abandon: () => void } | null = null;
  #closing: Promise<void> | null = null;
  /** Has the line been there all the time since the call under way began? */
  #hasItsLine = false;
  #reconnects = 0;

  /** @throws TokentwinError ARGUMENT for a slot that no reader can have */
  constructor(opener: PortOpener, { slot = 0, onTraffic }: OpenOptions) {
    if (!Number.isInteger(slot) || slot < 0 || slot >= MAXIMUM_SLOTS) {
      throw new TokentwinError('ARGUMENT', 'The slots of a reader are counted from 0: give a whole number.');
    }
    this.#opener = opener;
    this.#slot = slot;
    this.#client = new ClockedClient({
      slot,
      onTraffic,
      cardMoved: (present) => this.#listeners.emit(present ? 'cardIn' : 'cardOut'),
      gaveUp: () => this.#gaveUp(),
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
    return { ...this.#client.core.counters, reconnects: this.#reconnects };
  }

  get cardResets(): number {
    return this.#client.core.cardResets;
  }

  /** @throws TokentwinError PORT_..., NOT_A_TOKEN, ABORTED, TIMED_OUT, ARGUMENT */
  async open({
    signal,
    timeoutMs,
  }: {
    readonly signal?: AbortSignal | undefined;
    readonly timeoutMs: number;
  }) {
    const limitMs = callLimitMs(timeoutMs);
    const limit = Number.isFinite(limitMs) ? AbortSignal.timeout(limitMs) : undefined;
    try {
      await this.#connect(AbortSignal.any([signal, limit].filter((each) => each !== undefined)));
    } catch (error) {
      this.#state = 'closed';
      this.#client.stop();
      if (signal?.aborted) throw new TokentwinError('ABORTED', 'The opening was called off by its caller.');
      if (limit?.aborted) {
        throw new TokentwinError('TIMED_OUT', `${this.address} did not open within ${limitMs} ms.`);
      }
      throw error;
    }
  }

  /** One call in its turn; nothing of another call comes between what its work does. */
  call<T>(
    options: CallOptions,
    defaultTimeoutMs: number,
    work: () => Promise<T>,
    overdue?: Overdue,
  ): Promise<T> {
    const begin = () => {
      this.#hasItsLine = true;
      return work();
    };
    return this.#queue.add(options, defaultTimeoutMs, begin, overdue);
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#request((core, at, done) => core.transmit(command, at, done));
  }

  enterPin(entry: PinEntry): Promise<Uint8Array> {
    return this.#request((core, at, done) => core.enterPin(entry, at, done));
  }

  reset(): Promise<Uint8Array> {
    return this.#request((core, at, done) => core.powerOn(at, done));
  }

  ready(): Promise<Uint8Array> {
    return this.#request((core, at, done) => core.ready(at, done));
  }

  cardLostPower(): void {
    this.#client.core.cardLostPower();
  }

  on<E extends keyof TokenEvents>(event: E, listener: TokenEvents[E]): () => void {
    const remove = this.#listeners.add(event, listener);
    this.#watchCard();
    return () => {
      remove();
      this.#watchCard();
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const wasOpen = this.#state === 'open';
    this.#state = 'closed';
    this.#watchCard();
    if (this.#reopenTimer !== null) clearTimeout(this.#reopenTimer);
    this.#queue.close(new TokentwinError('CLOSED', 'The token was closed by its caller.'));
    this.#attempt?.abandon();
    await this.#attempt?.over;
    if (wasOpen) await this.#powerOff();
    this.#client.stop();
    await this.#client.port?.close();
    this.#client.port = null;
  }

  /** The sessions on the card end with the token; nobody waits long for it. */
  async #powerOff(): Promise<void> {
    const limit = setTimeout(() => this.#client.callOff(), POWER_OFF_MS);
    await this.#client.request<void>((core, at, done) => core.powerOff(at, done)).catch(() => {});
    clearTimeout(limit);
  }

  async #connect(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    let isOurs = true;
    const port = await this.#opener.open(
      {
        received: (bytes) => {
          if (isOurs) this.#client.received(bytes);
        },
        lost: () => {
          if (isOurs) this.#lost();
          isOurs = false;
        },
      },
      signal,
    );
    this.#client.port = port;
    const giveUp = () => this.#client.callOff();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      signal.throwIfAborted();
      if (!isOurs) throw takenPort(this.address);
      this.#description = await this.#hello();
    } catch (error) {
      const closedAtOnce = isTokentwinError(error, 'LINE_LOST') && this.#description === null;
      isOurs = false;
      this.#client.lineLost();
      await port.close();
      throw closedAtOnce ? takenPort(this.address) : error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
    this.#state = 'open';
    this.#queue.isOpen = true;
  }

  async #hello(): Promise<ReaderDescription> {
    const description = await this.#client.request<ReaderDescription>((core, at, done) =>
      core.open(at, done),
    );
    const { slots } = description;
    if (this.#slot < slots) return description;
    const those = slots === 1 ? 'one slot, 0' : 'the slots 0 and 1';
    throw new TokentwinError('ARGUMENT', `The reader has no slot ${this.#slot}: it has ${those}.`);
  }

  /** A port whose end was not noticed looks just like one that is of no use. */
  #gaveUp(): void {
    if (this.#state !== 'open') return;
    void this.#client.port?.close();
    this.#lost();
  }

  #lost(): void {
    const wasOpen = this.#state === 'open';
    this.#hasItsLine = false;
    this.#queue.isOpen = false;
    this.#client.lineLost();
    if (!wasOpen) return;
    this.#state = 'opening';
    this.#listeners.emit('lineLost');
    this.#reopen(0);
  }

  #reopen(attempt: number): void {
    const waitMs = BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)];
    this.#reopenTimer = setTimeout(() => {
      const controller = new AbortController();
      const abandon = () => controller.abort();
      const limit = setTimeout(abandon, REOPEN_MS);
      const over = this.#connect(controller.signal).then(
        () => {
          clearTimeout(limit);
          this.#attempt = null;
          this.#reconnects += 1;
          this.#listeners.emit('lineBack');
        },
        () => {
          clearTimeout(limit);
          this.#attempt = null;
          if (this.#state === 'opening') this.#reopen(attempt + 1);
        },
      );
      this.#attempt = { over, abandon };
    }, waitMs);
  }

  /** A request of the call under way. What it did before is void on another line, with the card's sessions. */
  async #request<T>(start: Start<T>): Promise<T> {
    this.#queue.throwIfInterrupted();
    if (!this.#hasItsLine) throw lineLost(false);
    return this.#client.request(start);
  }

  #watchCard(): void {
    this.#watch.isWanted = this.#state !== 'closed' && this.#listeners.watchCard;
  }

  #look(): void {
    if (this.#state !== 'open' || !this.#queue.isIdle) return;
    const look = () => this.#request<boolean>((core, at, done) => core.look(at, done));
    this.call({}, LOOK_LIMIT_MS, look).catch(() => {});
  }
}

function takenPort(address: string): TokentwinError {
  return new TokentwinError(
    'PORT_TAKEN',
    `${address} was closed by the other end at once: another program has it, or it is no token.`,
  );
}
