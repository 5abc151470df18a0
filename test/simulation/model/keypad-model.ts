/**
 * The keypad's side of the model: what is volatile there, and what each entry makes of it. The wire may have changed
 * the card meanwhile, so every entry looks at what is on flash now.
 */
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
  verify,
} from './card-model.js';

/** What a holder has proved, and of which PIN. */
interface Proof {
  readonly by: 'oldPin' | 'answer';
  readonly pinsSet: number;
}

/** What the card asks for, or shows. */
export type Keypad =
  | { readonly at: 'off' | 'pin' | 'oldPin' | 'response' }
  /** A question belongs to a PIN: with another one there will be another. */
  | { readonly at: 'question'; readonly pinsSet: number }
  | { readonly at: 'challenge'; readonly pin: string; readonly pinsSet: number }
  | { readonly at: 'newPin'; readonly proof: Proof }
  | { readonly at: 'again'; readonly proof: Proof; readonly pin: string };

export interface KeypadEffect {
  readonly way: readonly CardState[];
  readonly keypad: Keypad;
  readonly shows: string;
}

/** Switched on, or thrown back to the beginning. */
export function start(state: CardState): KeypadEffect {
  if (state.dead) return { way: [state], keypad: { at: 'off' }, shows: 'DEAD' };
  if (!isLocked(state)) return { way: [state], keypad: { at: 'pin' }, shows: 'PIN>' };
  return { way: askQuestion(state).way, keypad: { at: 'question', pinsSet: state.pinsSet }, shows: 'LOCKED' };
}

function startAfter(effect: Effect): KeypadEffect {
  const started = start(lastOf(effect));
  return { ...started, way: [...effect.way, ...started.way] };
}

export function enterPin(kind: CardKind, state: CardState, pin: string): KeypadEffect {
  const verified = verify(kind, state, pin);
  const { way, answer } = verified;
  if (answer.is === 'accepted')
    return { way, keypad: { at: 'challenge', pin, pinsSet: state.pinsSet }, shows: 'CHALLNG>' };
  if (answer.is === 'refused' && answer.left > 0)
    return { way, keypad: { at: 'pin' }, shows: `PIN ERR${answer.left}` };
  return startAfter(verified);
}

export function enterOldPin(kind: CardKind, state: CardState, pin: string): KeypadEffect {
  const entered = enterPin(kind, state, pin);
  if (entered.keypad.at !== 'challenge') return entered;
  const proof: Proof = { by: 'oldPin', pinsSet: state.pinsSet };
  return { way: entered.way, keypad: { at: 'newPin', proof }, shows: 'NEW PIN>' };
}

/** A PIN that was changed meanwhile proves nothing any more. */
export function enterChallenge(
  kind: CardKind,
  state: CardState,
  { pin, pinsSet }: { readonly pin: string; readonly pinsSet: number },
  challenge: string,
): KeypadEffect {
  if (state.pinsSet !== pinsSet) return start(state);
  const responded = respond(kind, state, challenge, pin);
  const { way, answer } = responded;
  return answer.is === 'response'
    ? { way, keypad: { at: 'response' }, shows: answer.text }
    : startAfter(responded);
}

export function enterNewPin(state: CardState, proof: Proof, pin: string): KeypadEffect {
  return { way: [state], keypad: { at: 'again', proof, pin }, shows: 'AGAIN>' };
}

/** The old PIN proves nothing on a card that has been locked meanwhile. */
export function enterAgain(
  state: CardState,
  { proof, pin }: { readonly proof: Proof; readonly pin: string },
  again: string,
): KeypadEffect {
  if (again !== pin) return { way: [state], keypad: { at: 'newPin', proof }, shows: 'NO MATCH' };
  const isVoid = state.pinsSet !== proof.pinsSet || (isLocked(state) && proof.by === 'oldPin');
  if (isVoid || state.dead) return start(state);
  return { way: setPin(state, pin).way, keypad: { at: 'pin' }, shows: 'PIN SET' };
}

/** @param pinsSet of the question that is shown: no answer to it is one to a later question */
export function enterAnswer(state: CardState, pinsSet: number, isRight: boolean): KeypadEffect {
  if (!isLocked(state) || state.pinsSet !== pinsSet) return start(state);
  const { way, answer } = answerQuestion(state, isRight);
  const proof: Proof = { by: 'answer', pinsSet: state.pinsSet };
  if (answer.is !== 'refused') return { way, keypad: { at: 'newPin', proof }, shows: 'NEW PIN>' };
  if (answer.left === 0) return { way, keypad: { at: 'off' }, shows: 'DEAD' };
  return { way, keypad: { at: 'question', pinsSet }, shows: `FAIL ${answer.left}` };
}
