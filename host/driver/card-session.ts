/**
 * The applications of the card: which one is selected, and commands to it.
 *
 * Remembers what it selected until the card is reset, so that a command usually goes out alone.
 */
import { printableText } from '../../firmware/ascii.js';
import { decodeCommand, decodeResponse } from '../../firmware/card/apdu.js';
import type { ResponseApdu } from '../../firmware/card/application.js';
import { getDataCommand, INS, selectCommand } from '../../firmware/card/commands.js';
import { STATUS } from '../../firmware/card/status-words.js';
import { AID, DATA_TAG, type DataName } from '../../firmware/card/tags.js';
import type { CardChannel } from './card-channel.js';
import { cardError, isSuccess, noBench } from './card-errors.js';
import { linkFault } from './core/reader-errors.js';
import type { TokenApplication } from './token.js';

export type ApplicationName = TokenApplication | 'bench';

const AIDS: Readonly<Record<ApplicationName, Uint8Array>> = {
  'dsc-plus': AID.dscPlus,
  'security-code-card': AID.securityCodeCard,
  bench: AID.bench,
};

/** Le of a GET DATA whose answer is longer than a short Le can ask for. */
const LONG_ANSWER = 65_536;

export class CardSession {
  readonly #channel: CardChannel;
  #selected: ApplicationName | null = null;
  #selectedAfter = 0;

  constructor(channel: CardChannel) {
    this.#channel = channel;
  }

  /**
   * Makes sure that an application is selected.
   *
   * @returns the ATR of the card
   * @throws TokentwinError APPLICATION_MISSING, and what stands in the way of a command
   */
  async use(application: ApplicationName): Promise<Uint8Array> {
    const atr = await this.#channel.ready();
    if (this.#selected === application && this.#selectedAfter === this.#channel.cardResets) return atr;
    this.#selected = null;
    const { statusWord } = await this.command(selectCommand(AIDS[application]));
    if (application === 'bench' && statusWord === STATUS.applicationNotFound) throw noBench();
    // A dead card can be selected, and says so.
    if (statusWord !== STATUS.success && statusWord !== STATUS.applicationTerminated)
      throw cardError(statusWord);
    this.#selected = application;
    this.#selectedAfter = this.#channel.cardResets;
    return atr;
  }

  /** One command to whatever is selected. @throws TokentwinError LINK_FAULT when the answer has no status word */
  async command(command: Uint8Array): Promise<ResponseApdu> {
    return responseOf(await this.#channel.transmit(command));
  }

  /** As `command`, for bytes of which nothing is known. */
  async foreignCommand(command: Uint8Array): Promise<ResponseApdu> {
    const ins = decodeCommand(command)?.ins;
    if (ins === INS.select) this.#selected = null;
    return await this.command(command);
  }

  /** One data object, or null when the card has none of that name. @throws TokentwinError CARD_REFUSED */
  async data(name: DataName): Promise<Uint8Array | null> {
    let response = await this.command(getDataCommand(DATA_TAG[name]));
    if (response.statusWord === STATUS.wrongLength) {
      response = await this.command(getDataCommand(DATA_TAG[name], LONG_ANSWER));
    }
    if (response.statusWord === STATUS.dataNotFound) return null;
    if (!isSuccess(response)) throw cardError(response.statusWord);
    return response.data;
  }

  /** The same as text. @throws TokentwinError LINK_FAULT when it is none, as `textOf` */
  async text(name: DataName): Promise<string | null> {
    const data = await this.data(name);
    return data === null ? null : textOf(data);
  }
}

/** As much as a field of what a card attests can hold; the codes of 85 index numbers, the most at once, are as long. */
const MAXIMUM_TEXT_BYTES = 255;

/**
 * A text in the answer of a card.
 *
 * @throws TokentwinError LINK_FAULT when it is no printable ASCII or longer than 255 bytes; the card has carried
 *   the command out all the same
 */
export function textOf(data: Uint8Array): string {
  const text = printableText(data, MAXIMUM_TEXT_BYTES);
  if (text === null) throw linkFault('A text of the card has characters that no text has', false);
  return text;
}

/** @throws TokentwinError LINK_FAULT */
export function responseOf(bytes: Uint8Array): ResponseApdu {
  const response = decodeResponse(bytes);
  if (response === null) throw linkFault('The answer of the card has no status word', true);
  return response;
}
