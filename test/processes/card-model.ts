/**
 * What a card with counter, checked PIN and unlock key keeps, and how each act changes it: told a second time, in
 * plain words, without a line of the product. Responses are by node:crypto.
 *
 * An act that is cut may leave the card as it was before, or as it was after any of its steps. A PIN try is such a
 * step: it is spent before the PIN is compared.
 */
import { ocraNumeric } from '../unit/node-ocra.js';

export const TRIES = 5;
export const UNLOCK_TRIES = 10;
export const SUITE = 'OCRA-1:HOTP-SHA256-8:C-QN06-PSHA256';
const UNLOCK_SUITE = 'OCRA-1:HOTP-SHA1-8:QN08';

export interface CardState {
  readonly pin: string;
  /** Wrong PINs since the last right one. */
  readonly triesUsed: number;
  /** Of the next response. */
  readonly counter: bigint;
  /** What was told of the question of a locked card, and the wrong answers to it; it may have drawn one before. */
  readonly unlock: { readonly question: string; readonly triesUsed: number } | null;
  readonly dead: boolean;
}

export interface CardKeys {
  readonly key: Buffer;
  readonly unlockKey: Buffer;
}

export type Act =
  | { readonly type: 'verify'; readonly pin: string; readonly purpose: 'login' | 'changePin' }
  | { readonly type: 'respond'; readonly challenge: string }
  | { readonly type: 'setPin'; readonly pin: string }
  | { readonly type: 'askQuestion' }
  | { readonly type: 'answer'; readonly isRight: boolean };

/** Acts that are acknowledged together. The first that the card refuses is the last. */
export type Request = readonly Act[];

/** What a card tells at the end of a request. */
export type Told =
  | { readonly type: 'accepted' | 'locked' | 'dead' | 'stored' }
  | { readonly type: 'refused'; readonly triesLeft: number }
  | { readonly type: 'response' | 'question'; readonly digits: string };

export interface Course {
  /** The state before, and the state after each step. */
  readonly states: readonly CardState[];
  readonly told: Told;
}

/** In place of a question that only the card knows. */
const ANY_QUESTION = '?';

export function newCard(pin: string): CardState {
  return { pin, triesUsed: 0, counter: 0n, unlock: null, dead: false };
}

export function conditionOf({ dead, triesUsed }: CardState): 'ready' | 'locked' | 'dead' {
  if (dead) return 'dead';
  return triesUsed >= TRIES ? 'locked' : 'ready';
}

/** The desk's answer to the question of a card. */
export function rightAnswer(question: string, { unlockKey }: CardKeys): string {
  return ocraNumeric(UNLOCK_SUITE, question, { key: unlockKey });
}

function courseOfAct(act: Act, card: CardState, { key }: CardKeys): Course {
  const condition = conditionOf(card);
  switch (act.type) {
    case 'verify': {
      if (condition !== 'ready') return { states: [], told: { type: condition } };
      const tried = { ...card, triesUsed: card.triesUsed + 1 };
      if (act.pin === card.pin)
        return { states: [tried, { ...card, triesUsed: 0 }], told: { type: 'accepted' } };
      const triesLeft = TRIES - tried.triesUsed;
      return { states: [tried], told: triesLeft === 0 ? { type: 'locked' } : { type: 'refused', triesLeft } };
    }
    case 'respond': {
      const digits = ocraNumeric(SUITE, act.challenge, { key, pin: card.pin, counter: card.counter });
      return { states: [{ ...card, counter: card.counter + 1n }], told: { type: 'response', digits } };
    }
    case 'setPin':
      return { states: [{ ...card, pin: act.pin, triesUsed: 0, unlock: null }], told: { type: 'stored' } };
    case 'askQuestion': {
      if (condition === 'dead') return { states: [], told: { type: 'dead' } };
      return { states: [], told: { type: 'question', digits: card.unlock?.question ?? ANY_QUESTION } };
    }
    case 'answer': {
      if (card.unlock === null) throw new Error('the question is asked before');
      const triesUsed = card.unlock.triesUsed + 1;
      const tried = { ...card, unlock: { ...card.unlock, triesUsed } };
      if (act.isRight) return { states: [orDead(tried), card], told: { type: 'accepted' } };
      if (triesUsed === UNLOCK_TRIES) return { states: [orDead(tried)], told: { type: 'dead' } };
      return { states: [tried], told: { type: 'refused', triesLeft: UNLOCK_TRIES - triesUsed } };
    }
  }
}

/** A card whose last unlock try is spent is dead, whenever the wipe itself comes. */
export function orDead(card: CardState): CardState {
  return (card.unlock?.triesUsed ?? 0) < UNLOCK_TRIES ? card : { ...card, dead: true };
}

export function courseOf(request: Request, before: CardState, keys: CardKeys): Course {
  const states = [before];
  let told: Told = { type: 'accepted' };
  for (const act of request) {
    const course = courseOfAct(act, states.at(-1) as CardState, keys);
    states.push(...course.states);
    told = course.told;
    if (told.type === 'refused' || told.type === 'locked' || told.type === 'dead') break;
  }
  return { states, told };
}

/** Is the card in this state? A dead card has nothing but its death. */
export function isState(card: CardState, expected: CardState): boolean {
  if (card.dead || expected.dead) return card.dead === expected.dead;
  const isSame =
    card.pin === expected.pin && card.triesUsed === expected.triesUsed && card.counter === expected.counter;
  if (expected.unlock === null)
    return (
      isSame && (card.unlock === null || (conditionOf(card) === 'locked' && card.unlock.triesUsed === 0))
    );
  const { question, triesUsed } = expected.unlock;
  return isSame && card.unlock?.question === question && card.unlock.triesUsed === triesUsed;
}

/** Did the card tell this? */
export function isTold(told: Told, expected: Told): boolean {
  if (expected.type === 'question' && expected.digits === ANY_QUESTION)
    return told.type === 'question' && /^[0-9]{8}$/.test(told.digits);
  return JSON.stringify(told) === JSON.stringify(expected);
}

/** The card after what it told: from now on a question is known. */
export function knowing(told: Told, card: CardState): CardState {
  if (told.type !== 'question') return card;
  return { ...card, unlock: { question: told.digits, triesUsed: card.unlock?.triesUsed ?? 0 } };
}
