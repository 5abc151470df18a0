/**
 * The Security Code Card as a value: 224 index numbers, each with a code of three characters.
 *
 * Promises: nothing here says a code in a message. Does not promise secrecy in memory: a CodeCard is as
 * secret as its codes. Source of the numbers: the broker's public help pages [public]; the alphabets, the
 * serial number and the check value are [unknown: our choice].
 */
import { TokentwinError } from '../error.js';

/** Codes on one card; index numbers run from 1 to this [public for 224, inferred for the numbering]. */
export const CODE_COUNT = 224;

/** Letter, digit, letter without the look-alikes I, O, 0 and 1; or any three of A-Z and 0-9. */
export type CodeAlphabet = 'letter-digit-letter' | 'alphanumeric';

export const CODE_ALPHABETS: readonly CodeAlphabet[] = ['letter-digit-letter', 'alphanumeric'];

export interface CodeCard {
  /** 4 to 16 characters of A-Z, 0-9 and the hyphen. */
  readonly serialNumber: string;
  /** 4 characters printed on the card, not secret, by which two prints are told apart. */
  readonly checkValue: string;
  /** 224 codes of three characters, that of index 1 first. */
  readonly codes: readonly string[];
  readonly alphabet: CodeAlphabet;
}

/** Is this a whole number from 1 to 224? */
export function isIndex(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= CODE_COUNT;
}

/**
 * Refuses a number that is no index number.
 *
 * @throws TokentwinError CARD_INDEX
 */
export function checkIndex(value: number): void {
  if (!isIndex(value)) {
    throw new TokentwinError(
      'CARD_INDEX',
      `Index ${value} is not on the card: use a whole number from 1 to ${CODE_COUNT}.`,
    );
  }
}

/**
 * Refuses a text that is no serial number of a code card.
 *
 * @throws TokentwinError CARD_SERIAL
 */
export function checkSerialNumber(serialNumber: string): void {
  if (!/^[A-Z0-9-]{4,16}$/.test(serialNumber)) {
    throw new TokentwinError(
      'CARD_SERIAL',
      'The serial number of a code card must have 4 to 16 characters of A-Z, 0-9 and the hyphen.',
    );
  }
}
