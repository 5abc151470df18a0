/**
 * The pure core of the driver: one slot of a reader on a line, one request at a time.
 *
 * Bytes and time come in, bytes go out, and each request ends in one call of `done`. Holds no clock, no timer
 * and no port, so that it runs on a virtual clock together with a twin as well as on a real line. `output` must
 * not call back into the client.
 *
 * Recovery: once the line carries bytes undamaged again, the next request succeeds within RECOVERY_MS on top of
 * what reader and card take themselves. On a line that never comes to rest recovery is given up, and `gaveUp` is
 * told, so that the port can be opened anew.
 */
import { assert } from '../../../firmware/error.js';
import { CCID_COMMAND } from '../../../firmware/link/ccid/message.js';
import { type LinkCounters, newCounters } from '../counters.js';
import { bringUp } from './bring-up.js';
import { abortEntry, CardLink, type PinEntry } from './card-link.js';
import type { Procedure, ReaderAnswer } from './procedure.js';
import type { ReaderDescription } from './reader-description.js';
import { lineLost } from './reader-errors.js';
import { type LineOutcome, ReaderLine } from './reader-line.js';
import { type Done, type Running, stepOf, type Waiting } from './request.js';

export type { Done, RequestOutcome } from './request.js';

export interface ReaderClientOptions {
  /** Counted from 0. */
  readonly slot?: number;
  /** Takes bytes for the reader; never calls back. */
  readonly output: (bytes: Uint8Array) => void;
  /** A card was put in or taken out, as far as the reader told; it tells with the answer to a command. */
  readonly cardMoved?: (present: boolean) => void;
  /** The port is of no use any more: it is silent, or noise or time requests keep the link from recovering. */
  readonly gaveUp?: () => void;
}

/**
 * After so long without an answer a card may have been changed; the reader is asked first. Nobody changes a card
 * faster [our choice].
 */
const STALE_MS = 1000;

/**
 * From the end of noise to the end of the next request, in virtual milliseconds: a frame that came half at either
 * end must time out first (200 ms at the twin's reader), and one command may wait for its echo in vain. Recovery is
 * given up when one of its commands takes that much longer than its answer may.
 */
export const RECOVERY_MS = 2000;

const LOOK_MS = 1000;
const NO_PARAMETERS = [0, 0, 0] as const;
const NO_DATA = new Uint8Array(0);

export class ReaderClient {
  readonly #slot: number;
  readonly #line: ReaderLine;
  readonly #card = new CardLink();
  readonly #counters = newCounters();
  readonly #cardMoved: (present: boolean) => void;
  readonly #gaveUp: () => void;
  #running: Running | null = null;
  /** A request made while the link recovers from one that was called off. */
  #next: Waiting | null = null;
  #recovering = false;
  /** When the recovery is given up. */
  #giveUpAt: number | null = null;
  #sequence = 0;
  #lastAnswerAt = Number.NEGATIVE_INFINITY;
  #present: boolean | null = null;

  constructor({ slot = 0, output, cardMoved = () => {}, gaveUp = () => {} }: ReaderClientOptions) {
    this.#slot = slot;
    this.#cardMoved = cardMoved;
    this.#gaveUp = gaveUp;
    this.#line = new ReaderLine(output, this.#counters, ({ slot: moved, present }) => {
      if (moved === slot) this.#sawCard(present);
    });
  }

  /** When `timePassed` must be called, in the time of `at`; null = nothing is awaited. */
  get deadline(): number | null {
    const { deadline } = this.#line;
    if (deadline === null || this.#giveUpAt === null) return deadline;
    return Math.min(deadline, this.#giveUpAt);
  }

  /** Grows with each reset of the card: sessions and selections of before are over. */
  get cardResets(): number {
    return this.#card.resets;
  }

  get counters(): Omit<LinkCounters, 'reconnects'> {
    const blocks = this.#card.blocks;
    return {
      ...this.#counters,
      timeExtensions: this.#counters.timeExtensions + blocks.waitingTimeExtensions,
      blocksSent: blocks.blocksSent,
      blocksReceived: blocks.blocksReceived,
      blockRetransmissions: blocks.retransmissions,
      blockChecksumErrors: blocks.checksumErrors,
      resynchronisations: blocks.resynchronisations,
      cardResets: this.#card.resets,
    };
  }

  /** Finds out what is on the line. The first request on a fresh line. */
  open(at: number, done: Done<ReaderDescription>): void {
    this.#request(at, bringUp(), (outcome, then) =>
      done(
        outcome.type === 'failed'
          ? outcome
          : { type: 'done', value: { ...outcome.value, echoes: this.#line.echoes } },
        then,
      ),
    );
  }

  /** Resets the card. @param done gets its ATR */
  powerOn(at: number, done: Done<Uint8Array>): void {
    this.#request(at, this.#card.powerOn(), done);
  }

  /** Takes the power off the card, so that its sessions end. */
  powerOff(at: number, done: Done<void>): void {
    this.#request(at, this.#card.powerOff(), done);
  }

  /** Powers the card if it has no power. @param done gets its ATR */
  ready(at: number, done: Done<Uint8Array>): void {
    this.#request(at, this.#ready(), done);
  }

  /** One command APDU to the card, which is powered first if it has no power. */
  transmit(command: Uint8Array, at: number, done: Done<Uint8Array>): void {
    this.#request(at, this.#card.transmit(command), done);
  }

  /** One command APDU with a PIN that the holder types at the reader. */
  enterPin(entry: PinEntry, at: number, done: Done<Uint8Array>): void {
    this.#request(at, this.#card.enterPin(entry), done, true);
  }

  /** Asks whether a card is there, so that `cardMoved` is told. */
  look(at: number, done: Done<boolean>): void {
    this.#request(at, this.#look(), done);
  }

  /** The card has lost its power in a way that no answer tells. */
  cardLostPower(): void {
    this.#card.unpowered();
  }

  /** Bytes from the reader; the array is not kept. */
  receive(bytes: Uint8Array, at: number): void {
    this.#line.receive(bytes, at);
  }

  timePassed(at: number): void {
    this.#line.timePassed(at);
    if (this.#giveUpAt === null || at < this.#giveUpAt) return;
    this.#gaveUp();
    this.lineLost(at);
  }

  /**
   * Calls off what is under way; its `done` will not be called. The link then recovers by itself, and a request
   * made meanwhile waits for that.
   *
   * @returns may the card have carried the command out?
   */
  abort(at: number): boolean {
    if (this.#recovering) {
      this.#next = null;
      return false;
    }
    const running = this.#running;
    assert(running !== null, 'only a request under way is called off');
    const outcomeUnknown = this.#card.mayHaveRun;
    this.#line.drop();
    this.#card.interrupted();
    this.#recovering = true;
    this.#running = null;
    this.#start(at, this.#recover(running.asksForPin), (_, then) => this.#recovered(then), false);
    return outcomeUnknown;
  }

  /** The port is gone; what is under way fails with LINE_LOST. The next request is `open`, on a fresh port. */
  lineLost(at: number): void {
    const request = this.#recovering ? this.#next : this.#running;
    const outcomeUnknown = !this.#recovering && this.#card.mayHaveRun;
    this.#line.reset();
    this.#card.unpowered();
    this.#recovering = false;
    this.#giveUpAt = null;
    this.#running = null;
    this.#next = null;
    request?.fail(lineLost(outcomeUnknown), at);
  }

  #request<T>(at: number, procedure: Procedure<T>, done: Done<T>, asksForPin = false): void {
    const start = (then: number) => {
      if (then - this.#lastAnswerAt > STALE_MS) this.#card.doubt();
      this.#start(then, procedure, done, asksForPin);
    };
    if (!this.#recovering) {
      start(at);
      return;
    }
    assert(this.#next === null, 'one request at a time');
    this.#next = { start, fail: (error, then) => done({ type: 'failed', error }, then) };
  }

  #start<T>(at: number, procedure: Procedure<T>, done: Done<T>, asksForPin: boolean): void {
    assert(this.#running === null, 'one request at a time');
    this.#card.begin();
    this.#running = {
      resume: (answer, then) => {
        const step = stepOf(() => (answer === null ? procedure.next() : procedure.next(answer)));
        if (step.type === 'command') return step.command;
        this.#running = null;
        done(step, then);
        return null;
      },
      fail: (error, then) => done({ type: 'failed', error }, then),
      asksForPin,
    };
    try {
      this.#resume(this.#running, null, at);
    } catch (error) {
      // A fault in the calling program or in this one: the request is taken back, and its half-begun command.
      this.#line.drop();
      this.#card.interrupted();
      this.#running = null;
      throw error;
    }
  }

  #resume(running: Running, answer: ReaderAnswer | null, at: number): void {
    const command = running.resume(answer, at);
    if (command === null) return;
    const { type, parameters = NO_PARAMETERS, data = NO_DATA, slot = this.#slot } = command;
    this.#sequence = (this.#sequence + 1) & 0xff;
    const message = { type, slot, sequence: this.#sequence, parameters, data };
    const { waitMs, keepsBusy = false } = command;
    if (this.#recovering) this.#giveUpAt = at + waitMs + RECOVERY_MS;
    this.#line.send({ message, waitMs, keepsBusy }, at, (outcome, then) =>
      this.#resume(running, this.#answer(outcome, slot, then), then),
    );
  }

  #answer(outcome: LineOutcome, slot: number, at: number): ReaderAnswer {
    if (outcome.type === 'silent') {
      if (!outcome.heard) this.#gaveUp();
      return outcome;
    }
    this.#lastAnswerAt = at;
    const { icc, command, error } = outcome.status;
    if (slot === this.#slot) this.#sawCard(icc !== 'absent');
    return command === 'failed' ? { type: 'refused', icc, error } : { type: 'done', icc, data: outcome.data };
  }

  #sawCard(present: boolean): void {
    if (!present) this.#card.doubt();
    const before = this.#present;
    this.#present = present;
    if (before !== null && before !== present) this.#cardMoved(present);
  }

  *#ready(): Procedure<Uint8Array> {
    return (yield* this.#card.ready()).atr;
  }

  *#look(): Procedure<boolean> {
    const answer = yield { type: CCID_COMMAND.getSlotStatus, waitMs: LOOK_MS };
    return answer.type !== 'silent' && answer.icc !== 'absent';
  }

  /** Ends in any case, by `#giveUpAt` at the latest; what is still wrong then is mended before the next command. */
  *#recover(asksForPin: boolean): Procedure<void> {
    if (asksForPin) yield* abortEntry();
    yield* this.#card.intoStep();
  }

  #recovered(at: number): void {
    this.#recovering = false;
    this.#giveUpAt = null;
    const next = this.#next;
    this.#next = null;
    next?.start(at);
  }
}
