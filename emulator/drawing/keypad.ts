/**
 * Where the keys of a DSC+ card lie, for every drawing of it.
 *
 * The layout is [unknown: our choice]: two rows of seven places, which suits both a card and a terminal.
 */
import type { KeyName } from '../../firmware/dsc-plus/keys.js';

/** Rows from top to bottom, keys from left to right; null is a place without a key. */
export const KEY_ROWS: readonly (readonly (KeyName | null)[])[] = [
  ['power', '1', '2', '3', '4', '5', 'back'],
  [null, '6', '7', '8', '9', '0', 'ok'],
];
