/**
 * The DSC+ application: PIN, responses, mutual authentication and attestation over the wire (design section 4).
 *
 *     20 VERIFY                 empty: 9000 verified, 63Cx or 6300 (soft PIN) not, 6983 locked or dead
 *                               PIN: 9000, 63Cx wrong, 6983, 6A80 malformed
 *     24 CHANGE REFERENCE DATA  old PIN, new PIN: as VERIFY; 6A80 also for a weak new PIN; 6985 soft PIN
 *     2C RESET RETRY COUNTER    unlock answer, new PIN: 9000, 63Cx wrong (15 or more tries are 63CF), 6983 dead,
 *                               6A80 malformed or weak, 6985 not locked or soft PIN
 *     88 INTERNAL AUTHENTICATE  question: response; 6982 without PIN, 6A80 malformed, 6983
 *        with P1-P2 0100        nonce: signature of the card
 *     84, 82                    mutual profile only: `mutual-authentication.ts`
 *     CA GET DATA               `dsc-plus-data.ts`
 *     DA PUT DATA               6985: a finished card takes no data
 *
 * Promises: a malformed command costs no try, and what is malformed is judged before any try is spent. The PIN
 * is good for one computation; SELECT, reset, loss of power, a wrong PIN and a PIN changed at the keypad end it.
 * The wrong PIN that locks the card is 63C0, later ones are 6983; the last unlock answer likewise. An unknown
 * instruction does not even wake the card's memory. An OCRA question of digits has exactly the profile's
 * challenge length, as at the keypad; letters and hexadecimal digits follow the suite.
 */

import { asciiBytes } from '../ascii.js';
import type { CardMemory, PinProof } from '../dsc-plus/card-memory.js';
import { triesLeft } from '../dsc-plus/card-memory.js';
import type { CheckedPin } from '../dsc-plus/profile.js';
import { isWeakPin } from '../dsc-plus/weak-pin.js';
import { parseSuite } from '../oath/suite.js';
import { answered, expectedLengthRefusal, statusOnly } from './apdu.js';
import type { CardApplication, CommandApdu, ResponseApdu } from './application.js';
import { attestationResponse } from './attestation/attest.js';
import { INS, PARAMETERS, parameters } from './commands.js';
import { isDigits, isQuestion, shortText } from './data-field.js';
import { dscPlusIdentity, dscPlusSelected, readDscPlusData } from './dsc-plus-data.js';
import type { DscPlusDoor } from './dsc-plus-door.js';
import { MutualAuthentication } from './mutual-authentication.js';
import { refused, STATUS } from './status-words.js';
import { AID, dataName } from './tags.js';

export type { DscPlusDoor } from './dsc-plus-door.js';

/** What lives from SELECT to the next one, or to the loss of power. */
interface Session {
  /** The memory it began with: another object means that the card was without power in between. */
  readonly memory: CardMemory;
  readonly mutual: MutualAuthentication;
  verified: VerifiedPin | null;
}

interface VerifiedPin {
  /** Empty when the suite does not need it. */
  readonly pin: string;
  /** The keypad may set another PIN meanwhile. */
  readonly generation: number;
}

type Handler = (session: Session, command: CommandApdu, at: number) => ResponseApdu;

export class DscPlusApplication implements CardApplication {
  readonly aid = AID.dscPlus;
  readonly #door: DscPlusDoor;
  #session: Session | null = null;

  constructor(door: DscPlusDoor) {
    this.#door = door;
  }

  select(): ResponseApdu {
    this.#session = null;
    return this.#door.use((memory) => dscPlusSelected(memory, this.#door));
  }

  deselect(): void {
    this.#session = null;
  }

  answer(command: CommandApdu): ResponseApdu {
    const handler = this.#handlerOf(command);
    if (typeof handler === 'number') return statusOnly(handler);
    return this.#door.use((memory, at) => handler(this.#sessionOf(memory), command, at));
  }

  /** What answers the command, or the status word when no card has to be asked for that. */
  #handlerOf(command: CommandApdu): Handler | number {
    if (command.cla !== 0x00) return STATUS.classNotSupported;
    switch (command.ins) {
      case INS.verify:
        return this.#withPin(command, this.#verify);
      case INS.changeReferenceData:
        return this.#withPin(command, this.#changePin);
      case INS.resetRetryCounter:
        return this.#withPin(command, this.#unlock);
      case INS.internalAuthenticate:
        if (parameters(command) === PARAMETERS.attestation) return this.#attest;
        return parameters(command) === PARAMETERS.none ? this.#respond : STATUS.wrongParameters;
      case INS.getChallenge:
        return this.#ifMutual(command, ({ mutual }) => mutual.ask(command));
      case INS.externalAuthenticate:
        return this.#ifMutual(command, this.#checkServer);
      case INS.getData:
        return command.data.length > 0 ? STATUS.wrongLength : this.#getData;
      case INS.putData:
        return STATUS.conditionsNotSatisfied;
      default:
        return STATUS.instructionNotSupported;
    }
  }

  #withPin(command: CommandApdu, handler: Handler): Handler | number {
    return parameters(command) === PARAMETERS.pin ? handler : STATUS.wrongParameters;
  }

  #ifMutual(command: CommandApdu, handler: Handler): Handler | number {
    if (this.#door.profile.wire.authentication !== 'mutual') return STATUS.instructionNotSupported;
    return parameters(command) === PARAMETERS.none ? handler : STATUS.wrongParameters;
  }

  #sessionOf(memory: CardMemory): Session {
    if (this.#session?.memory !== memory)
      this.#session = { memory, mutual: new MutualAuthentication(this.#door), verified: null };
    const { verified } = this.#session;
    if (verified !== null && verified.generation !== memory.contents.pinGeneration)
      this.#session.verified = null;
    return this.#session;
  }

  readonly #verify: Handler = (session, { data }) => {
    const { profile } = this.#door;
    const { memory } = session;
    if (memory.condition !== 'ready') return statusOnly(STATUS.blocked);
    if (data.length === 0) {
      if (session.verified !== null) return statusOnly(STATUS.success);
      const left = triesLeft(profile, memory.contents);
      return statusOnly(left === null ? STATUS.notVerified : refused(left));
    }
    const pin = shortText(data);
    if (!isDigits(pin, profile.pin.digits)) return statusOnly(STATUS.wrongData);
    return statusOnly(this.#comparePin(session, pin));
  };

  /** Spends a try unless the PIN is right. @returns the status word */
  #comparePin(session: Session, pin: string): number {
    const { memory } = session;
    session.verified = null;
    const result = memory.verifyPin(pin);
    if (result.verdict === 'refused') return refused(result.triesLeft);
    if (result.verdict !== 'accepted') return refused(0);
    const isNeeded = this.#door.suite.pinHash !== null;
    session.verified = { pin: isNeeded ? pin : '', generation: memory.contents.pinGeneration };
    return STATUS.success;
  }

  readonly #changePin: Handler = (session, { data }) => {
    const policy = this.#door.profile.pin;
    if (policy.check === 'soft') return statusOnly(STATUS.conditionsNotSatisfied);
    if (session.memory.condition !== 'ready') return statusOnly(STATUS.blocked);
    const text = shortText(data);
    const newPin = text.slice(policy.digits);
    if (!isDigits(text, 2 * policy.digits) || isRefused(newPin, policy)) return statusOnly(STATUS.wrongData);
    const statusWord = this.#comparePin(session, text.slice(0, policy.digits));
    if (statusWord === STATUS.success) this.#setPin(session, newPin, 'oldPin');
    return statusOnly(statusWord);
  };

  readonly #unlock: Handler = (session, { data }) => {
    const policy = this.#door.profile.pin;
    const { memory } = session;
    if (memory.condition === 'dead') return statusOnly(STATUS.blocked);
    if (policy.check === 'soft' || memory.condition !== 'locked')
      return statusOnly(STATUS.conditionsNotSatisfied);
    const text = shortText(data);
    const answerDigits = parseSuite(policy.unlockSuite).digits;
    const newPin = text.slice(answerDigits);
    if (!isDigits(text, answerDigits + policy.digits) || isRefused(newPin, policy))
      return statusOnly(STATUS.wrongData);
    const result = memory.checkUnlockAnswer(text.slice(0, answerDigits));
    switch (result.verdict) {
      case 'accepted':
        this.#setPin(session, newPin, 'unlockAnswer');
        return statusOnly(STATUS.success);
      case 'refused':
        return statusOnly(refused(result.triesLeft));
      case 'dead':
        return statusOnly(refused(0));
      case 'notAsked':
        return statusOnly(STATUS.conditionsNotSatisfied);
    }
  };

  #setPin(session: Session, pin: string, proof: PinProof): void {
    session.verified = null;
    session.memory.setPin(pin, proof);
  }

  readonly #respond: Handler = (session, command, at) => {
    const { suite } = this.#door;
    const { memory, mutual, verified } = session;
    if (memory.condition !== 'ready') return statusOnly(STATUS.blocked);
    if (verified === null) return statusOnly(STATUS.pinRequired);
    const question = shortText(command.data);
    if (!this.#isChallenge(question)) return statusOnly(STATUS.wrongData);
    const isMutual = this.#door.profile.wire.authentication === 'mutual';
    const whole = isMutual ? mutual.provenQuestions(question) : question;
    if (whole === null) return statusOnly(STATUS.conditionsNotSatisfied);
    const refusal = expectedLengthRefusal(command, suite.digits);
    if (refusal !== null) return refusal;
    session.verified = null;
    mutual.forget();
    const result = memory.respond(whole, verified.pin, at, isMutual ? 'mutual' : 'one-way');
    return result.verdict === 'responded'
      ? answered(asciiBytes(result.response))
      : statusOnly(STATUS.blocked);
  };

  #isChallenge(text: string): boolean {
    const { suite, profile } = this.#door;
    return suite.question.format === 'N'
      ? isDigits(text, profile.challengeDigits)
      : isQuestion(text, suite.question);
  }

  readonly #checkServer: Handler = (session, command, at) => {
    if (session.memory.condition !== 'ready') return statusOnly(STATUS.blocked);
    const response = session.mutual.checkServer(command, session.memory, at);
    if (session.mutual.isOver) session.verified = null;
    return response;
  };

  readonly #attest: Handler = ({ memory }, { data }) =>
    attestationResponse(dscPlusIdentity(memory), memory.contents.attestationKey, data);

  readonly #getData: Handler = ({ memory }, command) => {
    const name = dataName(command);
    return name === null ? statusOnly(STATUS.dataNotFound) : readDscPlusData(name, memory, this.#door);
  };
}

function isRefused(pin: string, { refuseWeak }: CheckedPin): boolean {
  return refuseWeak && isWeakPin(pin);
}
