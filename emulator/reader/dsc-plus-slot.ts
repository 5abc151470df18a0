/**
 * A DSC+ in a slot of the reader, whose PIN pad is the card's own keypad.
 *
 * The wire is the card's second door: it shares tries, lock, counter and keys with the keypad and leaves the
 * display alone, except when the reader asks for a PIN. Every method is called within one input of the twin.
 */
import type { CardApplication } from '../../firmware/card/application.js';
import { DscPlusApplication } from '../../firmware/card/dsc-plus-application.js';
import type { DscPlusDoor } from '../../firmware/card/dsc-plus-door.js';
import { STATUS, triesLeftIn } from '../../firmware/card/status-words.js';
import { estimatedBatteryPercent } from '../../firmware/dsc-plus/dsc-plus-device.js';
import type { Notice } from '../../firmware/dsc-plus/state.js';
import type { PinEntryRequest, PinKeypad } from '../../firmware/link/reader/card-slot.js';
import type { DscPlus } from '../twin/dsc-plus.js';
import type { DscPlusInside } from '../twin/dsc-plus-inside.js';
import { SmartCardSlot, type SmartCardSlotOptions } from './smart-card-slot.js';

export type DscPlusSlotOptions = Pick<SmartCardSlotOptions, 'plantedFault' | 'onCommand' | 'afterAnswer'> & {
  /** Applications besides the DSC+'s own. */
  readonly applications: readonly CardApplication[];
};

export function dscPlusSlot(twin: DscPlus, options: DscPlusSlotOptions): SmartCardSlot {
  const { inside } = twin;
  const { device } = inside;
  return new SmartCardSlot({
    ...options,
    applications: [new DscPlusApplication(doorOf(twin)), ...options.applications],
    checksum: twin.profile.wire.checksum,
    power: {
      on: () => device.powerByWire(true),
      off: () => device.powerByWire(false),
      isOn: () => device.isPoweredByWire,
    },
    keypad: new CardKeypad(inside),
    forgetTries: () =>
      device.onWire((memory) => {
        const { pin } = memory.contents;
        if (pin !== null) memory.verifyPin(pin);
      }),
  });
}

function doorOf({ profile, inside }: DscPlus): DscPlusDoor {
  const { device, board } = inside;
  return {
    profile,
    suite: device.suite,
    use: (access) => device.onWire((memory) => access(memory, inside.at())),
    random: (length) => board.random(length),
    batteryPercent: () =>
      board.batteryPercent(estimatedBatteryPercent(profile, device.memory?.activations ?? 0)),
  };
}

/** The card's keypad as the reader's PIN pad. */
class CardKeypad implements PinKeypad {
  #changes = false;

  constructor(private readonly inside: DscPlusInside) {}

  begin(request: PinEntryRequest): boolean {
    const { device, board } = this.inside;
    if (board.forcedBatteryPercent === 0) return false;
    this.#changes = request.prompts.includes('new');
    return device.askPins(request, this.inside.at());
  }

  abort(): void {
    this.inside.device.abortPinEntry();
  }

  conclude(statusWord: number): void {
    const notice = this.#noticeOf(statusWord);
    if (notice !== null) this.inside.device.showNotice(notice, this.inside.at());
  }

  #noticeOf(statusWord: number): Notice | null {
    if (statusWord === STATUS.success) return this.#changes ? { kind: 'pinSet' } : null;
    const triesLeft = triesLeftIn(statusWord);
    if (statusWord === STATUS.blocked || triesLeft === 0) return { kind: 'locked' };
    if (triesLeft !== null) return { kind: 'pinError', triesLeft };
    return this.#changes && statusWord === STATUS.wrongData ? { kind: 'weakPin' } : null;
  }
}
