/**
 * The reader as a case sees it: one CCID command, one answer, nothing repaired on the way.
 */
import {
  type CcidMessage,
  decodeMessage,
  encodeMessage,
  messageBytes,
} from '../../../firmware/link/ccid/message.js';
import { answerStatus, describeCcidError } from '../../../firmware/link/ccid/status.js';
import { encodeFrame, type FrameEvent } from '../../../firmware/link/serial/frame.js';
import { hex, Mismatch, must } from './case.js';
import type { Wire } from './wire.js';

/** Longer than any reader needs that is not waiting for its card. */
export const ANSWER_MS = 3000;
/** After this long without a byte nothing more is to come. */
export const QUIET_MS = 300;

const FIRST_ANSWER_TYPE = 0x80;

export interface ProbeCommand {
  /** bMessageType. */
  readonly type: number;
  readonly parameters?: readonly [number, number, number];
  readonly data?: Uint8Array;
  /** bSlot and bSeq; the probe's own unless told. */
  readonly slot?: number;
  readonly sequence?: number;
}

export interface ProbeAnswer {
  readonly message: CcidMessage;
  /** As it came, from the message type on. */
  readonly bytes: Uint8Array;
  /** What came before the answer, echo included. */
  readonly before: readonly FrameEvent[];
}

export class ReaderProbe {
  #sequence = 0;

  constructor(
    readonly wire: Wire,
    readonly slot: number,
  ) {}

  /** The bytes of a command in its frame. */
  frame(command: ProbeCommand): Uint8Array {
    this.#sequence = (this.#sequence + 1) & 0xff;
    const { type, parameters = [0, 0, 0], data = new Uint8Array(0) } = command;
    const { slot = this.slot, sequence = this.#sequence } = command;
    return encodeFrame(encodeMessage({ type, slot, sequence, parameters, data }));
  }

  /** @throws Mismatch when no answer comes */
  async ask(command: ProbeCommand, waitMs = ANSWER_MS): Promise<ProbeAnswer> {
    this.wire.write(this.frame(command));
    return this.answer(waitMs);
  }

  /**
   * The next answer; echoes, notices and time requests before it are passed over.
   *
   * @throws Mismatch when something damaged, a negative acknowledge or nothing comes
   */
  async answer(waitMs = ANSWER_MS): Promise<ProbeAnswer> {
    const before: FrameEvent[] = [];
    for (;;) {
      const event = await this.wire.next(waitMs);
      if (event === null || event.type === 'negativeAcknowledge' || event.type === 'damaged')
        throw new Mismatch('an answer', describeEvent(event));
      if (event.type === 'message' && isAnswer(event.message))
        return { message: decodeMessage(event.message), bytes: event.message, before };
      before.push(event);
    }
  }

  /** Everything that comes until the line is quiet. */
  async untilQuiet(waitMs: number): Promise<readonly FrameEvent[]> {
    const events: FrameEvent[] = [];
    for (let event = await this.wire.next(waitMs); event !== null; event = await this.wire.next(QUIET_MS))
      events.push(event);
    return events;
  }
}

export function isAnswer(message: Uint8Array): boolean {
  return (message[0] as number) >= FIRST_ANSWER_TYPE;
}

/** @throws Mismatch unless the reader carried the command out */
export function mustBeProcessed({ message, bytes }: ProbeAnswer, what: string): void {
  must(answerStatus(message)?.command === 'processed', `${what} is carried out`, describeAnswer(bytes));
}

/** An answer in words, its data left out: they may hold a response. */
export function describeAnswer(bytes: Uint8Array): string {
  const message = decodeMessage(bytes);
  const status = answerStatus(message);
  const header = hex(bytes.subarray(0, 10));
  if (status === null) return `an answer with an unknown status (${header})`;
  if (status.command === 'failed') return `a refusal: ${describeCcidError(status.error)} (${header})`;
  return `an answer with ${message.data.length} bytes of data (${header})`;
}

export function describeEvent(event: FrameEvent | null): string {
  if (event === null) return 'silence';
  switch (event.type) {
    case 'message':
      if (!isAnswer(event.message)) return `an echo of ${messageBytes(event.message)} bytes`;
      return describeAnswer(event.message);
    case 'negativeAcknowledge':
      return 'a negative acknowledge (03 15 16)';
    case 'notice':
      return `a notice of card movement in slot ${event.slot}`;
    case 'timeRequest':
      return 'a time request';
    case 'damaged':
      return `damaged bytes (${event.reason})`;
  }
}
