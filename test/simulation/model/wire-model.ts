/**
 * The wire's side of the model: what lives from one SELECT or reset to the next, and what each command makes of it
 * and answers, as a status word or data.
 */
import { ocraText } from '../../unit/node-ocra.js';
import {
  answerQuestion,
  askQuestion,
  type CardKind,
  type CardState,
  type Effect,
  isLocked,
  lastOf,
  respond,
  setPin,
  TRIES,
  verify,
} from './card-model.js';

export interface Wire {
  /** The PIN that was verified, of which setting. */
  readonly verified: { readonly pin: string; readonly pinsSet: number } | null;
  /** The card's question, and the server's once it has proved itself with it. */
  readonly asked: string | null;
  readonly proved: string | null;
  readonly serverTries: number;
}

export interface WireEffect {
  readonly way: readonly CardState[];
  readonly wire: Wire;
  /** Status word, with the data before it as text. */
  readonly answers: string;
}

export const NEW_SESSION: Wire = { verified: null, asked: null, proved: null, serverTries: 3 };

export function isMutual({ suite }: CardKind): boolean {
  return suite.includes(':QA');
}

/** A PIN that was changed at the keypad is not verified any more. */
function verifiedNow({ verified }: Wire, { pinsSet }: CardState): Wire['verified'] {
  return verified?.pinsSet === pinsSet ? verified : null;
}

function isBlocked(state: CardState): boolean {
  return state.dead || isLocked(state);
}

export function verifyByWire(kind: CardKind, state: CardState, wire: Wire, pin: string): WireEffect {
  const effect = verify(kind, state, pin);
  const none = { ...wire, verified: null };
  if (isBlocked(state)) return { way: [state], wire, answers: '6983' };
  if (effect.answer.is === 'refused')
    return { way: effect.way, wire: none, answers: `63C${effect.answer.left}` };
  return { way: effect.way, wire: { ...wire, verified: { pin, pinsSet: state.pinsSet } }, answers: '9000' };
}

export function pinStatus(kind: CardKind, state: CardState, wire: Wire): WireEffect {
  const unverified = kind.checksPin ? `63C${TRIES - state.triesUsed}` : '6300';
  const usable = verifiedNow(wire, state) === null ? unverified : '9000';
  return { way: [state], wire, answers: isBlocked(state) ? '6983' : usable };
}

export function changeByWire(
  kind: CardKind,
  state: CardState,
  wire: Wire,
  old: string,
  to: string,
): WireEffect {
  if (!kind.checksPin) return { way: [state], wire, answers: '6985' };
  const verified = verifyByWire(kind, state, wire, old);
  if (verified.answers !== '9000') return verified;
  const set = setPin(verified.way.at(-1) as CardState, to);
  return { way: [...verified.way, ...set.way], wire: { ...wire, verified: null }, answers: '9000' };
}

/** RESET RETRY COUNTER. */
export function unlockByWire(state: CardState, wire: Wire, isRight: boolean, to: string): WireEffect {
  if (state.dead) return { way: [state], wire, answers: '6983' };
  if (!isLocked(state)) return { way: [state], wire, answers: '6985' };
  const answered: Effect = answerQuestion(state, isRight);
  const { way, answer } = answered;
  if (answer.is === 'refused') return { way, wire, answers: `63C${answer.left}` };
  return {
    way: [...way, ...setPin(lastOf(answered), to).way],
    wire: { ...wire, verified: null },
    answers: '9000',
  };
}

/** INTERNAL AUTHENTICATE: the PIN, and the server's proof, are good for one response. */
export function respondByWire(kind: CardKind, state: CardState, wire: Wire, challenge: string): WireEffect {
  const verified = verifiedNow(wire, state);
  const refuse = (answers: string) => ({ way: [state], wire, answers });
  if (isBlocked(state)) return refuse('6983');
  if (verified === null) return refuse('6982');
  if (isMutual(kind) && wire.proved !== challenge) return refuse('6985');
  const question = isMutual(kind) ? challenge + wire.asked : challenge;
  const { way, answer } = respond(kind, state, question, verified.pin);
  const spent = { ...wire, verified: null, asked: null, proved: null };
  return { way, wire: spent, answers: answer.is === 'response' ? `${answer.text} 9000` : '6983' };
}

/** GET CHALLENGE; the card's question is not the model's to know. */
export function challengeByWire(kind: CardKind, state: CardState, wire: Wire, drawn: string): WireEffect {
  if (!isMutual(kind)) return { way: [state], wire, answers: '6D00' };
  if (wire.serverTries === 0) return { way: [state], wire, answers: '6983' };
  return { way: [state], wire: { ...wire, asked: drawn, proved: null }, answers: `${drawn} 9000` };
}

/** EXTERNAL AUTHENTICATE; the third wrong response ends the session. */
export function serverByWire(
  kind: CardKind,
  state: CardState,
  wire: Wire,
  question: string,
  response: string,
): WireEffect {
  const done = (answers: string, after: Wire = wire) => ({ way: [state], wire: after, answers });
  if (!isMutual(kind)) return done('6D00');
  if (isBlocked(state) || wire.serverTries === 0) return done('6983');
  if (wire.asked === null || wire.proved !== null) return done('6985');
  if (response === ocraText(kind.suite, wire.asked + question))
    return done('9000', { ...wire, proved: question });
  const serverTries = wire.serverTries - 1;
  const verified = serverTries === 0 ? null : wire.verified;
  return done(`63C${serverTries}`, { ...wire, serverTries, verified });
}

/** GET DATA of what changes. */
export function dataByWire(kind: CardKind, state: CardState, wire: Wire, name: DataName): WireEffect {
  const told = (answers: string) => ({ way: [state], wire, answers });
  switch (name) {
    case 'triesLeft':
      return told(`${kind.checksPin ? hex(state.dead ? 0 : TRIES - state.triesUsed, 1) : 'FF'} 9000`);
    case 'counter':
      return told(kind.suite.includes(':C-') ? `${hex(state.counter, 8)} 9000` : '6A88');
    case 'lifeCycle':
      return told(`${state.dead ? '0C' : isLocked(state) ? '04' : '05'} 9000`);
  }
}

export type DataName = 'triesLeft' | 'counter' | 'lifeCycle';

/** GET DATA of the unlock question, which a locked card draws now if it has none. */
export function questionByWire(state: CardState, wire: Wire, drawn: string): WireEffect {
  if (!isLocked(state)) return { way: [state], wire, answers: '6985' };
  return { way: askQuestion(state).way, wire, answers: `${state.question ?? drawn} 9000` };
}

function hex(value: number | bigint, bytes: number): string {
  return value
    .toString(16)
    .padStart(2 * bytes, '0')
    .toUpperCase();
}
