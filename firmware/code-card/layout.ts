/**
 * Where each index number stands on the card: 8 columns of 28 rows, counted down the columns, in an upper
 * and a lower half of 14 rows.
 *
 * That there are two halves is [public] for the online card; the rest is [unknown: our choice].
 */
import { assert } from '../error.js';
import { checkIndex } from './code-card.js';

export const CARD_COLUMNS = 8;
export const CARD_ROWS = 28;
export const HALF_ROWS = 14;

export type CardHalf = 'upper' | 'lower';

export interface CardPosition {
  /** 0 to 7, from the left. */
  readonly column: number;
  /** 0 to 27, from the top of the whole card. */
  readonly row: number;
  readonly half: CardHalf;
}

/**
 * The place of an index number.
 *
 * @throws TokentwinError CARD_INDEX
 */
export function positionOf(index: number): CardPosition {
  checkIndex(index);
  const row = (index - 1) % CARD_ROWS;
  return { column: Math.floor((index - 1) / CARD_ROWS), row, half: row < HALF_ROWS ? 'upper' : 'lower' };
}

/**
 * The index number at a place.
 *
 * @param column 0 to 7
 * @param row 0 to 27
 */
export function indexAt(column: number, row: number): number {
  assert(Number.isInteger(column) && column >= 0 && column < CARD_COLUMNS, 'a column of the card is 0 to 7');
  assert(Number.isInteger(row) && row >= 0 && row < CARD_ROWS, 'a row of the card is 0 to 27');
  return column * CARD_ROWS + row + 1;
}
