/**
 * Typing index numbers on the code-card page: digits, ended by a blank, a comma or Enter.
 *
 * A login asks for two index numbers, so the third begins anew. A number that is not on the card is refused
 * and taken away; what was found before stays.
 */
import { CODE_COUNT } from '../../firmware/code-card/code-card.js';
import { readIndex } from '../../firmware/code-card/lookup.js';

export interface IndexField {
  /** None, one or two index numbers, in the order typed. */
  readonly found: readonly number[];
  /** Up to three digits of the number that is being typed. */
  readonly typed: string;
}

export const NO_INDICES: IndexField = { found: [], typed: '' };

const INDICES_PER_LOGIN = 2;
const MAXIMUM_DIGITS = 3;

export interface IndexResult {
  readonly field: IndexField;
  /** Why the number was refused, or null. */
  readonly refusal: string | null;
}

/** Adds an index number that is on the card. */
export function findIndex({ found }: IndexField, index: number): IndexField {
  return { found: found.length === INDICES_PER_LOGIN ? [index] : [...found, index], typed: '' };
}

/** Applies a key; null for one that the field does not take. */
export function typeInIndexField(field: IndexField, key: string): IndexResult | null {
  if (/^[0-9]$/.test(key)) {
    const typed = field.typed.length < MAXIMUM_DIGITS ? field.typed + key : field.typed;
    return { field: { ...field, typed }, refusal: null };
  }
  switch (key) {
    case 'enter':
    case ' ':
    case ',':
      return finishNumber(field);
    case 'backspace':
      if (field.typed !== '') return { field: { ...field, typed: field.typed.slice(0, -1) }, refusal: null };
      return { field: { ...field, found: field.found.slice(0, -1) }, refusal: null };
    case 'escape':
      return { field: NO_INDICES, refusal: null };
    default:
      return null;
  }
}

function finishNumber(field: IndexField): IndexResult {
  if (field.typed === '') return { field, refusal: null };
  const index = readIndex(field.typed);
  if (index !== null) return { field: findIndex(field, index), refusal: null };
  return {
    field: { ...field, typed: '' },
    refusal: `Index ${field.typed} is not on the card: type a number from 1 to ${CODE_COUNT}.`,
  };
}
