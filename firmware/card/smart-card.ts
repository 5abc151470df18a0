/**
 * The smart card: its power, its applications, and which of them a command is for (ISO/IEC 7816-4).
 *
 * Promises: every command gets a status word, and one that is not understood changes nothing. SELECT takes a
 * whole application identifier; a truncated one, which the standard leaves to the card, is not found, and the
 * selection then stays as it was, session and all. After power-on the first application is selected. An answer
 * is never cut: when Le is too small for it, the answer is 6Cxx with the right Le (6700 beyond 256 bytes), and
 * nothing was lost; without Le everything is given [our choice]. Flash that cannot be used is 6581; any other
 * exception passes through, a power cut above all, and leaves the card without power.
 *
 * Does not know blocks, logical channels, secure messaging or files.
 */
import { sameBytes } from '../bytes.js';
import { assert, isTokentwinError } from '../error.js';
import type { Checksum } from '../link/checksum.js';
import { decodeCommand, encodeResponse, expectedLengthRefusal, statusOnly } from './apdu.js';
import type { CardApplication, CommandApdu, ResponseApdu } from './application.js';
import { atr } from './atr.js';
import { INS, PARAMETERS, parameters } from './commands.js';
import { STATUS } from './status-words.js';

export interface SmartCardOptions {
  /** One or more; the first is selected at power-on. */
  readonly applications: readonly CardApplication[];
  /** What the ATR says of the check of blocks. */
  readonly checksum: Checksum;
}

export class SmartCard {
  readonly #applications: readonly CardApplication[];
  readonly #atr: Uint8Array;
  /** null without power. */
  #selected: CardApplication | null = null;

  constructor({ applications, checksum }: SmartCardOptions) {
    assert(applications.length > 0, 'a smart card has an application');
    this.#applications = applications;
    this.#atr = atr({ checksum });
  }

  get isPowered(): boolean {
    return this.#selected !== null;
  }

  /** Power or a reset: whatever was volatile is gone. @returns the ATR */
  powerOn(): Uint8Array {
    this.powerOff();
    this.#selected = this.#applications[0] as CardApplication;
    return this.#atr.slice();
  }

  powerOff(): void {
    this.#selected?.deselect();
    this.#selected = null;
  }

  /**
   * One command.
   *
   * @param command a whole command APDU, of any length and content
   * @returns a whole response APDU, 2 bytes or more
   * @throws whatever an application throws that is no failure of its flash; the card has no power then
   */
  transmit(command: Uint8Array): Uint8Array {
    assert(this.#selected !== null, 'a card is asked only while it has power');
    try {
      return encodeResponse(this.#answer(this.#selected, decodeCommand(command)));
    } catch (error) {
      if (isTokentwinError(error, 'FLASH_FULL') || isTokentwinError(error, 'FLASH_DAMAGED'))
        return encodeResponse(statusOnly(STATUS.memoryFailure));
      this.powerOff();
      throw error;
    }
  }

  #answer(selected: CardApplication, command: CommandApdu | null): ResponseApdu {
    if (command === null) return statusOnly(STATUS.wrongLength);
    const isSelect = command.cla === 0x00 && command.ins === INS.select;
    const response = isSelect ? this.#select(selected, command) : selected.answer(command);
    return expectedLengthRefusal(command, response.data.length) ?? response;
  }

  #select(selected: CardApplication, command: CommandApdu): ResponseApdu {
    const silently = parameters(command) === PARAMETERS.byNameSilently;
    if (!silently && parameters(command) !== PARAMETERS.byName) return statusOnly(STATUS.wrongParameters);
    const found = this.#applications.find(({ aid }) => sameBytes(aid, command.data));
    if (found === undefined) return statusOnly(STATUS.applicationNotFound);
    selected.deselect();
    this.#selected = found;
    const response = found.select();
    return silently ? statusOnly(response.statusWord) : response;
  }
}
