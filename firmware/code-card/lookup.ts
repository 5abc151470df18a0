/**
 * Reading a code card: index numbers in, codes out.
 */
import { TokentwinError } from '../error.js';
import { CODE_COUNT, type CodeCard, checkIndex, isIndex } from './code-card.js';

export interface CodeCardEntry {
  /** 1 to 224. */
  readonly index: number;
  /** Three characters. */
  readonly code: string;
}

/**
 * The codes beside some index numbers, in the order asked for.
 *
 * @param indices whole numbers from 1 to 224
 * @throws TokentwinError CARD_INDEX
 */
export function lookUp(card: CodeCard, indices: readonly number[]): CodeCardEntry[] {
  return indices.map((index) => {
    checkIndex(index);
    return { index, code: card.codes[index - 1] as string };
  });
}

/**
 * The card values as they are typed at login: the codes one after the other, without a space [public].
 *
 * @param indices whole numbers from 1 to 224, in the order of the login page
 * @throws TokentwinError CARD_INDEX
 */
export function cardValues(card: CodeCard, indices: readonly number[]): string {
  return lookUp(card, indices)
    .map(({ code }) => code)
    .join('');
}

/**
 * Reads an index number as a person writes it.
 *
 * @param text one to three decimal digits, leading zeros allowed (`007` is 7), nothing else
 * @returns the index number, or null when the text is none
 */
export function readIndex(text: string): number | null {
  if (!/^[0-9]{1,3}$/.test(text)) return null;
  const index = Number(text);
  return isIndex(index) ? index : null;
}

/**
 * As `readIndex`, but refuses what is no index number.
 *
 * @throws TokentwinError CARD_INDEX; a text that is no number is not repeated, since it may be a code typed by
 *   mistake
 */
export function parseIndex(text: string): number {
  if (/^[0-9]{1,3}$/.test(text)) {
    checkIndex(Number(text));
    return Number(text);
  }
  throw new TokentwinError(
    'CARD_INDEX',
    `An index is written as a whole number from 1 to ${CODE_COUNT}, in one to three digits and nothing else.`,
  );
}
