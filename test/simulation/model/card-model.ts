/**
 * A DSC+ as its documents describe it, told a second time and as briefly as can be: what is on flash, and what
 * each operation makes of it. Shares no code with the firmware; responses are by node:crypto.
 *
 * An operation is a pure function to its effect: the states that a loss of power can leave, in their order, and
 * what the card then answers. The first state is the one before, the last one that of an operation that is done.
 */
import { ocraNumeric, ocraText } from '../../unit/node-ocra.js';

export interface CardKind {
  readonly suite: string;
  /** Does the card compare the PIN, or take any? */
  readonly checksPin: boolean;
}

/** What is on flash. */
export interface CardState {
  /** null on a card that checks none, and on a dead one. */
  readonly pin: string | null;
  /** How many PINs were set: what was proved with an earlier one is void. */
  readonly pinsSet: number;
  readonly triesUsed: number;
  /** The question of a locked card; null = not drawn yet. */
  readonly question: string | null;
  readonly answersUsed: number;
  readonly counter: bigint;
  readonly dead: boolean;
}

export type Answer =
  | { readonly is: 'accepted' }
  /** A wrong PIN or answer; with none left the card is locked or dead by it. */
  | { readonly is: 'refused'; readonly left: number }
  | { readonly is: 'locked' }
  | { readonly is: 'dead' }
  | { readonly is: 'response'; readonly text: string };

export interface Effect {
  readonly way: readonly CardState[];
  readonly answer: Answer;
}

export const TRIES = 5;
export const UNLOCK_TRIES = 10;

/** A question that the card has drawn and the model has not seen so far. */
export const UNSEEN = 'unseen';

export function newCard(pin: string | null): CardState {
  return { pin, pinsSet: 0, triesUsed: 0, question: null, answersUsed: 0, counter: 0n, dead: false };
}

export function lastOf({ way }: Effect): CardState {
  return way.at(-1) as CardState;
}

export function isLocked({ triesUsed, dead }: CardState): boolean {
  return triesUsed >= TRIES && !dead;
}

function unusable(state: CardState): Effect {
  return { way: [state], answer: { is: state.dead ? 'dead' : 'locked' } };
}

function isUnusable(state: CardState): boolean {
  return state.dead || isLocked(state);
}

/** A try is spent before the PIN is compared; the right PIN gives all of them back. */
export function verify(kind: CardKind, state: CardState, pin: string): Effect {
  if (isUnusable(state)) return unusable(state);
  if (!kind.checksPin) return { way: [state], answer: { is: 'accepted' } };
  const spent = { ...state, triesUsed: state.triesUsed + 1 };
  if (pin !== state.pin)
    return { way: [state, spent], answer: { is: 'refused', left: TRIES - spent.triesUsed } };
  return { way: [state, spent, { ...state, triesUsed: 0 }], answer: { is: 'accepted' } };
}

/** The counter goes on before the response is shown. */
export function respond(kind: CardKind, state: CardState, question: string, pin: string | null): Effect {
  if (isUnusable(state)) return unusable(state);
  const counts = kind.suite.includes(':C-');
  const oracle = kind.suite.includes(':QA') ? ocraText : ocraNumeric;
  const text = oracle(kind.suite, question, {
    ...(kind.suite.includes('-PSHA') && pin !== null ? { pin } : {}),
    ...(counts ? { counter: state.counter } : {}),
  });
  const next = { ...state, counter: state.counter + 1n };
  return { way: counts ? [state, next] : [state], answer: { is: 'response', text } };
}

/** A new PIN voids tries, question and answers of the old one, all at once. */
export function setPin(state: CardState, pin: string): Effect {
  const set = { ...state, pin, pinsSet: state.pinsSet + 1, triesUsed: 0, question: null, answersUsed: 0 };
  return { way: [state, set], answer: { is: 'accepted' } };
}

/** A locked card draws its question once, and keeps it until a new PIN is set. */
export function askQuestion(state: CardState): Effect {
  const asked = { ...state, question: UNSEEN };
  return { way: state.question === null ? [state, asked] : [state], answer: { is: 'accepted' } };
}

/** An answer is spent before it is compared; the right one is given back, the last wrong one wipes the card. */
export function answerQuestion(state: CardState, isRight: boolean): Effect {
  if (!isLocked(state)) return unusable(state);
  const left = UNLOCK_TRIES - state.answersUsed - 1;
  const wiped = { ...newCard(null), pinsSet: state.pinsSet, dead: true };
  const spent = left === 0 ? wiped : { ...state, answersUsed: state.answersUsed + 1 };
  if (isRight) return { way: [state, spent, state], answer: { is: 'accepted' } };
  return { way: [state, spent], answer: { is: 'refused', left } };
}
