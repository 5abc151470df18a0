/**
 * The Security Code Card application: card values by index number (design section 4).
 *
 *     88 INTERNAL AUTHENTICATE  index numbers in ASCII, separated by one space: the card values joined; 6A80
 *        with P1-P2 0100        6A88: paper has no key to attest itself by
 *     CA GET DATA               0101 serial number, 0102 firmware version, 010A profile name, 010D check value,
 *                               010E expiry (ISO date, UTC, of the first second in which the card is no longer
 *                               valid); 6A88 for the others, an expiry that the card has not, and the
 *                               certificate 0109
 *     20 VERIFY                 6985: a printed card asks for no PIN
 *     DA PUT DATA               6985
 *
 * Promises: it has no state, so no command changes anything. SELECT: 6F { 84 AID, A5 { 80 version, 81 serial
 * number, 83 profile name } }. As on paper, an expired card still gives its values: the verifier refuses them.
 */
import { asciiBytes } from '../ascii.js';
import type { CodeCard } from '../code-card/code-card.js';
import { cardValues, readIndex } from '../code-card/lookup.js';
import type { CodeCardProfile } from '../code-card/profile.js';
import { answered, statusOnly } from './apdu.js';
import type { CardApplication, CommandApdu, ResponseApdu } from './application.js';
import { INS, PARAMETERS, parameters } from './commands.js';
import { shortText } from './data-field.js';
import { FIRMWARE_VERSION } from './firmware-version.js';
import { isoDate } from './iso-date.js';
import { STATUS } from './status-words.js';
import { AID, dataName } from './tags.js';
import { dataObject } from './tlv.js';

export class CodeCardApplication implements CardApplication {
  readonly aid = AID.securityCodeCard;
  readonly #card: CodeCard;
  readonly #profile: CodeCardProfile;
  readonly #expiresUnixSeconds: number | null;

  /** @param expiresUnixSeconds the first second in which the card is no longer valid; null = never */
  constructor(card: CodeCard, profile: CodeCardProfile, expiresUnixSeconds: number | null) {
    this.#card = card;
    this.#profile = profile;
    this.#expiresUnixSeconds = expiresUnixSeconds;
  }

  select(): ResponseApdu {
    const facts = dataObject(
      0xa5,
      dataObject(0x80, asciiBytes(FIRMWARE_VERSION)),
      dataObject(0x81, asciiBytes(this.#card.serialNumber)),
      dataObject(0x83, asciiBytes(this.#profile.name)),
    );
    return answered(dataObject(0x6f, dataObject(0x84, AID.securityCodeCard), facts));
  }

  deselect(): void {
    // Nothing is volatile here.
  }

  answer(command: CommandApdu): ResponseApdu {
    if (command.cla !== 0x00) return statusOnly(STATUS.classNotSupported);
    switch (command.ins) {
      case INS.internalAuthenticate:
        return this.#authenticate(command);
      case INS.getData:
        return command.data.length > 0 ? statusOnly(STATUS.wrongLength) : this.#getData(command);
      case INS.verify:
        return statusOnly(
          parameters(command) === PARAMETERS.pin ? STATUS.conditionsNotSatisfied : STATUS.wrongParameters,
        );
      case INS.putData:
        return statusOnly(STATUS.conditionsNotSatisfied);
      default:
        return statusOnly(STATUS.instructionNotSupported);
    }
  }

  #authenticate(command: CommandApdu): ResponseApdu {
    if (parameters(command) === PARAMETERS.attestation) return statusOnly(STATUS.dataNotFound);
    if (parameters(command) !== PARAMETERS.none) return statusOnly(STATUS.wrongParameters);
    const indices = readIndices(shortText(command.data));
    return indices === null
      ? statusOnly(STATUS.wrongData)
      : answered(asciiBytes(cardValues(this.#card, indices)));
  }

  #getData(command: CommandApdu): ResponseApdu {
    switch (dataName(command)) {
      case 'serialNumber':
        return answered(asciiBytes(this.#card.serialNumber));
      case 'firmwareVersion':
        return answered(asciiBytes(FIRMWARE_VERSION));
      case 'profileName':
        return answered(asciiBytes(this.#profile.name));
      case 'checkValue':
        return answered(asciiBytes(this.#card.checkValue));
      case 'expiry':
        return this.#expiresUnixSeconds === null
          ? statusOnly(STATUS.dataNotFound)
          : answered(asciiBytes(isoDate(this.#expiresUnixSeconds)));
      default:
        return statusOnly(STATUS.dataNotFound);
    }
  }
}

/** Index numbers with one space between two, or null when the text is anything else. */
function readIndices(text: string): number[] | null {
  const indices = text.split(' ').map(readIndex);
  return indices.every((index) => index !== null) ? indices : null;
}
