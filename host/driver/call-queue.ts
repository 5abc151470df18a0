/**
 * The calls of a token in their order: one at a time, each with its time-out and its AbortSignal.
 *
 * Promises that a call settles within its time-out, that at most MAXIMUM_WAITING calls wait, and that the next
 * one starts only when the work of the one before is over.
 */
import { setMaxListeners } from 'node:events';
import { TokentwinError } from '../../firmware/error.js';
import { callLimitMs, checkCallOptions } from './call-limit.js';
import type { CallOptions } from './token.js';

const MAXIMUM_WAITING = 64;

/** Calls off the command under way, if any. @returns may the card have carried it out? */
export type CallOff = () => boolean;

/** What a call rejects with that has passed its limit. */
export type Overdue = (limitMs: number, outcomeUnknown: boolean) => TokentwinError;

interface Call {
  readonly start: () => Promise<void>;
  readonly reject: (error: TokentwinError) => void;
  /** Takes timer and signal listener away. */
  readonly release: () => void;
  /** Why the call was ended while its work went on. */
  interruption: TokentwinError | null;
}

export class CallQueue {
  readonly #callOff: CallOff;
  #waiting: Call[] = [];
  #running: Call | null = null;
  #isOpen = false;
  #closed: TokentwinError | null = null;

  constructor(callOff: CallOff) {
    this.#callOff = callOff;
  }

  get isIdle(): boolean {
    return this.#running === null && this.#waiting.length === 0;
  }

  /** Work under way asks before each command. @throws the reason why its call is over already */
  throwIfInterrupted(): void {
    const interruption = this.#running?.interruption ?? this.#closed;
    if (interruption !== null) throw interruption;
  }

  /** Calls start only while the queue is open; others wait. */
  set isOpen(isOpen: boolean) {
    this.#isOpen = isOpen;
    this.#next();
  }

  /** @throws TokentwinError ARGUMENT, QUEUE_FULL, ABORTED, TIMED_OUT, CLOSED, and whatever the work throws */
  add<T>(
    options: CallOptions,
    defaultTimeoutMs: number,
    work: () => Promise<T>,
    overdue: Overdue = timedOut,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      checkCallOptions(options);
      const { signal, timeoutMs } = options;
      const limitMs = callLimitMs(timeoutMs ?? defaultTimeoutMs);
      if (this.#closed !== null) return reject(this.#closed);
      if (signal?.aborted) return reject(aborted(false));
      if (this.#waiting.length >= MAXIMUM_WAITING) return reject(overfull());
      let timer: NodeJS.Timeout | null = null;
      const abort = () => this.#end(call, aborted);
      const call: Call = {
        start: () => work().then(resolve, reject),
        reject,
        release: () => {
          if (timer !== null) clearTimeout(timer);
          signal?.removeEventListener('abort', abort);
        },
        interruption: null,
      };
      // One signal may be given to many calls; the queue bounds how many, so Node need not warn.
      if (signal !== undefined) setMaxListeners(0, signal);
      signal?.addEventListener('abort', abort, { once: true });
      const pass = () => this.#end(call, (unknown) => overdue(limitMs, unknown));
      if (Number.isFinite(limitMs)) timer = setTimeout(pass, limitMs);
      this.#waiting.push(call);
      this.#next();
    });
  }

  /** Ends all calls, now and later. */
  close(error: TokentwinError): void {
    this.#closed = error;
    for (const call of [...this.#waiting, this.#running]) {
      if (call !== null) this.#end(call, (unknown) => withOutcome(error, unknown));
    }
  }

  #next(): void {
    if (!this.#isOpen || this.#running !== null) return;
    const call = this.#waiting.shift();
    if (call === undefined) return;
    this.#running = call;
    void call.start().finally(() => {
      call.release();
      this.#running = null;
      this.#next();
    });
  }

  #end(call: Call, reason: (outcomeUnknown: boolean) => TokentwinError): void {
    call.release();
    if (call !== this.#running) {
      this.#waiting = this.#waiting.filter((other) => other !== call);
      call.reject(reason(false));
      return;
    }
    if (call.interruption !== null) return;
    call.interruption = reason(this.#callOff());
    call.reject(call.interruption);
  }
}

function aborted(outcomeUnknown: boolean): TokentwinError {
  return new TokentwinError('ABORTED', 'The call was called off by its caller.', { outcomeUnknown });
}

/** The error of a call that has passed its limit. */
export function timedOut(limitMs: number, outcomeUnknown: boolean): TokentwinError {
  return new TokentwinError('TIMED_OUT', `The call did not end within ${limitMs} ms.`, { outcomeUnknown });
}

function overfull(): TokentwinError {
  return new TokentwinError(
    'QUEUE_FULL',
    `${MAXIMUM_WAITING} calls wait for the token already: await some of them first.`,
    { outcomeUnknown: false },
  );
}

function withOutcome({ code, message }: TokentwinError, outcomeUnknown: boolean): TokentwinError {
  return new TokentwinError(code, message, { outcomeUnknown });
}
