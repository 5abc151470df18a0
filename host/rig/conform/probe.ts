/**
 * What a case works with: the reader, the card, what the device told of itself, and the caller's secrets.
 *
 * Keeps the device out of harm: a wrong PIN is sent only while enough tries are left that two remain whatever
 * happens, and `restore` gives back by the right PIN what was spent.
 */
import { encodeCommand } from '../../../firmware/card/apdu.js';
import type { ResponseApdu } from '../../../firmware/card/application.js';
import {
  pinStatusCommand,
  respondCommand,
  selectCommand,
  verifyCommand,
} from '../../../firmware/card/commands.js';
import { describeStatusWord, STATUS } from '../../../firmware/card/status-words.js';
import { TokentwinError } from '../../../firmware/error.js';
import type { CardProbe } from './card-probe.js';
import { Mismatch, must, NotTried } from './case.js';
import { aidOf, type CardApplicationName, counter, type DeviceFacts, triesLeft } from './device.js';
import type { ReaderProbe } from './reader-probe.js';

/** Tries that a run leaves on the card, whatever happens. */
export const KEPT_TRIES = 2;

export interface ProbeSecrets {
  readonly pin: string | null;
  readonly key: Uint8Array | null;
}

export class Probe {
  #pinTrusted = false;
  #mayHaveSpentTries = false;

  constructor(
    readonly reader: ReaderProbe,
    readonly card: CardProbe,
    readonly device: DeviceFacts,
    readonly secrets: ProbeSecrets,
  ) {}

  /** @throws NotTried unless the card's application is this one */
  needApplication(application: CardApplicationName): void {
    if (this.device.application !== application)
      throw new NotTried(`the card has no ${application} application`);
  }

  /** Selects the application anew: its session is empty. */
  async freshSession(application: CardApplicationName = 'dsc-plus'): Promise<void> {
    this.needApplication(application);
    const response = await this.card.command(selectCommand(aidOf(application)));
    if (response.statusWord === STATUS.applicationTerminated) throw new NotTried('the card is dead');
    mustBeStatus(response, STATUS.success);
  }

  /** @throws NotTried unless the PIN was given, and is known to be right where the card checks it */
  needPin(): string {
    this.needApplication('dsc-plus');
    const { pin } = this.secrets;
    if (pin === null) throw new NotTried('it takes the PIN: give --pin');
    if (!this.#pinTrusted) throw new NotTried('the PIN was not tried on the card: too few tries are left');
    return pin;
  }

  /** @throws NotTried on a locked card, which refuses whatever has to do with its PIN */
  async needUnlocked(): Promise<void> {
    if (this.device.pin?.check === 'card' && (await this.triesLeft()) === 0)
      throw new NotTried('the card is locked');
  }

  /** @throws NotTried on a card that answers a challenge only after the server has proved itself */
  needOneWay(): void {
    if (this.device.isMutual) throw new NotTried('the card answers only after mutual authentication');
  }

  /** The key that the caller gave. @throws NotTried */
  needKey(): Uint8Array {
    if (this.secrets.key === null) throw new NotTried('it takes the key of the card: give --key');
    return this.secrets.key;
  }

  /**
   * Tries the PIN once, so that a wrong one is found out before anything depends on it.
   *
   * @throws TokentwinError PIN_WRONG
   */
  async trustPin(): Promise<void> {
    const { application, pin } = this.device;
    if (application !== 'dsc-plus' || this.secrets.pin === null || pin === null) return;
    if (pin.check === 'card' && ((await triesLeft(this.card)) ?? 0) <= KEPT_TRIES) return;
    const { statusWord } = await this.card.command(verifyCommand(this.secrets.pin));
    if (statusWord !== STATUS.success) {
      throw new TokentwinError(
        'PIN_WRONG',
        `The card refused the PIN, so nothing else was tried. ${describeStatusWord(statusWord)}`,
        { statusWord },
      );
    }
    this.#pinTrusted = true;
  }

  /** Verifies the right PIN in the session that is going on. */
  async verify(): Promise<void> {
    await this.mustAnswer(verifyCommand(this.needPin()), STATUS.success);
  }

  /**
   * Announces wrong PINs.
   *
   * @param spent tries that they cost at most
   * @returns tries left, and a wrong PIN
   * @throws NotTried when too few would be left
   */
  async needTries(spent: number): Promise<{ readonly left: number; readonly wrongPin: string }> {
    const pin = this.needPin();
    if (this.device.pin?.check !== 'card') throw new NotTried('the card does not compare its PIN');
    const left = await this.triesLeft();
    if (left - spent < KEPT_TRIES)
      throw new NotTried(`only ${left} tries are left, and ${KEPT_TRIES} are kept`);
    this.#mayHaveSpentTries = true;
    const wrongPin = `${pin.slice(0, -1)}${(Number(pin.at(-1)) + 1) % 10}`;
    return { left, wrongPin };
  }

  async triesLeft(): Promise<number> {
    const left = await triesLeft(this.card);
    if (left === null) throw new NotTried('the card does not tell the tries left');
    return left;
  }

  /** @throws NotTried on a suite without counter */
  async counter(): Promise<bigint> {
    if (this.device.suite?.counter !== true) throw new NotTried('the suite of the card has no counter');
    const value = await counter(this.card);
    if (value === null) throw new Mismatch('a counter of 8 bytes by GET DATA', 'none');
    return value;
  }

  /** Gives back the tries that the last case spent. @throws Mismatch when the card does not take the PIN */
  async restore(): Promise<void> {
    if (!this.#mayHaveSpentTries) return;
    await this.freshSession();
    await this.verify();
    this.#mayHaveSpentTries = false;
  }

  async mustAnswer(command: Uint8Array, statusWord: number): Promise<ResponseApdu> {
    const response = await this.card.command(command);
    mustBeStatus(response, statusWord);
    return response;
  }

  /** A response to a challenge. @throws Mismatch unless it is digits, as many as the suite says */
  async respond(challenge: string): Promise<string> {
    const { data } = await this.mustAnswer(respondCommand(challenge), STATUS.success);
    const digits = this.device.suite?.digits ?? data.length;
    const isWellFormed = data.length === digits && data.every((byte) => byte >= 0x30 && byte <= 0x39);
    must(isWellFormed, `${digits} ASCII digits`, `${data.length} bytes of something else`);
    return String.fromCharCode(...data);
  }

  /** @returns true when the session has a verified PIN; costs no try */
  async isVerified(): Promise<boolean> {
    return (await this.card.command(pinStatusCommand())).statusWord === STATUS.success;
  }

  /** A challenge of the card's own length, made of one digit. */
  challenge(digit = 1): string {
    return String(digit).repeat(this.device.challengeDigits ?? 6);
  }
}

/** A status word with what it means. */
export function statusText(statusWord: number): string {
  return `${statusWord.toString(16).toUpperCase().padStart(4, '0')} (${describeStatusWord(statusWord)})`;
}

export function mustBeStatus({ statusWord }: ResponseApdu, expected: number): void {
  must(statusWord === expected, statusText(expected), statusText(statusWord));
}

/** A command APDU from its header, without data unless told. */
export function apdu(
  cla: number,
  ins: number,
  p1p2: number,
  data: Uint8Array = new Uint8Array(0),
): Uint8Array {
  return encodeCommand({ cla, ins, p1: p1p2 >>> 8, p2: p1p2 & 0xff, data, expectedLength: 0 });
}
