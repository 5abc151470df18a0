/**
 * One CCID command at a time over a noisy serial line: echo, answer, damage, silence.
 *
 * A pure state machine: bytes and time come in, bytes go out, and each command ends in one outcome. Answers are
 * told apart by bSeq. What is damaged is asked for again, once the line is quiet, by a negative acknowledge, upon
 * which the reader sends its last answer again. An answer with another bSeq then says that the command had not
 * arrived, and so does a negative acknowledge of the reader: the same command goes out again with the same bSeq.
 *
 * The reader may in rare cases have had it nevertheless (a negative acknowledge that belonged to noise). So every
 * command must bear to be received twice in a row. Those that carry a T=1 block do: the card tells a repeated
 * block by its sequence bit.
 */
import {
  CCID_ANSWER,
  type CcidMessage,
  decodeMessage,
  encodeMessage,
} from '../../../firmware/link/ccid/message.js';
import { type AnswerStatus, answerStatus } from '../../../firmware/link/ccid/status.js';
import { answerType } from '../../../firmware/link/reader/reply.js';
import {
  encodeFrame,
  FrameDecoder,
  type FrameEvent,
  NAK_FRAME,
} from '../../../firmware/link/serial/frame.js';
import type { MutableCounters } from '../counters.js';

/** The line counts as quiet after this long without a byte: five characters at 1200 baud. */
export const QUIET_MS = 50;
/** An echoing reader sends a command back within this time, however long the card takes: twice 271 bytes at 9600. */
export const ECHO_MS = 1000;
/** The last answer comes within this time after it was asked for. */
export const LAST_ANSWER_MS = 1000;
/** Frames and negative acknowledges written for one command. */
export const MAXIMUM_WRITES = 8;
/** Times of silence for one command. */
export const MAXIMUM_SILENCES = 3;

export interface LineCommand {
  /** Its bSeq differs from that of the commands before. */
  readonly message: CcidMessage;
  /** The answer, or a time request, comes within this time. */
  readonly waitMs: number;
  /** Once it has arrived it is never sent again: it keeps the reader busy until a person has acted. */
  readonly keepsBusy: boolean;
}

export type LineOutcome =
  | { readonly type: 'answer'; readonly status: AnswerStatus; readonly data: Uint8Array }
  /** No answer; `heard` tells whether anything at all came back. */
  | { readonly type: 'silent'; readonly heard: boolean };

interface Pending extends LineCommand {
  readonly frame: Uint8Array;
  readonly settle: (outcome: LineOutcome, at: number) => void;
  writes: number;
  silences: number;
  heard: boolean;
  arrived: boolean;
}

type LineState =
  | { readonly name: 'idle' }
  | { readonly name: 'waitingForEcho'; readonly until: number }
  | { readonly name: 'waitingForAnswer'; readonly until: number }
  /** Something was damaged; what to do is decided when no more bytes come. */
  | { readonly name: 'waitingForQuiet' }
  | { readonly name: 'waitingForLastAnswer'; readonly until: number };

const IDLE: LineState = { name: 'idle' };

export class ReaderLine {
  readonly #decoder = new FrameDecoder({ end: 'host' });
  readonly #output: (bytes: Uint8Array) => void;
  readonly #counters: MutableCounters;
  #state: LineState = IDLE;
  #pending: Pending | null = null;
  #outcome: LineOutcome | null = null;
  #echoes = false;
  #lastByteAt = 0;

  /** @param notice called for each notice of card movement */
  constructor(
    output: (bytes: Uint8Array) => void,
    counters: MutableCounters,
    private readonly notice: (event: Extract<FrameEvent, { type: 'notice' }>) => void,
  ) {
    this.#output = output;
    this.#counters = counters;
  }

  /** Has the reader ever sent a command back? */
  get echoes(): boolean {
    return this.#echoes;
  }

  /** When `timePassed` must be called, or null. */
  get deadline(): number | null {
    const until = this.#until();
    if (!this.#decoder.isHalfway) return until;
    const quietAt = this.#lastByteAt + QUIET_MS;
    return until === null ? quietAt : Math.min(until, quietAt);
  }

  /** Sends a command; `settle` is called once, unless the command is dropped first. */
  send({ message, waitMs, keepsBusy }: LineCommand, at: number, settle: Pending['settle']): void {
    const frame = encodeFrame(encodeMessage(message));
    const progress = { writes: 0, silences: 0, heard: false, arrived: false };
    this.#pending = { message, waitMs, keepsBusy, frame, settle, ...progress };
    this.#writeCommand(this.#pending, at);
  }

  /** Forgets the command on the way; its late answer will not be taken for another's. */
  drop(): void {
    this.#pending = null;
    this.#state = IDLE;
  }

  /** The port was lost: what was half received is void. */
  reset(): void {
    this.drop();
    this.#decoder.abandon();
    this.#echoes = false;
  }

  receive(bytes: Uint8Array, at: number): void {
    this.#lastByteAt = at;
    for (const event of this.#decoder.push(bytes)) this.#handle(event, at);
    this.#settle(at);
  }

  timePassed(at: number): void {
    if (this.#decoder.isHalfway && at >= this.#lastByteAt + QUIET_MS) {
      for (const event of this.#decoder.abandon()) this.#handle(event, at);
    }
    const until = this.#until();
    if (this.#pending !== null && until !== null && at >= until) this.#waited(this.#pending, at);
    this.#settle(at);
  }

  #until(): number | null {
    switch (this.#state.name) {
      case 'idle':
        return null;
      case 'waitingForQuiet':
        return this.#lastByteAt + QUIET_MS;
      case 'waitingForEcho':
      case 'waitingForAnswer':
      case 'waitingForLastAnswer':
        return this.#state.until;
    }
  }

  #handle(event: FrameEvent, at: number): void {
    this.#count(event);
    // Single bytes amid damage are no signals; a true time request comes again.
    const amidDamage = this.#state.name === 'waitingForQuiet';
    if (event.type === 'notice' && !amidDamage) this.notice(event);
    const pending = this.#pending;
    // What comes while nothing is pending, or after the answer, belongs to a command that is over.
    if (pending === null || this.#outcome !== null) return;
    pending.heard = true;
    switch (event.type) {
      case 'message':
        this.#message(pending, decodeMessage(event.message), at);
        break;
      case 'negativeAcknowledge':
        this.#repeat(pending, at);
        break;
      case 'timeRequest':
        if (!amidDamage) this.#moreTime(pending, at);
        break;
      case 'damaged':
        this.#state = { name: 'waitingForQuiet' };
        break;
      case 'notice':
        break;
    }
  }

  #count(event: FrameEvent): void {
    if (event.type === 'message') this.#counters.framesReceived += 1;
    if (event.type === 'damaged') this.#counters.damagedFrames += 1;
    if (event.type === 'negativeAcknowledge') this.#counters.negativeAcknowledgesReceived += 1;
  }

  #message(pending: Pending, message: CcidMessage, at: number): void {
    const isOurs = message.sequence === pending.message.sequence;
    if (message.type < CCID_ANSWER.dataBlock) {
      this.#echoes = true;
      if (isOurs) pending.arrived = true;
      if (isOurs && this.#state.name === 'waitingForEcho') this.#waitForAnswer(pending, at);
    } else if (isOurs) this.#answer(pending, message, at);
    else if (this.#state.name === 'waitingForLastAnswer') this.#repeat(pending, at);
  }

  #answer(pending: Pending, message: CcidMessage, at: number): void {
    const status = answerStatus(message);
    if (message.type !== answerType(pending.message.type) || status === null) {
      // Damage that the checksum has let through.
      this.#counters.damagedFrames += 1;
      this.#state = { name: 'waitingForQuiet' };
    } else if (status.command === 'timeExtension') this.#moreTime(pending, at);
    else this.#outcome = { type: 'answer', status, data: message.data };
  }

  #moreTime(pending: Pending, at: number): void {
    this.#counters.timeExtensions += 1;
    pending.arrived = true;
    this.#waitForAnswer(pending, at);
  }

  #waitForAnswer({ waitMs }: Pending, at: number): void {
    this.#state = { name: 'waitingForAnswer', until: at + waitMs };
  }

  /** The reader has not had the command, as far as one can see. */
  #repeat(pending: Pending, at: number): void {
    if (pending.keepsBusy && pending.arrived) {
      this.#waitForAnswer(pending, at);
      return;
    }
    this.#counters.commandsRepeated += 1;
    this.#writeCommand(pending, at);
  }

  /** Nothing came any more: the end of damage, or silence. */
  #waited(pending: Pending, at: number): void {
    if (this.#state.name !== 'waitingForQuiet') pending.silences += 1;
    if (pending.silences >= MAXIMUM_SILENCES) {
      this.#outcome = { type: 'silent', heard: pending.heard };
      return;
    }
    this.#counters.negativeAcknowledgesSent += 1;
    this.#write(pending, NAK_FRAME);
    this.#state = { name: 'waitingForLastAnswer', until: at + LAST_ANSWER_MS };
  }

  #writeCommand(pending: Pending, at: number): void {
    this.#write(pending, pending.frame);
    if (this.#echoes) this.#state = { name: 'waitingForEcho', until: at + Math.min(ECHO_MS, pending.waitMs) };
    else this.#waitForAnswer(pending, at);
  }

  #write(pending: Pending, frame: Uint8Array): void {
    if (pending.writes >= MAXIMUM_WRITES) {
      this.#outcome = { type: 'silent', heard: pending.heard };
      return;
    }
    pending.writes += 1;
    this.#counters.framesSent += 1;
    this.#output(frame);
  }

  /** Tells the outcome last, so that what follows starts on a machine at rest. */
  #settle(at: number): void {
    const pending = this.#pending;
    const outcome = this.#outcome;
    if (pending === null || outcome === null) return;
    this.#outcome = null;
    this.drop();
    pending.settle(outcome, at);
  }
}
