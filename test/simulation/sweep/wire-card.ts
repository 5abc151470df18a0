/**
 * A DSC+ on a flash chip of the test's own, asked by whole APDUs. Its memory can be of another class, so that a
 * broken one can be tried.
 */
import { quickNumbers } from '../../../emulator/faults/quick-numbers.js';
import type { Board } from '../../../firmware/board.js';
import {
  authenticateServerCommand,
  changePinCommand,
  getChallengeCommand,
  getDataCommand,
  respondCommand,
  unlockCommand,
  verifyCommand,
} from '../../../firmware/card/commands.js';
import { DscPlusApplication } from '../../../firmware/card/dsc-plus-application.js';
import { SmartCard } from '../../../firmware/card/smart-card.js';
import { DATA_TAG } from '../../../firmware/card/tags.js';
import { CardMemory } from '../../../firmware/dsc-plus/card-memory.js';
import type { DscPlusProfile } from '../../../firmware/dsc-plus/profile.js';
import { parseSuite } from '../../../firmware/oath/suite.js';
import type { Flash } from '../../../firmware/storage/flash.js';
import type { DscPlusContents } from '../../../firmware/token-file/dsc-plus-records.js';
import { ocraText, unlockAnswer } from '../../unit/node-ocra.js';
import type { Answer } from '../model/card-model.js';
import { type CardDoor, otherThan } from './card-door.js';

/** Status word and data of a response APDU as an answer. */
function answerOf(response: Uint8Array): Answer {
  const bytes = Buffer.from(response);
  const statusWord = bytes.readUInt16BE(bytes.length - 2);
  const text = bytes.subarray(0, -2).toString('latin1');
  if (statusWord === 0x9000) return text === '' ? { is: 'accepted' } : { is: 'response', text };
  if (statusWord >> 4 === 0x63c) return { is: 'refused', left: statusWord & 15 };
  throw new Error(`the card answers ${statusWord.toString(16)}`);
}

export class WireCard implements CardDoor {
  readonly asksAtOnce = false;
  readonly responses: string[] = [];
  readonly #profile: DscPlusProfile;
  readonly #card: SmartCard;
  #memory: CardMemory | null = null;
  #question: string | null = null;
  readonly #mount: () => CardMemory;

  constructor(flash: Flash, profile: DscPlusProfile, Memory: typeof CardMemory = CardMemory) {
    let number: (() => number) | null = null;
    const random = (length: number) => {
      number ??= quickNumbers(0, 'card');
      return Uint8Array.from({ length }, number);
    };
    const board: Board = { flash, show: () => undefined, random, batteryPercent: (estimated) => estimated };
    const suite = parseSuite(profile.suite);
    this.#profile = profile;
    this.#mount = () => new Memory(board, profile, suite);
    const application = new DscPlusApplication({
      profile,
      suite,
      use: (access) => access(this.#mounted(), 0),
      random,
      batteryPercent: () => 100,
    });
    this.#card = new SmartCard({ applications: [application], checksum: profile.wire.checksum });
  }

  get contents(): DscPlusContents | null {
    return this.#memory?.contents ?? null;
  }

  get question(): string | null {
    return this.#question;
  }

  switchOn(): void {
    this.#memory = null;
    this.#mounted();
    this.#card.powerOn();
  }

  enterPin(pin: string): Answer {
    return this.#send(verifyCommand(pin));
  }

  enterChallenge(challenge: string): { answer: Answer; question: string } {
    const isMutual = this.#profile.wire.authentication === 'mutual';
    const question = isMutual ? challenge + this.#authenticateServer(challenge) : challenge;
    const answer = this.#send(respondCommand(challenge));
    if (answer.is === 'response') this.responses.push(answer.text);
    return { answer, question };
  }

  changePin(old: string, to: string): Answer {
    return this.#send(changePinCommand(old, to));
  }

  unlock(isRight: boolean, to: string): Answer {
    const asked = this.#send(getDataCommand(DATA_TAG.unlockQuestion));
    if (asked.is !== 'response') throw new Error('a locked card has a question');
    this.#question = asked.text;
    const right = unlockAnswer(asked.text);
    return this.#send(unlockCommand(isRight ? right : otherThan(right), to));
  }

  /** Proves to a mutual card that the server has its key. @returns the card's question */
  #authenticateServer(serverQuestion: string): string {
    const asked = this.#send(getChallengeCommand());
    if (asked.is !== 'response') throw new Error('a mutual card asks');
    const proof = ocraText(this.#profile.suite, asked.text + serverQuestion);
    this.#send(authenticateServerCommand(serverQuestion, proof));
    return asked.text;
  }

  #send(command: Uint8Array): Answer {
    return answerOf(this.#card.transmit(command));
  }

  #mounted(): CardMemory {
    this.#memory ??= this.#mount();
    return this.#memory;
  }
}
