/**
 * The card that the model is held against: a twin on a faulty chip, with its keypad and, by whole APDUs, its wire.
 */
import type { FlashChip } from '../../../emulator/board/flash-chip.js';
import { FaultyFlash } from '../../../emulator/faults/faulty-flash.js';
import type { PlantedFaultName } from '../../../emulator/faults/planted-faults.js';
import { dscPlusSlot } from '../../../emulator/reader/dsc-plus-slot.js';
import type { SmartCardSlot } from '../../../emulator/reader/smart-card-slot.js';
import { DscPlus } from '../../../emulator/twin/dsc-plus.js';
import type { DscPlusProfile } from '../../../firmware/dsc-plus/profile.js';
import type { DscPlusContents } from '../../../firmware/token-file/dsc-plus-records.js';
import { DEMO_KEY, DEMO_UNLOCK_KEY } from '../../unit/node-ocra.js';

export const FIRST_PIN = '5831';
export const SERIAL_NUMBER = '10000001';

/** A PIN as its record holds it: type, its complement, length, sequence number, generation, four digits. */
const PIN_RECORD = /\x04\xfb\x06\x00[\s\S]{6}([0-9]{4})/g;

export class RealCard {
  readonly twin: DscPlus;
  readonly flash: FaultyFlash;
  readonly #slot: SmartCardSlot;

  /**
   * @param seed of what the card draws and of what unstable bits read
   * @param plantedFault a mistake at the wire, to see that it is found
   */
  constructor(profile: DscPlusProfile, seed: number, plantedFault: PlantedFaultName | null) {
    const checks = profile.pin.check === 'card';
    const chips: FaultyFlash[] = [];
    const flash = (chip: FlashChip) => {
      const faulty = new FaultyFlash(chip, seed);
      chips.push(faulty);
      return faulty;
    };
    this.twin = DscPlus.make({
      profile,
      seed,
      flash,
      key: DEMO_KEY,
      serialNumber: SERIAL_NUMBER,
      ...(checks && { pin: FIRST_PIN, unlockKey: DEMO_UNLOCK_KEY }),
    });
    this.flash = chips[0] as FaultyFlash;
    this.#slot = dscPlusSlot(this.twin, {
      applications: [],
      plantedFault,
      onCommand: () => undefined,
      afterAnswer: () => undefined,
    });
  }

  get text(): string {
    return this.twin.frame.text;
  }

  /** What the card has on flash, as it knows it; null when nobody gives it power. */
  get contents(): DscPlusContents | null {
    return this.twin.inside.device.memory?.contents ?? null;
  }

  /** The PINs that one reading of the chip shows. */
  get pinsOnChip(): readonly string[] {
    const image = Buffer.from(this.twin.flashImage()).toString('latin1');
    return [...image.matchAll(PIN_RECORD)].map(([, pin]) => pin as string);
  }

  /** Types digits and OK. */
  enter(digits: string): string {
    this.twin.type(digits);
    return this.twin.press('ok').text;
  }

  /** Lets a notice pass. */
  passNotice(): string {
    return this.twin.advance({ ms: this.twin.profile.times.noticeMs }).text;
  }

  /** Power or a reset from the reader. @returns is there an answer to reset? */
  resetByWire(): boolean {
    return this.twin.input(() => this.#slot.powerOn()) !== null;
  }

  powerOffByWire(): void {
    this.twin.input(() => this.#slot.powerOff());
  }

  /** @returns the data as text, in hexadecimal when it is none, and the status word; null = mute */
  send(command: Uint8Array): string | null {
    const response = this.twin.input(() => this.#slot.answer(command));
    if (response === null) return null;
    const hex = Buffer.from(response).toString('hex').toUpperCase();
    const text = Buffer.from(response.subarray(0, -2)).toString('latin1');
    const data = /^[0-9A-Za-z]{2,}$/.test(text) ? text : hex.slice(0, -4);
    return `${data} ${hex.slice(-4)}`.trim();
  }
}
