/**
 * A DSC+ on a flash image, operated by its keys: what a holder does who finds such a card.
 */
import { FlashChip } from '../../../emulator/board/flash-chip.js';
import { SeededRandom } from '../../../emulator/board/seeded-random.js';
import { SimulatedBoard } from '../../../emulator/board/simulated-board.js';
import { DscPlusDevice } from '../../../firmware/dsc-plus/dsc-plus-device.js';
import type { KeyName } from '../../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../../firmware/dsc-plus/profile.js';
import { hold, type Trace } from '../target.js';

/** Changes that a card may make by itself while a key is down or time passes. */
const MAXIMUM_CHANGES = 2000;

export class KeypadSubject {
  readonly device: DscPlusDevice;
  readonly flash: FlashChip;
  #at = 1_767_225_600_000;

  constructor(
    private readonly profile: DscPlusProfile,
    cells: Uint8Array,
    geometry: { readonly pageBytes: number; readonly pageCount: number },
    private readonly trace: Trace,
  ) {
    this.flash = new FlashChip(cells, geometry.pageBytes, geometry.pageCount);
    this.device = new DscPlusDevice(
      new SimulatedBoard({
        flash: this.flash,
        random: new SeededRandom(1),
        segmentCount: profile.display.segments,
        shown: () => trace.step(),
      }),
      profile,
    );
  }

  press(key: KeyName): void {
    const { powerPressMs, pressMs } = this.profile.keys;
    this.hold(key, key === 'power' ? powerPressMs : pressMs);
  }

  hold(key: KeyName, ms: number): void {
    this.device.keyDown(key, this.#at);
    this.wait(ms);
    this.device.keyUp(key, this.#at);
    this.trace.mark(`keypad: ${this.device.state.name}`);
  }

  type(digits: string): void {
    for (const digit of digits) this.press(digit as KeyName);
    this.press('ok');
  }

  wait(ms: number): void {
    const until = this.#at + ms;
    for (let changes = 0; ; changes += 1) {
      const { deadline } = this.device;
      if (deadline === null || deadline > until) break;
      hold(changes < MAXIMUM_CHANGES, 'work is bounded', 'the card never comes to rest');
      this.#at = Math.max(this.#at, deadline);
      this.device.timePassed(this.#at);
    }
    this.#at = until;
  }
}

/** A login with a PIN, a wrong one first, and whatever the card asks for then. */
export function operate(subject: KeypadSubject, profile: DscPlusProfile, pin: string): void {
  const { digits } = profile.pin;
  subject.press('power');
  subject.wait(profile.times.noticeMs + profile.times.batteryNoticeMs);
  subject.type('9'.repeat(digits));
  subject.wait(profile.times.noticeMs);
  subject.type(pin);
  subject.wait(profile.times.noticeMs);
  subject.type('1'.repeat(profile.challengeDigits));
  subject.wait(60_000);
  subject.press('ok');
  subject.type('12345678');
  subject.hold('power', profile.times.selfTestMs + 1000);
  subject.wait(2 * profile.times.noticeMs);
}
