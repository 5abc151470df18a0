/**
 * The model's whole card: what is on flash and what each door has, held against the real one after each command.
 */
import type { DscPlusContents } from '../../../firmware/token-file/dsc-plus-records.js';
import { type CardKind, type CardState, isLocked, newCard, TRIES, UNSEEN } from './card-model.js';
import type { Keypad } from './keypad-model.js';
import type { RealCard } from './real-card.js';
import { NEW_SESSION, type Wire } from './wire-model.js';

/** What was done in all runs together. */
export interface Tally {
  commands: number;
  cuts: number;
  cutsAgain: number;
  /** How deep the sequences went. */
  responses: number;
  locked: number;
  unlocked: number;
  dead: number;
  pinsSet: number;
}

export function newTally(): Tally {
  return { commands: 0, cuts: 0, cutsAgain: 0, responses: 0, locked: 0, unlocked: 0, dead: 0, pinsSet: 0 };
}

export class World {
  state: CardState;
  keypad: Keypad = { at: 'off' };
  /** null while the reader gives no power. */
  wire: Wire | null = null;
  /** Where the next recovery is to be cut. */
  cutAgain: { readonly operation: number; readonly subset: string } | null = null;

  constructor(
    readonly kind: CardKind,
    pin: string | null,
    readonly tally: Tally,
  ) {
    this.state = newCard(pin);
  }

  resetWire(): void {
    this.wire = NEW_SESSION;
  }

  losePower(): void {
    this.keypad = { at: 'off' };
    this.wire = null;
  }

  /** The new state, with the question that the card has drawn. */
  become(state: CardState, real: RealCard): void {
    this.#count(state);
    const isNew = state.question === UNSEEN;
    this.state = isNew ? { ...state, question: real.contents?.unlock?.question ?? UNSEEN } : state;
  }

  #count(after: CardState): void {
    const { state, tally } = this;
    if (after.pinsSet > state.pinsSet) tally.pinsSet += 1;
    if (after.dead && !state.dead) tally.dead += 1;
    if (isLocked(after) && !isLocked(state)) tally.locked += 1;
    if (isLocked(state) && !isLocked(after) && !after.dead) tally.unlocked += 1;
  }
}

/** What differs between a state of the model and a card's contents, or null. */
export function difference(state: CardState, contents: DscPlusContents): string | null {
  const pairs: [string, unknown, unknown][] = [
    ['dead', state.dead, contents.dead],
    ['pin', state.pin, contents.pin],
    ['triesUsed', state.triesUsed, contents.triesUsed],
    ['answersUsed', state.answersUsed, contents.unlock?.triesUsed ?? 0],
    ['counter', state.counter, contents.counter],
  ];
  const { question } = state;
  if (question !== null && question !== UNSEEN) pairs.push(['question', question, contents.unlock?.question]);
  const found = pairs.find(([, model, card]) => model !== card);
  return found === undefined ? null : `${found[0]} is ${found[1]} in the model and ${found[2]} on the card`;
}

/** @throws when the real card is not in the model's state, or has a PIN on its chip that it has not */
export function expectAlike({ state, kind }: World, real: RealCard): void {
  const { contents } = real;
  const wrong = contents === null ? null : difference(state, contents);
  if (wrong !== null) throw new Error(wrong);
  const status = real.twin.status();
  const triesLeft = kind.checksPin ? (state.dead ? 0 : TRIES - state.triesUsed) : null;
  if (status.triesLeft !== triesLeft || status.locked !== isLocked(state) || status.dead !== state.dead)
    throw new Error(`the card tells ${status.triesLeft} tries and the model ${triesLeft}`);
  if (real.pinsOnChip.some((pin) => pin !== state.pin))
    throw new Error('a PIN that was replaced is on the chip');
}
