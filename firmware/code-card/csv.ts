/**
 * A printed code card from CSV text, and back.
 *
 * Promises: a card is taken whole or refused whole; a message names the line and the index number but never
 * repeats a field, since in a file with swapped columns any field may be a code. Fields hold digits and
 * letters only, so comma, semicolon and tab separate wherever they stand and a quoted field needs no
 * escapes. Does not know which alphabet a card was printed with: an imported card is `alphanumeric`.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { TokentwinError } from '../error.js';
import { CODE_COUNT, type CodeCard, checkSerialNumber } from './code-card.js';
import { CHECK_POSITIONS, drawCharacters } from './derivation.js';
import { readIndex } from './lookup.js';

const MAXIMUM_CHARACTERS = 64 * 1024;
const SHOWN_RANGES = 6;
const CHECK_LABEL = 'tokentwin imported code card 1\0';

interface Cell {
  readonly code: string;
  readonly line: number;
}

function refuse(sentence: string): never {
  throw new TokentwinError('CARD_CSV', sentence);
}

/** A field without the space around it and its quotes; trimming also takes a byte order mark. */
function unquoted(field: string): string {
  const text = field.trim();
  return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

function isHeader(line: string): boolean {
  return /\p{Letter}/u.test(line) && !/[0-9]/.test(line);
}

/** Reads the pairs of one line into `cells`. */
function readLine(text: string, line: number, cells: Map<number, Cell>): void {
  const fields = text.split(/[,;\t]/).map(unquoted);
  if (fields.length % 2 !== 0) {
    refuse(`Line ${line} has an odd number of fields (${fields.length}): write each index with its code.`);
  }
  for (let at = 0; at < fields.length; at += 2) {
    const index = readIndex(fields[at] as string);
    if (index === null) {
      refuse(`Line ${line}: field ${at + 1} must be an index number from 1 to ${CODE_COUNT}.`);
    }
    const first = cells.get(index);
    if (first !== undefined) {
      refuse(`Line ${line}: index ${index} is there already, on line ${first.line}; give each index once.`);
    }
    const code = fields[at + 1] as string;
    if (!/^[A-Za-z0-9]{3}$/.test(code)) {
      refuse(`Line ${line}: the code of index ${index} must be three letters A-Z or digits.`);
    }
    cells.set(index, { code: code.toUpperCase(), line });
  }
}

/** Index numbers in a short form, for example `3, 7-9 and 20 more`. */
function shortened(indices: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const index of indices) {
    const range = ranges.at(-1);
    if (range !== undefined && range.last === index - 1) range.last = index;
    else ranges.push({ first: index, last: index });
  }
  const shown = ranges.slice(0, SHOWN_RANGES);
  const hidden = ranges.slice(SHOWN_RANGES).reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const text = shown.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
  return hidden === 0 ? text : `${text} and ${hidden} more`;
}

/**
 * The check value of a card whose seed is not known: SHA-256 over a label and the 224 codes in order, its
 * bytes drawn as in the derivation (vectors/code-card-derivation.md). It depends on the codes alone, so
 * whoever knows all codes but one can test guesses at that one by it.
 */
function importedCheckValue(codes: readonly string[]): string {
  return drawCharacters(sha256(utf8ToBytes(CHECK_LABEL + codes.join(''))), CHECK_POSITIONS);
}

/**
 * Reads a printed card from CSV text.
 *
 * Pairs of index number and code in any order, one or several a line; separated by comma, semicolon or tab;
 * lines end with LF or CRLF; a byte order mark, quoted fields, blank lines and one header line (words
 * without a digit) are allowed; codes in either letter case.
 *
 * @param text at most 64 KiB (65536 characters)
 * @param serialNumber 4 to 16 characters of A-Z, 0-9 and the hyphen
 * @throws TokentwinError CARD_CSV naming the line and what is wrong; CARD_SERIAL
 */
export function parseCodeCardCsv(text: string, serialNumber: string): CodeCard {
  checkSerialNumber(serialNumber);
  if (text.length > MAXIMUM_CHARACTERS) {
    refuse(
      'The CSV text is longer than 64 KiB, far more than a code card needs: check that it is the right file.',
    );
  }
  const lines = text
    .split(/\r?\n/)
    .map((content, index) => ({ content, line: index + 1 }))
    .filter(({ content }) => content.trim() !== '');
  if (lines[0] !== undefined && isHeader(lines[0].content)) lines.shift();
  const cells = new Map<number, Cell>();
  for (const { content, line } of lines) readLine(content, line, cells);
  const indices = Array.from({ length: CODE_COUNT }, (_, offset) => offset + 1);
  const missing = indices.filter((index) => !cells.has(index));
  if (missing.length > 0) {
    refuse(
      `The file has ${CODE_COUNT - missing.length} of the card's ${CODE_COUNT} codes: add index ${shortened(missing)}.`,
    );
  }
  const codes = indices.map((index) => (cells.get(index) as Cell).code);
  return importedCodeCard(codes, serialNumber);
}

/**
 * A card of which the codes are known and the seed is not.
 *
 * @param codes 224 codes of three characters A-Z and 0-9, that of index 1 first
 * @param serialNumber 4 to 16 characters of A-Z, 0-9 and the hyphen
 * @throws TokentwinError CARD_CSV when the codes are not those of a whole card; CARD_SERIAL
 */
export function importedCodeCard(codes: readonly string[], serialNumber: string): CodeCard {
  checkSerialNumber(serialNumber);
  if (codes.length !== CODE_COUNT || !codes.every((code) => /^[A-Z0-9]{3}$/.test(code))) {
    refuse(`A card has ${CODE_COUNT} codes of three characters A-Z and 0-9 each.`);
  }
  return { serialNumber, checkValue: importedCheckValue(codes), codes, alphabet: 'alphanumeric' };
}

/**
 * Writes a card as CSV: the header `index,code`, then 224 lines, each ended by LF.
 *
 * The text holds every code, so it is as secret as the card. Serial number and check value are not in it.
 */
export function formatCodeCardCsv(card: CodeCard): string {
  return ['index,code', ...card.codes.map((code, offset) => `${offset + 1},${code}`), ''].join('\n');
}
