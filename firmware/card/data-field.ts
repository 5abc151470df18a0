/**
 * The text in a command's data field, as far as it can be judged without the card's memory.
 */
import { asciiText } from '../ascii.js';
import type { Suite } from '../oath/suite.js';

/** Longer than any text that the card takes: two questions of 64 characters and an index list stay below. */
const MAXIMUM_TEXT_BYTES = 1024;

/** One character a byte; empty when the field is longer than any text for the card, and so refused. */
export function shortText(data: Uint8Array): string {
  return data.length > MAXIMUM_TEXT_BYTES ? '' : asciiText(data);
}

/** Is the text this many digits and nothing else? */
export function isDigits(text: string, count: number): boolean {
  return text.length === count && /^[0-9]+$/.test(text);
}

const CHARACTERS = { A: /^[0-9A-Za-z]+$/, N: /^[0-9]+$/, H: /^[0-9A-Fa-f]+$/ } as const;

/** Is the text one party's question in the format of a suite? */
export function isQuestion(text: string, { format, maximumLength }: Suite['question']): boolean {
  return text.length <= maximumLength && CHARACTERS[format].test(text);
}
