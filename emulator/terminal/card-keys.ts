/**
 * Which key of the computer's keyboard is which key of a DSC+. A terminal knows no key-up, so a hold is a key
 * of its own.
 */
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';

export interface CardKeyPress {
  readonly key: KeyName;
  /** null: an ordinary press. */
  readonly heldMs: number | null;
}

const SWITCH_OFF_HOLD_MS = 2000;
const SELF_TEST_HOLD_MS = 5000;
const CHANGE_PIN_HOLD_MS = 2000;

/** @returns null for a key that the card does not have */
export function cardKeyPress(key: string, { times }: DscPlusProfile): CardKeyPress | null {
  if (/^[0-9]$/.test(key)) return { key: key as KeyName, heldMs: null };
  switch (key) {
    case 'p':
      return { key: 'power', heldMs: null };
    case 'P':
      return { key: 'power', heldMs: Math.max(SWITCH_OFF_HOLD_MS, times.powerOffMs) };
    case 'ctrl-p':
      return { key: 'power', heldMs: Math.max(SELF_TEST_HOLD_MS, times.selfTestMs) };
    case 'enter':
      return { key: 'ok', heldMs: null };
    case 'O':
      return { key: 'ok', heldMs: Math.max(CHANGE_PIN_HOLD_MS, times.changePinMs) };
    case 'backspace':
      return { key: 'back', heldMs: null };
    case 'c':
    case 'delete':
      return { key: 'back', heldMs: times.clearMs };
    default:
      return null;
  }
}

/** A click longer than this holds the key for as long as it took. */
const LONG_CLICK_MS = 500;

/** What a click of the mouse does; a hold is never shorter than the key's ordinary press. */
export function clickedKeyPress(key: KeyName, clickMs: number, { keys }: DscPlusProfile): CardKeyPress {
  if (clickMs <= LONG_CLICK_MS) return { key, heldMs: null };
  return { key, heldMs: Math.max(clickMs, key === 'power' ? keys.powerPressMs : keys.pressMs) };
}
