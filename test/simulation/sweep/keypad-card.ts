/**
 * A DSC+ on a flash chip of the test's own, driven by keys on a clock that only counts up.
 */
import { quickNumbers } from '../../../emulator/faults/quick-numbers.js';
import type { Cell } from '../../../firmware/display/cell.js';
import { textOf } from '../../../firmware/display/cell.js';
import { DscPlusDevice } from '../../../firmware/dsc-plus/dsc-plus-device.js';
import type { KeyName } from '../../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../../firmware/dsc-plus/profile.js';
import type { Flash } from '../../../firmware/storage/flash.js';
import type { DscPlusContents } from '../../../firmware/token-file/dsc-plus-records.js';
import { unlockAnswer } from '../../unit/node-ocra.js';
import type { Answer } from '../model/card-model.js';
import { type CardDoor, otherThan, RESPONSE } from './card-door.js';

/** What the display says of an entry. */
function answerOf(text: string): Answer {
  const left = /^(?:PIN ERR|FAIL )([0-9])$/.exec(text)?.[1];
  if (left !== undefined) return { is: 'refused', left: Number(left) };
  if (text === 'LOCKED' || text === 'DEAD') return { is: 'refused', left: 0 };
  if (RESPONSE.test(text)) return { is: 'response', text };
  if (['CHALLNG>', 'NEW PIN>', 'PIN SET'].includes(text)) return { is: 'accepted' };
  throw new Error(`the card shows ${text} after an entry`);
}

export class KeypadCard implements CardDoor {
  readonly asksAtOnce = true;
  readonly responses: string[] = [];
  readonly #device: DscPlusDevice;
  readonly #profile: DscPlusProfile;
  #text = '';
  #question: string | null = null;
  #at = 0;

  constructor(flash: Flash, profile: DscPlusProfile) {
    let number: (() => number) | null = null;
    this.#profile = profile;
    this.#device = new DscPlusDevice(
      {
        flash,
        show: (cells) => this.#show(cells),
        random: (length) => {
          number ??= quickNumbers(0, 'card');
          return Uint8Array.from({ length }, number);
        },
        batteryPercent: (estimated) => estimated,
      },
      profile,
    );
  }

  get contents(): DscPlusContents | null {
    return this.#device.memory?.contents ?? null;
  }

  get question(): string | null {
    return this.#question;
  }

  switchOn(): void {
    this.#press('power');
    if (this.#text !== 'LOCKED') return;
    this.#question = this.#pass(this.#profile.times.noticeMs);
  }

  enterPin(pin: string): Answer {
    return answerOf(this.#enter(pin));
  }

  enterChallenge(challenge: string): { answer: Answer; question: string } {
    return { answer: answerOf(this.#enter(challenge)), question: challenge };
  }

  changePin(old: string, to: string): Answer {
    this.#hold('ok', this.#profile.times.changePinMs);
    const answer = answerOf(this.#enter(old));
    return answer.is === 'accepted' ? this.#setPin(to) : answer;
  }

  unlock(isRight: boolean, to: string): Answer {
    const right = unlockAnswer(this.#question ?? '0');
    this.#press('ok');
    const answer = answerOf(this.#enter(isRight ? right : otherThan(right)));
    return answer.is === 'accepted' ? this.#setPin(to) : answer;
  }

  #setPin(pin: string): Answer {
    this.#enter(pin);
    return answerOf(this.#enter(pin));
  }

  #show(cells: readonly Cell[]): void {
    this.#text = textOf(cells);
    if (RESPONSE.test(this.#text) && this.#device.state.name === 'showResponse')
      this.responses.push(this.#text);
  }

  #hold(key: KeyName, durationMs: number): string {
    this.#device.keyDown(key, this.#at);
    this.#pass(durationMs);
    this.#device.keyUp(key, this.#at);
    return this.#text;
  }

  #press(key: KeyName): string {
    const { powerPressMs, pressMs } = this.#profile.keys;
    return this.#hold(key, key === 'power' ? powerPressMs : pressMs);
  }

  /** Types digits and OK. */
  #enter(digits: string): string {
    for (const digit of digits) this.#press(digit as KeyName);
    return this.#press('ok');
  }

  #pass(durationMs: number): string {
    const until = this.#at + durationMs;
    for (let next = this.#device.deadline; next !== null && next <= until; next = this.#device.deadline) {
      this.#at = next;
      this.#device.timePassed(next);
    }
    this.#at = until;
    return this.#text;
  }
}
