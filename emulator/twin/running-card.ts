/**
 * The firmware on its board in virtual time: one input after the other, each at its time, with all that happens by
 * itself before it.
 *
 * Promises: inputs are told before they are carried out, those that another input brings about are not; the same
 * start and inputs give the same frames and flash. Knows nothing of files and of what may be called from outside.
 */
import { DscPlusDevice } from '../../firmware/dsc-plus/dsc-plus-device.js';
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import type { StateName } from '../../firmware/dsc-plus/state.js';
import type { BoardFlash } from '../board/board-flash.js';
import { type CardFaults, faultsInWords } from '../board/card-faults.js';
import { PowerCut, untilPowerCut } from '../board/power-cut.js';
import type { SeededRandom } from '../board/seeded-random.js';
import { SimulatedBoard } from '../board/simulated-board.js';
import type { VirtualClock } from '../board/virtual-clock.js';
import { Frames } from './frames.js';
import type { TwinSnapshot } from './snapshot.js';
import type { InputListener, TwinInput, WireInput } from './twin-input.js';

const NO_FAULTS: readonly string[] = [];

/** Between the two presses that a bouncing key makes of one. */
const BOUNCE_MS = 5;

/** States in which the display has digits of a PIN, or of an unlock answer. */
const SECRET_ENTRIES: ReadonlySet<string | undefined> = new Set<StateName>([
  'enterPin',
  'enterOldPin',
  'enterNewPin',
  'confirmNewPin',
  'enterReaderPin',
  'enterUnlockAnswer',
]);

export interface CardParts {
  readonly profile: DscPlusProfile;
  readonly flash: BoardFlash;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** The card goes on from there; null: it is off. */
  readonly resumed: TwinSnapshot | null;
}

export class RunningCard {
  /** Not there yet while it draws its first frame. */
  readonly device: DscPlusDevice;
  readonly board: SimulatedBoard;
  readonly frames: Frames;
  readonly random: SeededRandom;
  readonly #clock: VirtualClock;
  readonly #inputListeners = new Set<InputListener>();
  /** How many inputs are being carried out: those inside the first are its own doing. */
  #depth = 0;
  /** The latest event's time: inputs are never out of order. */
  #at: number;
  /** A stuck key that is down. */
  #hanging: KeyName | null = null;

  constructor({ profile, flash, clock, random, resumed }: CardParts) {
    this.#clock = clock;
    this.random = random;
    this.#at = clock.now();
    this.frames = new Frames(this.#at);
    this.board = new SimulatedBoard({
      flash,
      random,
      segmentCount: profile.display.segments,
      shown: () => this.#addFrame(),
    });
    if (resumed !== null) {
      this.board.faults = resumed.faults;
      this.board.forcedBatteryPercent = resumed.batteryPercent;
      this.#hanging = resumed.hanging;
      this.board.spoiledAs = resumed.spoiledAs;
      clock.drift(resumed.faults.clockDriftPpm);
    }
    this.device = new DscPlusDevice(this.board, profile, resumed?.keypad ?? null);
    if (resumed !== null) this.frames.resume(resumed.frame);
  }

  /** Virtual time of the latest event. */
  get at(): number {
    return this.#at;
  }

  /** Virtual time, to which the card may not have been brought yet. */
  get now(): number {
    return this.#clock.now();
  }

  get hanging(): KeyName | null {
    return this.#hanging;
  }

  onInput(listener: InputListener): () => void {
    this.#inputListeners.add(listener);
    return () => this.#inputListeners.delete(listener);
  }

  /** One press and release, with what a faulty key makes of it. */
  hold(key: KeyName, ms: number): void {
    const { bouncingKey, slowMs } = this.board.faults;
    this.keyDown(key);
    if (key === bouncingKey) {
      this.#pass(BOUNCE_MS);
      this.keyUp(key);
      this.#pass(BOUNCE_MS);
      this.keyDown(key);
    }
    this.#pass(ms);
    this.keyUp(key);
    if (slowMs > 0) this.advance(slowMs);
  }

  keyDown(key: KeyName): void {
    this.#key('keyDown', key);
  }

  keyUp(key: KeyName): void {
    this.#key('keyUp', key);
  }

  advance(durationMs: number): void {
    this.#pass(durationMs);
    this.#input({ type: 'time' }, () => undefined);
  }

  cutPower(): void {
    this.#input({ type: 'cutPower' }, () => this.device.removePower());
  }

  setBattery(percent: number | null): void {
    this.#input({ type: 'battery', percent }, () => {
      this.board.forcedBatteryPercent = percent;
      if (percent === 0) this.device.removePower();
    });
  }

  setFaults(faults: CardFaults): void {
    this.#input({ type: 'faults', faults }, () => {
      const { cells: before } = this.board;
      this.board.faults = faults;
      this.#clock.drift(faults.clockDriftPpm);
      if (this.#hanging !== null && this.#hanging !== faults.stuckKey) this.#release(this.#hanging);
      const isChanged = this.board.cells.some((cell, index) => cell.segments !== before[index]?.segments);
      if (isChanged) this.#addFrame();
    });
  }

  /**
   * An input that comes by neither keys nor clock.
   *
   * @param told as what it is told; null: another input brought it about
   */
  act<T>(told: TwinInput | null, act: () => T): T {
    return this.#input(told, act);
  }

  /**
   * Gives an input again at its time.
   *
   * @param onWire carries out what a reader does
   */
  take(input: TwinInput, at: number, onWire: (wire: WireInput, linkMs: number) => void): void {
    this.#clock.moveTo(Math.max(at, this.#clock.now()));
    switch (input.type) {
      case 'keyDown':
        this.keyDown(input.key);
        break;
      case 'keyUp':
        this.keyUp(input.key);
        break;
      case 'time':
        this.#input(input, () => undefined);
        break;
      case 'cutPower':
        this.cutPower();
        break;
      case 'battery':
        this.setBattery(input.percent);
        break;
      case 'faults':
        this.setFaults(input.faults);
        break;
      case 'wire':
        onWire(input.wire, input.linkMs);
        break;
    }
  }

  /** Brings the card to the clock's time; what changed by itself is told as an input if time has not been. */
  settle(): void {
    if (this.#depth === 0 && this.#isDue()) this.#input({ type: 'time' }, () => undefined);
    else this.#catchUp(this.#clock.now());
  }

  /** As `#input`, but without a function for each of the two ends of a key: nothing comes as often. */
  #key(type: 'keyDown' | 'keyUp', key: KeyName): void {
    const now = this.#clock.now();
    if (this.#depth === 0 && this.#inputListeners.size > 0) this.#tell({ type, key }, now);
    this.#depth += 1;
    try {
      this.#catchUp(now);
      if (type === 'keyUp') this.#takeKeyUp(key);
      else this.#takeKeyDown(key);
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  #takeKeyDown(key: KeyName): void {
    if (key === this.board.faults.stuckKey) this.#hanging = key;
    if (this.#hasPower()) this.device.keyDown(key, this.#at);
  }

  #takeKeyUp(key: KeyName): void {
    if (key !== this.#hanging && this.#hasPower()) this.device.keyUp(key, this.#at);
  }

  #tell(input: TwinInput, now: number): void {
    for (const listener of this.#inputListeners) listener(input, now);
  }

  #input<T>(told: TwinInput | null, act: () => T): T {
    const now = this.#clock.now();
    if (told !== null && this.#depth === 0) this.#tell(told, now);
    this.#depth += 1;
    try {
      this.#catchUp(now);
      return act();
    } finally {
      this.#depth -= 1;
    }
  }

  #release(key: KeyName): void {
    this.#hanging = null;
    if (this.#hasPower()) untilPowerCut(() => this.device.keyUp(key, this.#at));
  }

  #hasPower(): boolean {
    return this.board.forcedBatteryPercent !== 0;
  }

  #isDue(): boolean {
    const { deadline } = this.device;
    return deadline !== null && deadline <= this.#clock.now();
  }

  #pass(durationMs: number): void {
    this.#clock.skip(durationMs);
  }

  /** Stops wherever the device changes by itself. */
  #catchUp(now: number): void {
    for (let next = this.device.deadline; next !== null && next <= now; next = this.device.deadline) {
      this.#at = Math.max(this.#at, next);
      untilPowerCut(() => this.device.timePassed(this.#at));
    }
    this.#at = Math.max(this.#at, now);
  }

  #faultsInWords(isResponse: boolean): readonly string[] {
    const { spoiledAs, faults } = this.board;
    const wrong = isResponse && spoiledAs !== null ? [`response ${spoiledAs}`] : [];
    return [...wrong, ...faultsInWords(faults)];
  }

  #addFrame(): void {
    const { board } = this;
    const name = this.device?.state.name;
    const isResponse = name === 'showResponse';
    this.frames.add({
      cells: board.cells,
      at: this.#at,
      faults: board.isSound ? NO_FAULTS : this.#faultsInWords(isResponse),
      isSecret: isResponse || SECRET_ENTRIES.has(name),
    });
  }
}
