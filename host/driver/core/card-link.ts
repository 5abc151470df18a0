/**
 * The card in the slot: its power, its T=1 end, and what is certain about the command that is under way.
 *
 * Promises at-most-once: a command that may have reached the card is never sent again as a new one. After a
 * command that was broken off, the two T=1 ends are brought into step before the next one; a card that does not
 * follow is powered afresh.
 */
import { parseAtr } from '../../../firmware/card/atr.js';
import { CCID_COMMAND } from '../../../firmware/link/ccid/message.js';
import { PROTOCOL_T1 } from '../../../firmware/link/reader/t1-parameters.js';
import { T1HostEnd } from '../../../firmware/link/t1/host-end.js';
import type { HostCounters, HostStep } from '../../../firmware/link/t1/host-step.js';
import type { Procedure, ReaderAnswer } from './procedure.js';
import { t1Parameters } from './protocol-parameters.js';
import { isCardFault, linkFault, muteCard, noCard, readerError, silence } from './reader-errors.js';

/** A reader gives the card's answer to reset within this time: 40 000 cycles, the ATR, and the reader's own time. */
const POWER_ON_MS = 3000;
const ANSWER_MS = 1000;
/** Who closes the port does not wait long for it. */
const POWER_OFF_MS = 300;
/** What the reader itself may take on top of the card's block waiting time. */
const READER_MARGIN_MS = 1000;
/** bPowerSelect: 5 V, with which libccid begins as well. */
const FIVE_VOLTS = 0x01;

/** A PIN that the holder types at the reader. */
export interface PinEntry {
  /** The command without the PIN. */
  readonly template: Uint8Array;
  /** The data of the Secure message. @param prologue NAD, PCB and LEN of the template's T=1 block */
  readonly secure: (prologue: Uint8Array) => Uint8Array;
  /** The reader answers, or asks for more time, within this time. */
  readonly waitMs: number;
}

type Send = Extract<HostStep, { type: 'send' }>;

type CardState =
  | { readonly name: 'unpowered' }
  | { readonly name: 'inStep'; readonly card: Card }
  /** A command was broken off. */
  | { readonly name: 'outOfStep'; readonly card: Card };

interface Card {
  readonly atr: Uint8Array;
  readonly t1: T1HostEnd;
  readonly blockWaitingMs: number;
}

const UNPOWERED: CardState = { name: 'unpowered' };

export class CardLink {
  #state: CardState = UNPOWERED;
  #mayHaveRun = false;
  #doubted = false;
  #resets = 0;
  readonly #pastBlocks: Record<keyof HostCounters, number> = {
    blocksSent: 0,
    blocksReceived: 0,
    retransmissions: 0,
    resynchronisations: 0,
    checksumErrors: 0,
    waitingTimeExtensions: 0,
  };

  /** Grows with each reset of the card: sessions and selections of before are over. */
  get resets(): number {
    return this.#resets;
  }

  /** May the card have carried out the command of the request under way? */
  get mayHaveRun(): boolean {
    return this.#mayHaveRun;
  }

  get blocks(): HostCounters {
    const sum = { ...this.#pastBlocks };
    if (this.#state.name !== 'unpowered') addUp(sum, this.#state.card.t1.counters);
    return sum;
  }

  /** A request begins: nothing of it has reached the card. */
  begin(): void {
    this.#mayHaveRun = false;
  }

  /** The command under way was broken off from outside. */
  interrupted(): void {
    if (this.#state.name === 'inStep') this.#state = { name: 'outOfStep', card: this.#state.card };
  }

  /** The card may have been changed meanwhile; the reader is asked before the next command. */
  doubt(): void {
    this.#doubted = true;
  }

  /** The card has lost its power, or the line to it is gone. */
  unpowered(): void {
    if (this.#state.name !== 'unpowered') addUp(this.#pastBlocks, this.#state.card.t1.counters);
    this.#state = UNPOWERED;
  }

  /**
   * Resets the card.
   *
   * @returns its ATR
   * @throws TokentwinError NO_CARD, CARD_MUTE, LINK_FAULT, READER_REFUSED, TIMED_OUT
   */
  *powerOn(): Procedure<Uint8Array> {
    this.unpowered();
    let answer = yield* askPower();
    if (answer.type === 'refused' && answer.icc !== 'absent' && !isCardFault(answer.error)) {
      // A host that was killed may have left the reader waiting for a PIN.
      yield* abortEntry();
      answer = yield* askPower();
    }
    if (answer.type !== 'done') throw readerError(answer, false);
    const read = parseAtr(answer.data);
    if (read === null || !read.offersT1) throw linkFault('The card does not speak T=1', false);
    const { checksum, informationFieldBytes, bwi } = read;
    yield {
      type: CCID_COMMAND.setParameters,
      parameters: [PROTOCOL_T1, 0, 0],
      data: t1Parameters(read),
      waitMs: ANSWER_MS,
    };
    const t1 = new T1HostEnd({ checksum, informationFieldBytes });
    // BWT = 2^BWI x 960 x 372 / f (ISO/IEC 7816-3, section 11.4.3), at the slowest clock in use, 3.57 MHz.
    this.#state = { name: 'inStep', card: { atr: answer.data, t1, blockWaitingMs: 100 * 2 ** bwi } };
    this.#resets += 1;
    return answer.data;
  }

  /** Takes the power off the card: its sessions end. */
  *powerOff(): Procedure<void> {
    this.unpowered();
    yield { type: CCID_COMMAND.iccPowerOff, waitMs: POWER_OFF_MS };
  }

  /** The card, powered and brought into step if needed. @throws TokentwinError as `powerOn` */
  *ready(): Procedure<Card> {
    if (this.#doubted && this.#state.name !== 'unpowered') {
      const slot = yield { type: CCID_COMMAND.getSlotStatus, waitMs: ANSWER_MS };
      if (slot.type === 'silent') throw silence(false);
      if (slot.icc !== 'active') this.unpowered();
    }
    this.#doubted = false;
    yield* this.intoStep();
    if (this.#state.name === 'unpowered') yield* this.powerOn();
    if (this.#state.name !== 'inStep') throw linkFault('Card and driver are out of step', false);
    return this.#state.card;
  }

  /** Brings a card whose command was broken off into step again; one that does not follow is to be powered. */
  *intoStep(): Procedure<void> {
    if (this.#state.name !== 'outOfStep') return;
    const { card } = this.#state;
    let step = card.t1.resynchronise();
    while (step.type === 'send') step = yield* this.#send(card, step);
    if (step.type === 'failed' && step.reason === 'resynchronised') this.#state = { name: 'inStep', card };
    else this.unpowered();
  }

  /**
   * One command APDU.
   *
   * @returns the response APDU
   * @throws TokentwinError as `powerOn`, with `details.outcomeUnknown`
   */
  *transmit(command: Uint8Array): Procedure<Uint8Array> {
    const card = yield* this.ready();
    let step = card.t1.start(command);
    while (step.type === 'send') step = yield* this.#send(card, step);
    return this.#response(step);
  }

  /**
   * One command APDU whose PIN the holder types at the reader.
   *
   * @throws TokentwinError PIN_CANCELLED, PIN_TIMED_OUT, READER_REFUSED without keypad, and as `transmit`
   */
  *enterPin({ template, secure, waitMs }: PinEntry): Procedure<Uint8Array> {
    const card = yield* this.ready();
    let step = card.t1.start(template);
    let asked = false;
    while (step.type === 'send') {
      if (!isInformation(step.block)) {
        step = yield* this.#send(card, step);
        continue;
      }
      // Only the reader can send that block again, since it alone has the PIN: it would ask for it once more.
      if (asked) {
        this.interrupted();
        throw linkFault('The command with the PIN was damaged on its way to the card', true);
      }
      asked = true;
      this.#mayHaveRun = true;
      const answer: ReaderAnswer = yield {
        type: CCID_COMMAND.secure,
        data: secure(step.block.subarray(0, 3)),
        waitMs,
        keepsBusy: true,
      };
      if (answer.type === 'refused' && answer.icc === 'active' && !isCardFault(answer.error)) {
        this.#mayHaveRun = false;
        this.interrupted();
        throw readerError(answer, false);
      }
      step = this.#taken(card, answer);
    }
    return this.#response(step);
  }

  *#send(card: Card, { block, waitMultiplier }: Send): Procedure<HostStep> {
    if (isLastPiece(block)) this.#mayHaveRun = true;
    const answer = yield {
      type: CCID_COMMAND.xfrBlock,
      parameters: [waitMultiplier > 1 ? waitMultiplier : 0, 0, 0],
      data: block,
      waitMs: card.blockWaitingMs * waitMultiplier + READER_MARGIN_MS,
    };
    return this.#taken(card, answer);
  }

  #taken({ t1 }: Card, answer: ReaderAnswer): HostStep {
    if (answer.type === 'done') return t1.received(answer.data);
    if (answer.type === 'refused' && answer.icc === 'active' && isCardFault(answer.error)) return t1.missed();
    this.interrupted();
    if (answer.type === 'silent') throw silence(this.#mayHaveRun);
    if (answer.icc === 'active') throw readerError(answer, this.#mayHaveRun);
    this.unpowered();
    throw answer.icc === 'absent' ? noCard(this.#mayHaveRun) : muteCard(this.#mayHaveRun);
  }

  #response(step: Exclude<HostStep, Send>): Uint8Array {
    if (step.type === 'answer') return step.response;
    const outcomeUnknown = step.executed === 'unknown';
    switch (step.reason) {
      case 'unresponsive':
        this.unpowered();
        throw muteCard(outcomeUnknown);
      case 'resynchronised':
        throw linkFault('Card and driver lost each other on a noisy line', outcomeUnknown);
      case 'aborted':
        throw linkFault('The card broke the command off', outcomeUnknown);
      case 'responseTooLong':
        throw linkFault('The response is longer than a response can be', outcomeUnknown);
    }
  }
}

/** Takes the reader out of a PIN entry that nobody waits for any more. */
export function* abortEntry(): Procedure<void> {
  yield { type: CCID_COMMAND.abort, waitMs: ANSWER_MS };
}

function* askPower(): Procedure<ReaderAnswer> {
  return yield { type: CCID_COMMAND.iccPowerOn, parameters: [FIVE_VOLTS, 0, 0], waitMs: POWER_ON_MS };
}

/** An I-block: PCB without bit 8. */
function isInformation(block: Uint8Array): boolean {
  return ((block[1] as number) & 0x80) === 0;
}

/** An I-block without the M bit: with it the command is complete. */
function isLastPiece(block: Uint8Array): boolean {
  return isInformation(block) && ((block[1] as number) & 0x20) === 0;
}

function addUp(sum: Record<keyof HostCounters, number>, counters: HostCounters): void {
  for (const name of Object.keys(counters) as (keyof HostCounters)[]) sum[name] += counters[name];
}
