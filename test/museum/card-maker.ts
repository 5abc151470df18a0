/**
 * A card on its way into the museum: made from a seed, operated by its keys, and written down as a token file with
 * what it must answer. What it answers to a challenge and to its unlock question comes from the second OCRA
 * implementation, not from the product.
 */
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { encodeTokenFile } from '../../firmware/token-file/token-file.js';
import { secondOcra } from '../vectors/second-ocra.js';
import type { DscPlusAnswers, MadeExhibit } from './manifest.js';

const KEY = Buffer.from('museum key, no secret').toString('hex');
const UNLOCK_KEY = Buffer.from('museum unlock key 20').toString('hex');
const SERIAL_NUMBER = '20240001';
export const FIRST_PIN = '8351';
const CHALLENGE_DIGITS = '48151623421108';

function respond(line: object): string {
  const answer = secondOcra(line);
  if ('error' in answer) throw new Error(answer.error);
  return answer.response;
}

export class CardMaker {
  readonly twin: DscPlus;
  #pin: string;
  #triesUsed = 0;
  #unlockTriesUsed = 0;
  #activations = 0;
  #counter = 0n;
  #dead = false;

  constructor(profile: string | DscPlusProfile, pin = FIRST_PIN) {
    this.#pin = pin;
    this.twin = DscPlus.make({
      profile,
      seed: 'museum',
      key: Buffer.from(KEY, 'hex'),
      unlockKey: Buffer.from(UNLOCK_KEY, 'hex'),
      serialNumber: SERIAL_NUMBER,
      ...(this.#isSoft(profile) ? {} : { pin }),
    });
  }

  get profile(): DscPlusProfile {
    return this.twin.profile;
  }

  get #tries(): number | null {
    const { pin } = this.profile;
    return pin.check === 'card' ? pin.tries : null;
  }

  on(): this {
    this.twin.press('power');
    this.#activations += 1;
    this.#pass();
    return this;
  }

  off(): this {
    this.twin.hold('power', { ms: this.profile.times.powerOffMs });
    return this;
  }

  login(): this {
    this.enter(this.#pin);
    this.enter(this.#challenge);
    this.#triesUsed = 0;
    this.#counter += 1n;
    return this;
  }

  wrongPin(times = 1): this {
    for (let time = 0; time < times; time += 1) {
      this.enter('9'.repeat(this.profile.pin.digits));
      this.#pass();
      this.#triesUsed += 1;
    }
    return this;
  }

  wrongUnlockAnswer(times = 1): this {
    for (let time = 0; time < times; time += 1) {
      this.twin.press('ok');
      this.enter('00000000');
      this.#pass();
      this.#unlockTriesUsed += 1;
    }
    return this;
  }

  unlock(newPin: string): this {
    this.twin.press('ok');
    this.enter(this.#answerTo(this.#question()));
    this.enter(newPin);
    this.enter(newPin);
    this.#pass();
    this.#setPin(newPin);
    return this;
  }

  changePin(newPin: string): this {
    this.twin.hold('ok', { ms: this.profile.times.changePinMs });
    this.enter(this.#pin);
    this.enter(newPin);
    this.enter(newPin);
    this.#pass();
    this.#setPin(newPin);
    return this;
  }

  die(): this {
    this.#dead = true;
    return this;
  }

  enter(digits: string): void {
    this.twin.type(digits);
    this.twin.press('ok');
  }

  /** @param image instead of the card's own, for what only a power cut leaves */
  exhibit(name: string, shows: string, display: string, image = this.twin.flashImage()): MadeExhibit {
    const bytes = this.fileWith(this.profile, image);
    return { name, shows, profile: this.profile.name, answers: this.#answers(display), bytes };
  }

  /** The token file, with another profile in its header than the card has. */
  fileWith(profile: DscPlusProfile, image = this.twin.flashImage()): Uint8Array {
    return encodeTokenFile({ kind: 'dsc-plus', profile: { ...profile }, flash: profile.flash }, image);
  }

  #answers(display: string): DscPlusAnswers {
    const left = this.#tries === null ? null : this.#tries - this.#triesUsed;
    const locked = left === 0 && !this.#dead;
    return {
      kind: 'dsc-plus',
      serialNumber: SERIAL_NUMBER,
      key: this.#dead ? null : KEY,
      pin: this.#dead || this.#tries === null ? null : this.#pin,
      triesLeft: this.#dead ? 0 : left,
      locked,
      dead: this.#dead,
      counter: this.#hasCounter ? String(this.#dead ? 0n : this.#counter) : null,
      activations: this.#activations,
      display,
      login: this.#dead || locked ? null : this.#loginAnswer(),
      unlock: locked ? this.#unlockAnswer() : null,
    };
  }

  #loginAnswer(): NonNullable<DscPlusAnswers['login']> {
    const challenge = this.#challenge;
    const response = respond({
      suite: this.profile.suite,
      key: KEY,
      question: challenge,
      ...(this.#hasCounter && { counter: String(this.#counter) }),
      ...(/-PSHA/.test(this.profile.suite) && { pin: this.#pin }),
    });
    return { pin: this.#pin, challenge, response };
  }

  #unlockAnswer(): NonNullable<DscPlusAnswers['unlock']> {
    const { pin } = this.profile;
    if (pin.check === 'soft') throw new Error('a soft PIN never locks');
    const question = this.#question();
    const triesLeft = pin.unlockTries - this.#unlockTriesUsed;
    return { question, answer: this.#answerTo(question), triesLeft };
  }

  #question(): string {
    const question = this.twin.inside.device.memory?.contents.unlock?.question;
    if (question === undefined) throw new Error('a locked card that is on has a question');
    return question;
  }

  #answerTo(question: string): string {
    const { pin } = this.profile;
    return respond({ suite: pin.check === 'card' ? pin.unlockSuite : '', key: UNLOCK_KEY, question });
  }

  #setPin(pin: string): void {
    this.#pin = pin;
    this.#triesUsed = 0;
    this.#unlockTriesUsed = 0;
  }

  /** A notice goes by. */
  #pass(): void {
    this.twin.advance({ ms: Math.max(this.profile.times.noticeMs, this.profile.times.batteryNoticeMs) });
  }

  get #challenge(): string {
    return CHALLENGE_DIGITS.slice(0, this.profile.challengeDigits);
  }

  get #hasCounter(): boolean {
    return this.profile.suite.includes(':C-');
  }

  #isSoft(profile: string | DscPlusProfile): boolean {
    return typeof profile === 'string' ? /soft|classic/.test(profile) : profile.pin.check === 'soft';
  }
}
