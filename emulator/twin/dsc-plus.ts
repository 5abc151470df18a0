/**
 * The twin of a DSC+: the firmware on a simulated board, driven by keys and virtual time.
 *
 * Promises: every call returns at once with the settled frame, and what it brought about is stored by then.
 * Same profile, seed and inputs give the same frames and flash image. Two twins share nothing. Does not
 * imitate any real card's codes: the key is the tester's own.
 */
import { triesLeft } from '../../firmware/dsc-plus/card-memory.js';
import { DscPlusDevice, estimatedBatteryPercent } from '../../firmware/dsc-plus/dsc-plus-device.js';
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { checkDscPlusProfile } from '../../firmware/dsc-plus/profile-validation.js';
import { checkStoredCard } from '../../firmware/dsc-plus/stored-card.js';
import { assert, TokentwinError } from '../../firmware/error.js';
import { parseSuite } from '../../firmware/oath/suite.js';
import { readDscPlus } from '../../firmware/token-file/read-token.js';
import { FlashChip } from '../board/flash-chip.js';
import { untilPowerCut } from '../board/power-cut.js';
import { SimulatedBoard } from '../board/simulated-board.js';
import { type ClockMode, MANUAL_START_MS, VirtualClock } from '../board/virtual-clock.js';
import { OpenTokenFile } from '../files/token-files.js';
import type { DscPlusInside } from './dsc-plus-inside.js';
import type { DscPlusSecrets, DscPlusStatus } from './dsc-plus-status.js';
import type { Frame } from './frame.js';
import { Frames } from './frames.js';
import { checkDigits, checkDuration, checkKey, checkPercent } from './input-checks.js';
import { demoDscPlus, type NewDscPlusOptions, newDscPlus } from './new-dsc-plus.js';
import { type FrameListener, type KeyListener, type TwinOptions, withoutAutoOff } from './twin-options.js';

export class DscPlus {
  readonly profile: DscPlusProfile;
  readonly #clock: VirtualClock;
  readonly #board: SimulatedBoard;
  readonly #device: DscPlusDevice;
  readonly #file: OpenTokenFile | null;
  readonly #syncsInputs: boolean;
  readonly #frames: Frames;
  readonly #keyListeners = new Set<KeyListener>();
  #closed = false;
  /** The latest event's time: inputs are never out of order. */
  #at: number;

  private constructor(
    profile: DscPlusProfile,
    chip: FlashChip,
    file: OpenTokenFile | null,
    { seed = 0, clock = 'manual', startMs = MANUAL_START_MS, autoOff, syncAt = 'input', flash }: TwinOptions,
  ) {
    this.profile = autoOff === null ? withoutAutoOff(profile) : profile;
    checkDuration(startMs);
    chip.timing = profile.flash;
    this.#clock = new VirtualClock(clock, startMs);
    this.#at = this.#clock.now();
    this.#frames = new Frames(this.#at);
    this.#board = new SimulatedBoard(flash?.(chip) ?? chip, seed, () =>
      this.#frames.add(this.#board.cells, this.#at),
    );
    this.#device = new DscPlusDevice(this.#board, this.profile);
    this.#file = file;
    this.#syncsInputs = syncAt === 'input';
  }

  /**
   * The demo card, in memory: key ASCII `12345678901234567890`, PIN 1234, serial number 10000001.
   *
   * @param options.profile a profile's name or a profile; default `dsc-plus`
   */
  static demo(options: TwinOptions & { readonly profile?: string | DscPlusProfile } = {}): DscPlus {
    const { profile, cells } = demoDscPlus(options.profile ?? 'dsc-plus');
    return new DscPlus(profile, FlashChip.holding(cells, profile.flash), null, options);
  }

  /**
   * A new card in memory; what is not given is drawn from the seed.
   *
   * @throws TokentwinError PROFILE_UNKNOWN, PIN_FORMAT, PIN_WEAK, KEY_LENGTH, CARD_SERIAL
   */
  static make(options: TwinOptions & NewDscPlusOptions): DscPlus {
    const { profile, cells } = newDscPlus(options);
    return new DscPlus(profile, FlashChip.holding(cells, profile.flash), null, options);
  }

  /**
   * The card of a token file; the file follows every change until `close`.
   *
   * @throws TokentwinError FILE_…, TOKEN_FILE_…, FLASH_DAMAGED, PROFILE_INVALID
   */
  static open(file: string, options: TwinOptions = {}): DscPlus {
    const open = new OpenTokenFile(file);
    try {
      if (open.header.kind !== 'dsc-plus') {
        throw new TokentwinError(
          'TOKEN_FILE_KIND',
          `The token file ${file} is a code card, not a DSC+: use \`tokentwin lookup\`.`,
        );
      }
      const profile = checkDscPlusProfile(open.header.profile);
      checkStoredCard(profile, readDscPlus(open.flash));
      return new DscPlus(profile, open.flash, open, options);
    } catch (error) {
      open.close();
      throw error;
    }
  }

  get inside(): DscPlusInside {
    return { device: this.#device, board: this.#board, at: () => this.#at };
  }

  /** The display as it is now. */
  get frame(): Frame {
    return this.settle();
  }

  get clockMode(): ClockMode {
    return this.#clock.mode;
  }

  /**
   * Wall milliseconds until the card next changes by itself; null = only a key or `advance` changes it, or nothing any
   * more, because its file has failed.
   */
  get msUntilChange(): number | null {
    const { deadline } = this.#device;
    if (deadline === null || this.clockMode === 'manual' || this.#file?.hasFailed === true) return null;
    return Math.max(0, deadline - this.#clock.now());
  }

  /** Presses a key for that key's own time in the profile. */
  press(key: KeyName): Frame {
    const { powerPressMs, pressMs } = this.profile.keys;
    return this.hold(key, { ms: key === 'power' ? powerPressMs : pressMs });
  }

  /** Presses a key and keeps it down for a time. */
  hold(key: KeyName, { ms }: { readonly ms: number }): Frame {
    checkKey(key);
    checkDuration(ms);
    this.#keyDown(key);
    this.#pass(ms);
    this.#keyUp(key);
    const frame = this.#acknowledge();
    for (const listener of this.#keyListeners) listener(key, ms);
    return frame;
  }

  /**
   * Presses the keys of some digits, one after the other.
   *
   * @throws TokentwinError ARGUMENT on anything but digits; no key is pressed then
   */
  type(digits: string): Frame {
    checkDigits(digits);
    for (const digit of digits) this.press(digit as KeyName);
    return this.frame;
  }

  /** Lets virtual time pass. */
  advance({ seconds = 0, ms = 0 }: { readonly seconds?: number; readonly ms?: number }): Frame {
    const durationMs = seconds * 1000 + ms;
    checkDuration(durationMs);
    this.#pass(durationMs);
    return this.#acknowledge();
  }

  /** Catches up with the clock; a twin on real time calls it when `msUntilChange` is over. */
  settle(): Frame {
    this.#catchUp();
    return this.#acknowledge();
  }

  /** Takes the battery out and puts it back: what is volatile is lost. */
  cutPower(): Frame {
    this.#catchUp();
    this.#device.removePower();
    return this.#acknowledge();
  }

  /** Sets the charge in per cent: 0 is a flat battery; null lets the card estimate it. */
  setBattery(percent: number | null): void {
    checkPercent(percent);
    this.#board.forcedBatteryPercent = percent;
    if (percent === 0) this.cutPower();
  }

  /**
   * One input that does not come by the keys: from the reader that the card is in, or from a test bench. What
   * it brings about is stored when this returns.
   */
  input<T>(act: () => T): T {
    this.#catchUp();
    const result = act();
    this.#acknowledge();
    return result;
  }

  /** Calls the listener with every new frame, once what it shows is stored; returns the function that ends it. */
  onFrame(listener: FrameListener): () => void {
    return this.#frames.listen(listener);
  }

  /** Calls the listener after every key, whoever pressed it; returns the function that ends it. */
  onKey(listener: KeyListener): () => void {
    this.#keyListeners.add(listener);
    return () => this.#keyListeners.delete(listener);
  }

  status(): DscPlusStatus {
    this.settle();
    const contents = this.#contents();
    const left = triesLeft(this.profile, contents);
    return {
      state: this.#device.state.name,
      serialNumber: contents.serialNumber,
      triesLeft: left,
      locked: left === 0 && !contents.dead,
      dead: contents.dead,
      counter: parseSuite(this.profile.suite).counter ? contents.counter : null,
      activations: contents.activations,
      batteryPercent: this.#board.batteryPercent(estimatedBatteryPercent(this.profile, contents.activations)),
      timeMs: this.#clock.now(),
    };
  }

  /** The whole response while the card shows it, also one that it shows in parts; null otherwise. */
  get response(): string | null {
    this.settle();
    const { state } = this.#device;
    return state.name === 'showResponse' ? state.response : null;
  }

  /** The token's secrets, for a person who asked for them. */
  secrets(): DscPlusSecrets {
    const { key, pin, unlockKey } = this.#contents();
    return { key: key?.slice() ?? null, pin, unlockKey: unlockKey?.slice() ?? null };
  }

  /** A copy of the flash image. */
  flashImage(): Uint8Array {
    return this.#board.flash.image();
  }

  /** Switches off and gives a token file back; in memory there is no need. @throws TokentwinError FILE_ACCESS */
  close(): void {
    if (this.#closed) return;
    this.#device.removePower();
    this.#closed = true;
    this.#file?.close();
  }

  #contents() {
    const memory = this.#device.memory;
    if (memory !== null) return { ...memory.contents, activations: memory.activations };
    return readDscPlus(FlashChip.holding(this.flashImage(), this.#board.flash));
  }

  #keyDown(key: KeyName): void {
    this.#catchUp();
    if (this.#hasPower()) untilPowerCut(() => this.#device.keyDown(key, this.#at));
  }

  #keyUp(key: KeyName): void {
    if (this.#hasPower()) untilPowerCut(() => this.#device.keyUp(key, this.#at));
  }

  #hasPower(): boolean {
    return this.#board.forcedBatteryPercent !== 0;
  }

  #pass(durationMs: number): void {
    this.#clock.skip(durationMs);
    this.#catchUp();
  }

  /** Brings the device to the clock's time, stopping wherever it changes by itself. */
  #catchUp(): void {
    assert(!this.#closed, 'a closed twin is not used any more');
    const now = this.#clock.now();
    for (let next = this.#device.deadline; next !== null && next <= now; next = this.#device.deadline) {
      this.#at = Math.max(this.#at, next);
      untilPowerCut(() => this.#device.timePassed(this.#at));
    }
    this.#at = Math.max(this.#at, now);
  }

  #acknowledge(): Frame {
    if (this.#syncsInputs) this.#file?.sync();
    this.#frames.tell();
    return this.#frames.latest;
  }
}
