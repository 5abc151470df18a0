/**
 * The DSC+ as a device: the state machine joined to its memory and its display.
 *
 * Promises: takes one event at a time and is settled when the call returns; what a key brings about is on
 * flash before it is shown. A power cut (an exception out of the flash, or `removePower`) loses the volatile
 * state and nothing else.
 */
import type { Board } from '../board.js';
import { cellsOf } from '../display/cell.js';
import { assert } from '../error.js';
import { parseSuite, type Suite } from '../oath/suite.js';
import { CardMemory } from './card-memory.js';
import type { KeyName } from './keys.js';
import type { DscPlusProfile } from './profile.js';
import { screenText } from './screen.js';
import {
  type Condition,
  type InputEvent,
  type Machine,
  OFF,
  type Outcome,
  type Request,
  type State,
} from './state.js';
import { conclude, deadline, step } from './state-machine.js';

/** What is left of the battery by counting activations, 0 to 100 per cent. */
export function estimatedBatteryPercent({ battery }: DscPlusProfile, activations: number): number {
  return Math.max(0, 100 - (100 * activations) / battery.activations);
}

export class DscPlusDevice {
  readonly #board: Board;
  readonly #profile: DscPlusProfile;
  readonly #suite: Suite;
  #machine: Machine = OFF;
  /** Present while the card has power. */
  #memory: CardMemory | null = null;
  #shown = '';

  constructor(board: Board, profile: DscPlusProfile) {
    this.#board = board;
    this.#profile = profile;
    this.#suite = parseSuite(profile.suite);
    board.show(cellsOf('', profile.display.segments, profile.display.cells));
  }

  get state(): State {
    return this.#machine.state;
  }

  /** The memory of a card that is on; null when it is off. */
  get memory(): CardMemory | null {
    return this.#memory;
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
    this.#memory = null;
    this.#draw();
  }

  #handle(event: InputEvent): void {
    const { machine, request } = step(this.#profile, this.#machine, event);
    const unchanged = request === null && machine.state === this.#machine.state;
    this.#machine = machine;
    if (unchanged) return;
    if (request !== null) {
      const outcome = this.#answerOrLosePower(request, event.at);
      this.#machine = conclude(this.#profile, this.#machine, outcome, event.at);
    }
    if (this.#machine.state.name === 'off') this.#memory = null;
    this.#draw();
  }

  #answerOrLosePower(request: Request, at: number): Outcome {
    try {
      return this.#answer(request, at);
    } catch (error) {
      this.removePower();
      throw error;
    }
  }

  #answer(request: Request, at: number): Outcome {
    if (request.type === 'start') return this.#start(request.cold);
    const memory = this.#memory;
    assert(memory !== null, 'only a card that is on asks its memory');
    switch (request.type) {
      case 'verifyPin': {
        const result = memory.verifyPin(request.pin);
        if (result.verdict === 'refused') return { type: 'pinRefused', triesLeft: result.triesLeft };
        if (result.verdict !== 'accepted') return this.#unusable(memory, result.verdict);
        return { type: 'pinAccepted', pin: request.pin, purpose: request.purpose };
      }
      case 'respond': {
        const result = memory.respond(request.question, request.pin, at);
        if (result.verdict !== 'responded') return this.#unusable(memory, result.verdict);
        return { type: 'responded', response: result.response };
      }
      case 'checkUnlockAnswer': {
        const result = memory.checkUnlockAnswer(request.answer);
        if (result.verdict === 'accepted') return { type: 'unlockAccepted' };
        if (result.verdict === 'dead') return { type: 'cardDied' };
        if (result.verdict === 'notLocked') return this.#start(false);
        return { type: 'unlockRefused', triesLeft: result.triesLeft, question: memory.unlockQuestion() };
      }
      case 'setPin': {
        const { verdict } = memory.setPin(request.pin);
        if (verdict === 'weak') return { type: 'pinWeak' };
        return verdict === 'dead' ? { type: 'cardDied' } : { type: 'pinStored' };
      }
    }
  }

  /** What the keypad meets when the card is, or was made meanwhile, locked or dead. */
  #unusable(memory: CardMemory, condition: 'locked' | 'dead'): Outcome {
    return condition === 'dead'
      ? { type: 'cardDied' }
      : { type: 'cardLocked', question: memory.unlockQuestion() };
  }

  #start(cold: boolean): Outcome {
    if (cold || this.#memory === null) this.#memory = new CardMemory(this.#board, this.#profile, this.#suite);
    const { battery } = this.#profile;
    const estimate = estimatedBatteryPercent(this.#profile, this.#memory.activations);
    const batteryLow = this.#board.batteryPercent(estimate) <= battery.lowPercent;
    return { type: 'started', condition: this.#condition(this.#memory), batteryLow };
  }

  #condition(memory: CardMemory): Condition {
    const name = memory.condition;
    return name === 'locked' ? { name, question: memory.unlockQuestion() } : { name };
  }

  #draw(): void {
    const text = screenText(this.#profile, this.#machine.state, this.#memory?.contents.serialNumber ?? '');
    if (text === this.#shown) return;
    this.#shown = text;
    this.#board.show(cellsOf(text, this.#profile.display.segments, this.#profile.display.cells));
  }
}
