/** What the holder of a card wants next, drawn: right and wrong, and unlocking when it is locked. */
import { type CardState, conditionOf } from './card-model.js';
import type { Draw } from './draw.js';
import { PIN_DIGITS } from './token-file-seen.js';
import type { Errand, Way } from './way.js';

const CHALLENGE_DIGITS = 6;

/** @param wrongShare how likely a wrong PIN or answer is */
export function drawErrand(card: CardState, way: Way, wrongShare: number, draw: Draw): Errand {
  const isWrong = draw.chance(wrongShare);
  const newPin = draw.digits(PIN_DIGITS);
  const login = draw.chance(0.75) || !way.errands.includes('changePin');
  if (conditionOf(card) === 'locked' && way.errands.includes('unlock') && draw.chance(0.85))
    return { type: 'unlock', isRight: !isWrong, newPin };
  const pin = isWrong ? wrongPin(card.pin) : card.pin;
  return login
    ? { type: 'login', pin, challenge: draw.digits(CHALLENGE_DIGITS) }
    : { type: 'changePin', pin, newPin };
}

function wrongPin(pin: string): string {
  return pin.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
}
