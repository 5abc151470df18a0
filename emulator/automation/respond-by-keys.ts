/**
 * A login as a person does it at the card: power, PIN, OK, challenge, OK, read the response.
 */
import { assert, TokentwinError } from '../../firmware/error.js';
import type { DscPlus } from '../twin/dsc-plus.js';

/** @throws TokentwinError CHALLENGE_FORMAT unless the challenge is as many digits as the card takes */
function checkChallenge({ profile }: DscPlus, challenge: string): void {
  if (!/^[0-9]+$/.test(challenge) || challenge.length !== profile.challengeDigits) {
    throw new TokentwinError(
      'CHALLENGE_FORMAT',
      `The challenge must have exactly ${profile.challengeDigits} digits.`,
    );
  }
}

function checkPin({ profile }: DscPlus, pin: string): void {
  if (!/^[0-9]+$/.test(pin) || pin.length !== profile.pin.digits) {
    throw new TokentwinError('PIN_FORMAT', `The PIN must have exactly ${profile.pin.digits} digits.`);
  }
}

function checkUsable(twin: DscPlus): void {
  const { dead, locked, state } = twin.status();
  if (dead || locked) switchOff(twin);
  if (dead)
    throw new TokentwinError(
      'CARD_DEAD',
      'The card is dead: it was wiped after too many wrong unlock answers.',
    );
  if (locked) {
    throw new TokentwinError(
      'CARD_LOCKED',
      'The card is locked: unlock it at its keypad with `tokentwin emulate FILE`.',
    );
  }
  if (state === 'off') throw new TokentwinError('CARD_BATTERY', "The card's battery is flat.");
}

/**
 * The response to a challenge, by the card's keys. PIN and challenge are checked before a key is pressed, so
 * that a malformed one costs no try. The card is switched off afterwards.
 *
 * @throws TokentwinError CHALLENGE_FORMAT, PIN_FORMAT, PIN_WRONG, CARD_LOCKED, CARD_DEAD, CARD_BATTERY
 */
export function respondByKeys(twin: DscPlus, pin: string, challenge: string): string {
  checkChallenge(twin, challenge);
  checkPin(twin, pin);
  twin.press('power');
  checkUsable(twin);
  twin.type(pin);
  twin.press('ok');
  const { state, locked, triesLeft } = twin.status();
  if (state !== 'enterChallenge') {
    switchOff(twin);
    if (locked)
      throw new TokentwinError('CARD_LOCKED', 'The PIN was wrong for the last time: the card is locked now.');
    throw new TokentwinError(
      'PIN_WRONG',
      `The card refused the PIN: ${triesLeft} more ${triesLeft === 1 ? 'try' : 'tries'} before it locks.`,
    );
  }
  twin.type(challenge);
  twin.press('ok');
  const { response } = twin;
  switchOff(twin);
  assert(response !== null, 'a card that takes a challenge shows a response');
  return response;
}

function switchOff(twin: DscPlus): void {
  twin.hold('power', { ms: twin.profile.times.powerOffMs });
}
