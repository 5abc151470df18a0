/**
 * The DSC+ as a device: the state machine joined to its memory and its display, and the door for a reader.
 *
 * Promises: takes one event at a time and is settled when the call returns; what a key brings about is on
 * flash before it is shown. A command from the wire presses no key and leaves the display alone, unless the
 * reader asks for a PIN at the keypad. A power cut (an exception out of the flash, or `removePower`) loses the
 * volatile state of both doors and nothing else.
 */
import type { Board } from '../board.js';
import { cellsOf } from '../display/cell.js';
import { assert, isTokentwinError } from '../error.js';
import type { PinEntryOutcome, PinEntryRequest } from '../link/reader/card-slot.js';
import { parseSuite, type Suite } from '../oath/suite.js';
import type { CardMemory, PinProof } from './card-memory.js';
import { CardPower } from './card-power.js';
import type { KeyName } from './keys.js';
import type { DscPlusProfile } from './profile.js';
import { screenText } from './screen.js';
import {
  type Condition,
  type InputEvent,
  type Machine,
  type Notice,
  OFF,
  type Outcome,
  type Request,
  type State,
} from './state.js';
import { conclude, deadline, isReaderEntry, step } from './state-machine.js';
import { noticeState } from './transitions.js';

/** What the holder has proved at the keypad, and of which PIN: the wire may set another one meanwhile. */
interface Proved {
  readonly proof: PinProof;
  readonly generation: number;
}

/**
 * The volatile state of a card that is in no reader: plain data, from which a device on a copy of the flash goes on.
 * Holds what is being typed, so it is as secret as the flash.
 */
export interface KeypadSnapshot {
  readonly machine: Machine;
  readonly proved: Proved | null;
  readonly isOn: boolean;
}

/** What is left of the battery by counting activations, 0 to 100 per cent. */
export function estimatedBatteryPercent({ battery }: DscPlusProfile, activations: number): number {
  return Math.max(0, 100 - (100 * activations) / battery.activations);
}

export class DscPlusDevice {
  readonly #board: Board;
  readonly #profile: DscPlusProfile;
  readonly suite: Suite;
  readonly #power: CardPower;
  #machine: Machine;
  #proved: Proved | null;
  /** The entry that the reader waits for: still going on, or its outcome. */
  #readerEntry: 'none' | 'going on' | PinEntryOutcome = 'none';
  #shown = '';

  /**
   * @param resumed the state from which the device goes on; by default it is off
   * @throws TokentwinError FLASH_DAMAGED when the flash is not that of a resumed card
   */
  constructor(board: Board, profile: DscPlusProfile, resumed: KeypadSnapshot | null = null) {
    this.#board = board;
    this.#profile = profile;
    this.suite = parseSuite(profile.suite);
    this.#power = new CardPower(board, profile, this.suite);
    this.#machine = resumed?.machine ?? OFF;
    this.#proved = resumed?.proved ?? null;
    if (resumed?.isOn === true) this.#power.resume();
    this.#shown = this.#text();
    board.show(cellsOf(this.#shown, profile.display.segments, profile.display.cells));
  }

  /** The volatile state; null while a reader gives the card power or waits for a PIN, whose state is elsewhere. */
  snapshot(): KeypadSnapshot | null {
    if (this.isPoweredByWire || this.#readerEntry !== 'none') return null;
    return { machine: this.#machine, proved: this.#proved, isOn: this.#power.isOn('keypad') };
  }

  get state(): State {
    return this.#machine.state;
  }

  /** The memory of a card that has power; null when it has none. */
  get memory(): CardMemory | null {
    return this.#power.memory;
  }

  /** When the device next changes by itself, in virtual milliseconds; null = only a key can change it. */
  get deadline(): number | null {
    return deadline(this.#profile, this.#machine);
  }

  /** @param at virtual time in milliseconds, never earlier than that of the event before */
  keyDown(key: KeyName, at: number): void {
    this.#handle({ type: 'keyDown', key, at });
  }

  keyUp(key: KeyName, at: number): void {
    this.#handle({ type: 'keyUp', key, at });
  }

  /** Time has come to `at`; the caller stops at each `deadline` on the way. */
  timePassed(at: number): void {
    this.#handle({ type: 'time', at });
  }

  /** The battery is gone: everything volatile is lost at once. */
  removePower(): void {
    this.#machine = OFF;
    this.#power.cut();
    this.#noteReaderEntry(false);
    this.#draw();
  }

  /** A reader gives power, or takes it away. @throws TokentwinError FLASH_DAMAGED */
  powerByWire(on: boolean): void {
    this.#orLosePower(() => (on ? this.#power.switchOn('wire') : this.#power.switchOff('wire')));
  }

  /** Has the card power from a reader, with no cut since? */
  get isPoweredByWire(): boolean {
    return this.#power.isOn('wire');
  }

  /** One access of a command from the wire. */
  onWire<T>(access: (memory: CardMemory) => T): T {
    const { memory } = this.#power;
    assert(memory !== null && this.isPoweredByWire, 'only a card that has power from the reader is asked');
    return this.#orLosePower(() => access(memory));
  }

  /**
   * Asks the holder for PINs at the keypad; what was going on there is given up.
   *
   * @param at virtual time in milliseconds
   * @returns false when the card has no such PINs
   */
  askPins(asked: PinEntryRequest, at: number): boolean {
    const { pin } = this.#profile;
    const changes = asked.prompts.some((prompt) => prompt !== 'current');
    if (pin.digits < asked.minimumDigits || pin.digits > asked.maximumDigits) return false;
    if (changes && pin.check === 'soft') return false;
    this.#orLosePower(() => this.#power.switchOn('keypad'));
    const state: State = { name: 'enterReaderPin', asked, pins: [], digits: '' };
    this.#become({ state, activeAt: at, held: null });
    this.#readerEntry = 'going on';
    return true;
  }

  /** How the entry for the reader ended, once; null while it goes on or when there is none. */
  takePinEntry(): PinEntryOutcome | null {
    if (typeof this.#readerEntry === 'string') return null;
    const outcome = this.#readerEntry;
    this.#readerEntry = 'none';
    return outcome;
  }

  /** The reader gives the entry up. */
  abortPinEntry(): void {
    if (this.#readerEntry === 'going on') this.#become(OFF);
    this.#readerEntry = 'none';
  }

  /** Shows the holder what came of the PIN for the reader. */
  showNotice(notice: Notice, at: number): void {
    this.#orLosePower(() => this.#power.switchOn('keypad'));
    this.#become({
      state: noticeState(this.#profile, notice, { name: 'off' }, at),
      activeAt: at,
      held: null,
    });
  }

  #handle(event: InputEvent): void {
    const { machine, request } = step(this.#profile, this.#machine, event);
    const unchanged = request === null && machine.state === this.#machine.state;
    this.#machine = machine;
    if (unchanged) return;
    if (request !== null) {
      const outcome = this.#orLosePower(() => this.#answer(request, event.at));
      this.#machine = conclude(this.#profile, this.#machine, outcome, event.at);
    }
    this.#noteReaderEntry(event.type === 'time' && machine.held?.key !== 'power');
    this.#become(this.#machine);
  }

  #become(machine: Machine): void {
    this.#machine = machine;
    if (machine.state.name === 'off') this.#power.switchOff('keypad');
    this.#draw();
  }

  /** An entry for the reader that is no longer on the display is over. */
  #noteReaderEntry(timedOut: boolean): void {
    if (this.#readerEntry !== 'going on' || isReaderEntry(this.#machine.state)) return;
    this.#readerEntry = { type: timedOut ? 'timedOut' : 'cancelled' };
  }

  #orLosePower<T>(access: () => T): T {
    try {
      return access();
    } catch (error) {
      // A question that is refused costs nothing; all else is a flash that could not be written.
      if (!isTokentwinError(error) || !error.code.startsWith('OCRA_')) this.removePower();
      throw error;
    }
  }

  #answer(request: Request, at: number): Outcome {
    if (request.type === 'start') return this.#start(request.cold);
    if (request.type === 'endReaderEntry') {
      this.#readerEntry = request.outcome;
      return { type: 'readerEntryEnded' };
    }
    const { memory } = this.#power;
    assert(memory !== null, 'only a card that is on asks its memory');
    switch (request.type) {
      case 'verifyPin': {
        const result = memory.verifyPin(request.pin);
        if (result.verdict === 'refused') return { type: 'pinRefused', triesLeft: result.triesLeft };
        if (result.verdict !== 'accepted') return this.#unusable(memory, result.verdict);
        this.#prove('oldPin', memory);
        return { type: 'pinAccepted', pin: request.pin, purpose: request.purpose };
      }
      case 'respond': {
        if (this.#provedNow(memory) === null) return this.#start(false);
        const result = memory.respond(request.question, request.pin, at);
        if (result.verdict !== 'responded') return this.#unusable(memory, result.verdict);
        return { type: 'responded', response: result.response };
      }
      case 'checkUnlockAnswer': {
        const result = memory.checkUnlockAnswer(request.answer, request.question);
        if (result.verdict === 'accepted') {
          this.#prove('unlockAnswer', memory);
          return { type: 'unlockAccepted' };
        }
        if (result.verdict === 'dead') return { type: 'cardDied' };
        if (result.verdict === 'notAsked') return this.#start(false);
        return { type: 'unlockRefused', triesLeft: result.triesLeft, question: memory.unlockQuestion() };
      }
      case 'setPin': {
        const proof = this.#provedNow(memory);
        if (proof === null) return this.#start(false);
        const { verdict } = memory.setPin(request.pin, proof);
        if (verdict === 'locked' || verdict === 'dead') return this.#unusable(memory, verdict);
        return { type: verdict === 'weak' ? 'pinWeak' : 'pinStored' };
      }
    }
  }

  #prove(proof: PinProof, { contents }: CardMemory): void {
    this.#proved = { proof, generation: contents.pinGeneration };
  }

  /** What the holder proved, if it still counts. */
  #provedNow({ contents }: CardMemory): PinProof | null {
    return this.#proved?.generation === contents.pinGeneration ? this.#proved.proof : null;
  }

  /** What the keypad meets when the card is, or was made meanwhile, locked or dead. */
  #unusable(memory: CardMemory, condition: 'locked' | 'dead'): Outcome {
    return condition === 'dead'
      ? { type: 'cardDied' }
      : { type: 'cardLocked', question: memory.unlockQuestion() };
  }

  #start(cold: boolean): Outcome {
    if (cold) this.#power.switchOff('keypad');
    const memory = this.#power.switchOn('keypad');
    this.#proved = null;
    const { battery } = this.#profile;
    const estimate = estimatedBatteryPercent(this.#profile, memory.activations);
    const batteryLow = this.#board.batteryPercent(estimate) <= battery.lowPercent;
    return { type: 'started', condition: this.#condition(memory), batteryLow };
  }

  #condition(memory: CardMemory): Condition {
    const name = memory.condition;
    return name === 'locked' ? { name, question: memory.unlockQuestion() } : { name };
  }

  #text(): string {
    const serialNumber = this.#power.memory?.contents.serialNumber ?? '';
    return screenText(this.#profile, this.#machine.state, serialNumber);
  }

  #draw(): void {
    const text = this.#text();
    if (text === this.#shown) return;
    this.#shown = text;
    this.#board.show(cellsOf(text, this.#profile.display.segments, this.#profile.display.cells));
  }
}
