/**
 * The core of the driver on the real clock: requests as promises, one timer, and whatever port is there just now.
 *
 * Which port that is, and when a request may be made, is decided elsewhere: one request at a time.
 */
import { TokentwinError } from '../../firmware/error.js';
import { type Done, ReaderClient } from './core/reader-client.js';
import { DeadlineTimer } from './deadline-timer.js';
import type { BytePort } from './ports/byte-port.js';
import type { OpenOptions, TrafficEvent } from './token.js';

export interface ClockedClientOptions {
  readonly slot: number;
  readonly onTraffic: OpenOptions['onTraffic'];
  readonly cardMoved: (present: boolean) => void;
  /** The port is of no use any more. May call back. */
  readonly gaveUp: () => void;
}

export class ClockedClient {
  /** Takes what is written; null = it is dropped. */
  port: BytePort | null = null;
  readonly core: ReaderClient;
  readonly #onTraffic: OpenOptions['onTraffic'];
  readonly #gaveUp: () => void;
  readonly #timer = new DeadlineTimer(() => this.#timePassed());
  #rejectRequest: ((error: TokentwinError) => void) | null = null;
  #hasGivenUp = false;

  constructor({ slot, onTraffic, cardMoved, gaveUp }: ClockedClientOptions) {
    this.#onTraffic = onTraffic;
    this.#gaveUp = gaveUp;
    this.core = new ReaderClient({
      slot,
      output: (bytes) => this.#write(bytes),
      cardMoved,
      gaveUp: () => {
        this.#hasGivenUp = true;
      },
    });
  }

  /** @param start makes the request of the core. @throws TokentwinError as the request, and ABORTED */
  request<T>(start: (core: ReaderClient, at: number, done: Done<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#rejectRequest = reject;
      try {
        start(this.core, performance.now(), (outcome) => {
          this.#rejectRequest = null;
          if (outcome.type === 'done') resolve(outcome.value);
          else reject(outcome.error);
        });
      } catch (error) {
        // The core has taken the request back; nothing is left to be called off.
        this.#rejectRequest = null;
        throw error;
      }
      this.#timer.set(this.core.deadline);
    });
  }

  /** Ends the request under way, if any, with ABORTED. @returns may the card have carried it out? */
  callOff(): boolean {
    const reject = this.#rejectRequest;
    if (reject === null) return false;
    this.#rejectRequest = null;
    const outcomeUnknown = this.core.abort(performance.now());
    this.#timer.set(this.core.deadline);
    reject(new TokentwinError('ABORTED', 'The request was called off.', { outcomeUnknown }));
    return outcomeUnknown;
  }

  /** Bytes from the port; the array is not kept. */
  received(bytes: Uint8Array): void {
    this.#traffic('fromReader', bytes);
    this.core.receive(bytes, performance.now());
    this.#timer.set(this.core.deadline);
  }

  /** The port is gone: the request under way fails with LINE_LOST. */
  lineLost(): void {
    this.port = null;
    this.core.lineLost(performance.now());
    this.#timer.stop();
  }

  /** Nothing happens any more by itself. */
  stop(): void {
    this.#timer.stop();
  }

  #timePassed(): void {
    this.core.timePassed(performance.now());
    this.#timer.set(this.core.deadline);
    if (!this.#hasGivenUp) return;
    this.#hasGivenUp = false;
    this.#gaveUp();
  }

  #write(bytes: Uint8Array): void {
    this.port?.write(bytes);
    this.#traffic('toReader', bytes);
  }

  #traffic(direction: TrafficEvent['direction'], bytes: Uint8Array): void {
    const listener = this.#onTraffic;
    if (listener === undefined) return;
    const event = { direction, bytes: bytes.slice(), at: Date.now() };
    queueMicrotask(() => listener(event));
  }
}
