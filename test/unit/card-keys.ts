/**
 * Small moves on the card's keys that the device tests share.
 */
import type { DscPlus, Frame } from '../../emulator/index.js';

/** Types digits and OK. */
export function enter(card: DscPlus, digits: string): Frame {
  card.type(digits);
  return card.press('ok');
}

/** A whole login from any state; returns what shows at its end. */
export function response(card: DscPlus, pin = '1234', challenge = '123456'): string {
  card.press('power');
  enter(card, pin);
  return enter(card, challenge).text;
}

/** Five wrong PINs on a card that is on; it then shows LOCKED. */
export function lock(card: DscPlus): void {
  for (let tries = 0; tries < 5; tries += 1) enter(card, '9999');
}

/** From LOCKED to the prompt for the answer; returns the question. */
export function askUnlock(card: DscPlus): string {
  card.advance({ seconds: 2 });
  const question = card.frame.text;
  card.press('ok');
  return question;
}
