/**
 * What a program asks about an error of the driver before it decides what to do.
 */
import { isTokentwinError } from '../../firmware/error.js';

/** The card compared the PIN and refused it; `details.triesLeft` says how many tries are left. */
export function isWrongPin(error: unknown): boolean {
  return isTokentwinError(error, 'PIN_WRONG');
}

/** The card takes no PIN any more: it is locked or dead, or was locked by this wrong PIN. */
export function isBlocked(error: unknown): boolean {
  if (isTokentwinError(error, 'CARD_LOCKED') || isTokentwinError(error, 'CARD_DEAD')) return true;
  return isTokentwinError(error, 'PIN_WRONG') && error.details.triesLeft === 0;
}

export function isNoCard(error: unknown): boolean {
  return isTokentwinError(error, 'NO_CARD');
}

/** The port vanished; the token looks for it by itself. */
export function isLineLost(error: unknown): boolean {
  return isTokentwinError(error, 'LINE_LOST');
}

/** The card may have carried the command out: find out (counter, tries left) before trying again. */
export function isOutcomeUnknown(error: unknown): boolean {
  return isTokentwinError(error) && error.details.outcomeUnknown === true;
}

/** Something else is on the port. */
export function isNotAToken(error: unknown): boolean {
  return isTokentwinError(error, 'NOT_A_TOKEN');
}

const PASSING = new Set<string>([
  'LINE_LOST',
  'TIMED_OUT',
  'CARD_MUTE',
  'LINK_FAULT',
  'NO_CARD',
  'PORT_TAKEN',
]);

/** Passing trouble, and certain that the card has not carried the command out: the same call may succeed now. */
export function isRetryable(error: unknown): boolean {
  return isTokentwinError(error) && PASSING.has(error.code) && error.details.outcomeUnknown !== true;
}
