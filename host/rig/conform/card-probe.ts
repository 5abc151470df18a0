/**
 * The card as a case sees it: blocks by an end that repairs nothing, and commands by the driver's own T=1 end,
 * so that a fault of the link does not hide what the card does.
 *
 * Goes from one end to the other by S(RESYNCH request), which leaves the card's session and battery alone.
 */
import { decodeResponse } from '../../../firmware/card/apdu.js';
import type { ResponseApdu } from '../../../firmware/card/application.js';
import { type AnswerToReset, parseAtr } from '../../../firmware/card/atr.js';
import { CCID_ANSWER, CCID_COMMAND } from '../../../firmware/link/ccid/message.js';
import { answerStatus } from '../../../firmware/link/ccid/status.js';
import { T1HostEnd } from '../../../firmware/link/t1/host-end.js';
import { hex, Mismatch, must } from './case.js';
import { ANSWER_MS, describeAnswer, mustBeProcessed, type ReaderProbe } from './reader-probe.js';
import { StrictT1 } from './strict-t1.js';

/** bPowerSelect: 5 V, with which libccid begins as well. */
const FIVE_VOLTS = 0x01;

export class CardProbe {
  #atr: AnswerToReset | null = null;
  #atrBytes = new Uint8Array(0);
  /** null after blocks that it does not know of. */
  #t1: T1HostEnd | null = null;

  constructor(readonly reader: ReaderProbe) {}

  get atrBytes(): Uint8Array {
    return this.#atrBytes;
  }

  /** What the last ATR says. */
  get atr(): AnswerToReset {
    if (this.#atr === null) throw new Mismatch('a card that speaks T=1', 'none');
    return this.#atr;
  }

  /** Resets the card. @throws Mismatch unless it answers with an ATR that offers T=1 */
  async powerOn(): Promise<void> {
    await this.reader.ask({ type: CCID_COMMAND.iccPowerOff });
    const answer = await this.reader.ask({ type: CCID_COMMAND.iccPowerOn, parameters: [FIVE_VOLTS, 0, 0] });
    mustBeProcessed(answer, 'IccPowerOn');
    const { data } = answer.message;
    const atr = parseAtr(data);
    if (atr === null || !atr.offersT1) throw new Mismatch('an ATR that offers T=1', hex(data));
    this.#atr = atr;
    this.#atrBytes = data.slice();
    this.#t1 = newHostEnd(atr);
  }

  /** One block to the card. @throws Mismatch when the card has no answer */
  async exchange(block: Uint8Array, waitMultiplier = 1): Promise<Uint8Array> {
    const answer = await this.#transfer(block, waitMultiplier);
    const { type, data } = answer.message;
    const isBlock =
      type === CCID_ANSWER.dataBlock &&
      answerStatus(answer.message)?.command === 'processed' &&
      data.length > 0;
    must(isBlock, 'a block of the card', describeAnswer(answer.bytes));
    return data;
  }

  /** An end that keeps to the letter, both sides at the state after the ATR. */
  async strict(): Promise<StrictT1> {
    this.#t1 = null;
    const { checksum, informationFieldBytes } = this.atr;
    const t1 = new StrictT1(checksum, informationFieldBytes, (block) => this.exchange(block));
    await t1.request('resynch');
    return t1;
  }

  /** One command APDU. @throws Mismatch when it gets no response */
  async command(command: Uint8Array): Promise<ResponseApdu> {
    const t1 = this.#t1 ?? (await this.#inStep());
    let step = t1.start(command);
    while (step.type === 'send') {
      const { message } = await this.#transfer(step.block, step.waitMultiplier);
      const came = answerStatus(message)?.command === 'processed';
      step = came ? t1.received(message.data) : t1.missed();
    }
    if (step.type === 'failed') throw new Mismatch('a response', `none: the link gave up (${step.reason})`);
    const response = decodeResponse(step.response);
    if (response === null)
      throw new Mismatch('a response with a status word', `${step.response.length} bytes`);
    return response;
  }

  async #inStep(): Promise<T1HostEnd> {
    const t1 = newHostEnd(this.atr);
    for (let step = t1.resynchronise(); step.type === 'send'; ) {
      const { message } = await this.#transfer(step.block, 1);
      step = t1.received(message.data);
    }
    this.#t1 = t1;
    return t1;
  }

  #transfer(block: Uint8Array, waitMultiplier: number) {
    // BWT = 2^BWI x 100 ms at the slowest clock in use (ISO/IEC 7816-3, section 11.4.3), and the reader's own time.
    const waitMs = 100 * 2 ** this.atr.bwi * waitMultiplier + ANSWER_MS;
    const parameters = [waitMultiplier > 1 ? waitMultiplier : 0, 0, 0] as const;
    return this.reader.ask({ type: CCID_COMMAND.xfrBlock, parameters, data: block }, waitMs);
  }
}

function newHostEnd({ checksum, informationFieldBytes }: AnswerToReset): T1HostEnd {
  return new T1HostEnd({ checksum, informationFieldBytes });
}
