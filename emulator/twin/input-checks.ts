/**
 * Refusals of wrong calls, for callers without a type checker. A refused call changes nothing.
 */
import { KEY_NAMES, type KeyName } from '../../firmware/dsc-plus/keys.js';
import { TokentwinError } from '../../firmware/error.js';

/** @throws TokentwinError ARGUMENT */
export function checkKey(key: KeyName): void {
  if (!KEY_NAMES.includes(key)) {
    throw new TokentwinError('ARGUMENT', `The card has no such key: use ${KEY_NAMES.join(', ')}.`);
  }
}

/** @throws TokentwinError ARGUMENT */
export function checkDigits(digits: string): void {
  if (typeof digits !== 'string' || !/^[0-9]*$/.test(digits)) {
    throw new TokentwinError('ARGUMENT', 'Only digits can be typed on the card: use press for other keys.');
  }
}

/** @throws TokentwinError ARGUMENT */
export function checkDuration(ms: number): void {
  if (!(ms >= 0 && Number.isFinite(ms))) {
    throw new TokentwinError('ARGUMENT', 'A duration must be a number of 0 or more.');
  }
}

/** @throws TokentwinError ARGUMENT */
export function checkPercent(percent: number | null): void {
  if (percent !== null && !(percent >= 0 && percent <= 100)) {
    throw new TokentwinError('ARGUMENT', 'The charge must be 0 to 100 per cent, or null.');
  }
}
