/**
 * The twin of a DSC+: the firmware on a simulated board, driven by keys and virtual time.
 *
 * Promises: every call returns at once with the settled frame, and what it brought about is stored by then.
 * Same profile, seed and inputs give the same frames and flash image. Two twins share nothing. Does not
 * imitate any real card's codes: the key is the tester's own.
 */
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { assert } from '../../firmware/error.js';
import { type CardFaults, checkCardFaults } from '../board/card-faults.js';
import { FlashChip } from '../board/flash-chip.js';
import { SeededRandom } from '../board/seeded-random.js';
import { type ClockMode, VirtualClock } from '../board/virtual-clock.js';
import type { OpenTokenFile } from '../files/token-files.js';
import type { DscPlusInside } from './dsc-plus-inside.js';
import { type DscPlusSecrets, type DscPlusStatus, secretsOf, statusOf } from './dsc-plus-status.js';
import type { Frame } from './frame.js';
import { checkDigits, checkDuration, checkKey, checkPercent } from './input-checks.js';
import { demoDscPlus, type NewDscPlusOptions, newDscPlus } from './new-dsc-plus.js';
import { openDscPlusFile } from './open-dsc-plus-file.js';
import { RunningCard } from './running-card.js';
import { snapshotOf, type TwinSnapshot } from './snapshot.js';
import { type InputListener, noReader, type TwinInput, type WireInput } from './twin-input.js';
import { type FrameListener, type KeyListener, type TwinOptions, withoutAutoOff } from './twin-options.js';

export class DscPlus {
  readonly profile: DscPlusProfile;
  readonly #clock: VirtualClock;
  readonly #card: RunningCard;
  readonly #file: OpenTokenFile | null;
  readonly #syncsInputs: boolean;
  readonly #keyListeners = new Set<KeyListener>();
  #closed = false;

  private constructor(
    profile: DscPlusProfile,
    chip: FlashChip,
    file: OpenTokenFile | null,
    { seed = 0, clock = 'manual', startMs, autoOff, syncAt = 'input', flash }: TwinOptions,
    resumed: TwinSnapshot | null = null,
  ) {
    this.profile = autoOff === null ? withoutAutoOff(profile) : profile;
    if (startMs !== undefined) checkDuration(startMs);
    chip.timing = profile.flash;
    // A real clock is the wall clock's but for a card that goes on from another time.
    this.#clock = new VirtualClock(clock, clock === 'manual' ? startMs : resumed?.atMs);
    this.#card = new RunningCard({
      profile: this.profile,
      flash: flash?.(chip) ?? chip,
      clock: this.#clock,
      random: resumed === null ? new SeededRandom(seed) : SeededRandom.after(resumed.seed, resumed.drawn),
      resumed,
    });
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
    const { open, profile } = openDscPlusFile(file);
    return new DscPlus(profile, open.flash, open, options);
  }

  /**
   * A twin in memory that goes on from a snapshot. The twin that it was taken of goes its own way.
   *
   * @throws TokentwinError FLASH_DAMAGED for a snapshot that was changed
   */
  static resume(snapshot: TwinSnapshot, clock: ClockMode = 'manual'): DscPlus {
    const { profile, flash, atMs } = snapshot;
    const chip = FlashChip.holding(flash.slice(), profile.flash);
    return new DscPlus(profile, chip, null, { clock, startMs: atMs }, snapshot);
  }

  get inside(): DscPlusInside {
    const { device, board, frames } = this.#card;
    return { device, board, onDraw: (listener) => frames.listenToDrawing(listener), at: () => this.#card.at };
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
    const { deadline } = this.#card.device;
    if (deadline === null || this.clockMode === 'manual' || this.#file?.hasFailed === true) return null;
    return Math.max(0, deadline - this.#clock.now());
  }

  /** Virtual milliseconds until the card next changes by itself, at least 1; null = only a key changes it. */
  get msToNextChange(): number | null {
    const { deadline } = this.#card.device;
    return deadline === null ? null : Math.max(1, deadline - this.#clock.now());
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
    this.#open().hold(key, ms);
    const frame = this.#acknowledge();
    if (this.#keyListeners.size > 0) for (const listener of this.#keyListeners) listener(key, ms);
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
    this.#open().advance(durationMs);
    return this.#acknowledge();
  }

  /** Catches up with the clock; a twin on real time calls it when `msUntilChange` is over. */
  settle(): Frame {
    this.#open().settle();
    return this.#acknowledge();
  }

  /** Presses a key down without its release. */
  keyDown(key: KeyName): Frame {
    checkKey(key);
    this.#open().keyDown(key);
    return this.#acknowledge();
  }

  keyUp(key: KeyName): Frame {
    checkKey(key);
    this.#open().keyUp(key);
    return this.#acknowledge();
  }

  /** Takes the battery out and puts it back: what is volatile is lost. */
  cutPower(): Frame {
    this.#open().cutPower();
    return this.#acknowledge();
  }

  /** Sets the charge in per cent: 0 is a flat battery; null lets the card estimate it. */
  setBattery(percent: number | null): void {
    checkPercent(percent);
    this.#open().setBattery(percent);
    this.#acknowledge();
  }

  /** What is wrong with the card, on purpose. */
  get faults(): CardFaults {
    return this.#card.board.faults;
  }

  /** Makes something wrong, or right again; what is not named stays as it is. @throws TokentwinError ARGUMENT */
  setFaults(changes: Partial<CardFaults>): Frame {
    const faults = { ...this.faults, ...changes };
    checkCardFaults(faults, this.profile.display);
    this.#open().setFaults(faults);
    return this.#acknowledge();
  }

  /**
   * One input that does not come by the keys: from the reader that the card is in, or from a test bench. What
   * it brings about is stored when this returns.
   *
   * @param told as what it is told to those who listen to inputs; null: it is not
   */
  input<T>(act: () => T, told: TwinInput | null = null): T {
    const result = this.#open().act(told, act);
    this.#acknowledge();
    return result;
  }

  /**
   * Gives an input again that `onInput` told, at its time.
   *
   * @param onWire carries out what a reader does
   */
  take(input: TwinInput, at: number, onWire: (wire: WireInput, linkMs: number) => void = noReader): Frame {
    this.#open().take(input, at, onWire);
    return this.#acknowledge();
  }

  /** Calls the listener before every input from outside; returns the function that ends it. */
  onInput(listener: InputListener): () => void {
    return this.#card.onInput(listener);
  }

  /** The twin as it is now; null while it has power from a reader. Holds secrets. */
  snapshot(): TwinSnapshot | null {
    this.settle();
    return snapshotOf(this.profile, this.#card);
  }

  /** Calls the listener with every new frame, once what it shows is stored; returns the end of it. */
  onFrame(listener: FrameListener): () => void {
    return this.#card.frames.listen(listener);
  }

  /** Calls the listener after every key, whoever pressed it; returns the function that ends it. */
  onKey(listener: KeyListener): () => void {
    this.#keyListeners.add(listener);
    return () => this.#keyListeners.delete(listener);
  }

  status(): DscPlusStatus {
    this.settle();
    return statusOf(this.profile, this.#card);
  }

  /** The whole response while the card shows it, also one that it shows in parts; null otherwise. */
  get response(): string | null {
    this.settle();
    const { state } = this.#card.device;
    return state.name === 'showResponse' ? state.response : null;
  }

  /** The token's secrets, for a person who asked for them. */
  secrets(): DscPlusSecrets {
    return secretsOf(this.#card);
  }

  /** A copy of the flash image. */
  flashImage(): Uint8Array {
    return this.#card.board.flash.image();
  }

  /** Switches off and gives a token file back; in memory there is no need. @throws TokentwinError FILE_ACCESS */
  close(): void {
    if (this.#closed) return;
    this.#card.device.removePower();
    this.#closed = true;
    this.#file?.close();
  }

  #open(): RunningCard {
    assert(!this.#closed, 'a closed twin is not used any more');
    return this.#card;
  }

  #acknowledge(): Frame {
    if (this.#syncsInputs) this.#file?.sync();
    this.#card.frames.tell();
    return this.#card.frames.latest;
  }
}
