/**
 * A DSC+ on a flash chip of the test's own, driven by keys on a clock that only counts up.
 */
import type { Cell } from '../../firmware/display/cell.js';
import { textOf } from '../../firmware/display/cell.js';
import { DscPlusDevice } from '../../firmware/dsc-plus/dsc-plus-device.js';
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import type { Flash } from '../../firmware/storage/flash.js';
import type { DscPlusContents } from '../../firmware/token-file/dsc-plus-records.js';
import { seededNumbers } from './cutting-flash.js';

export class CardOnFlash {
  /** Every text that the display showed, oldest first. */
  readonly shown: string[] = [];
  readonly device: DscPlusDevice;
  #at = 0;

  constructor(
    flash: Flash,
    private readonly profile: DscPlusProfile,
    seed = 0,
  ) {
    const number = seededNumbers(seed);
    this.device = new DscPlusDevice(
      {
        flash,
        show: (cells: readonly Cell[]) => this.shown.push(textOf(cells)),
        random: (length) => Uint8Array.from({ length }, () => Math.floor(number() * 256)),
        batteryPercent: (estimated) => estimated,
      },
      profile,
    );
  }

  get text(): string {
    return this.shown.at(-1) ?? '';
  }

  /** What the card has in memory, which is what it has on flash. */
  get contents(): DscPlusContents {
    const { memory } = this.device;
    if (memory === null) throw new Error('the card is off');
    return memory.contents;
  }

  hold(key: KeyName, durationMs: number): string {
    this.device.keyDown(key, this.#at);
    this.pass(durationMs);
    this.device.keyUp(key, this.#at);
    return this.text;
  }

  press(key: KeyName): string {
    const { powerPressMs, pressMs } = this.profile.keys;
    return this.hold(key, key === 'power' ? powerPressMs : pressMs);
  }

  /** Types digits and OK. */
  enter(digits: string): string {
    for (const digit of digits) this.press(digit as KeyName);
    return this.press('ok');
  }

  pass(durationMs: number): string {
    const until = this.#at + durationMs;
    for (let next = this.device.deadline; next !== null && next <= until; next = this.device.deadline) {
      this.#at = next;
      this.device.timePassed(next);
    }
    this.#at = until;
    return this.text;
  }

  /** From LOCKED to the prompt for the answer; returns the question. */
  askUnlock(): string {
    const question = this.pass(this.profile.times.noticeMs);
    this.press('ok');
    return question;
  }
}
