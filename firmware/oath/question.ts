/**
 * The question of an OCRA computation as the 128 bytes that are hashed (RFC 6287 section 5.1).
 *
 * QN: decimal to an integer, to hexadecimal without leading zeros, zero nibbles on the **right**. QH: the
 * nibbles as they stand, zeros on the right. QA: the ASCII bytes, zeros on the right. So different questions
 * can be one input: 1 and 16 as QN, `abc` and `abc0` as QH. Uniqueness is judged on these bytes.
 */
import { TokentwinError } from '../error.js';
import { writeUint32 } from './bytes.js';
import type { QuestionFormat } from './suite.js';

/** Bytes that a question takes in the data input. */
export const QUESTION_BYTES = 128;

/** What a character of a question counts, by its ASCII code: a nibble; 16 for g to z; else more. */
const VALUES = new Uint8Array(128).fill(255);
for (let value = 0; value < 36; value += 1) {
  const character = value.toString(36);
  VALUES[character.charCodeAt(0)] = Math.min(value, 16);
  VALUES[character.toUpperCase().charCodeAt(0)] = Math.min(value, 16);
}

/** The characters of a format are those that count at most `highest`. */
const FORMATS: Readonly<Record<QuestionFormat, { highest: number; names: string }>> = {
  A: { highest: 16, names: 'letters A-Z, a-z and digits' },
  N: { highest: 9, names: 'digits 0-9' },
  H: { highest: 15, names: 'hexadecimal digits' },
};

function valueAt(text: string, index: number): number {
  return VALUES[text.charCodeAt(index)] ?? 255;
}

function writeLetters(text: string, target: Uint8Array, offset: number): void {
  for (let index = 0; index < text.length; index += 1) target[offset + index] = text.charCodeAt(index);
}

function writeNibbles(hex: string, target: Uint8Array, offset: number): void {
  for (let index = 0; index < hex.length; index += 2) {
    const right = index + 1 < hex.length ? valueAt(hex, index + 1) : 0;
    target[offset + index / 2] = (valueAt(hex, index) << 4) | right;
  }
}

/** Nine digits are less than 2^30, so the usual question needs no long arithmetic. */
function writeDecimal(text: string, target: Uint8Array, offset: number): void {
  if (text.length > 9) {
    writeNibbles(BigInt(text).toString(16), target, offset);
    return;
  }
  let number = 0;
  for (let index = 0; index < text.length; index += 1) number = 10 * number + valueAt(text, index);
  const zeroNibbles = Math.clz32(number) >>> 2;
  writeUint32(number << (4 * zeroNibbles), target, offset);
}

/**
 * Checks a question and writes its 128 bytes.
 *
 * @param question 1 to `maximumLength` characters of the format
 * @param target receives 128 bytes at `offset`
 * @throws TokentwinError OCRA_QUESTION_MISSING, OCRA_QUESTION_LENGTH, OCRA_QUESTION_CHARACTER
 */
export function writeQuestion(
  question: string,
  format: QuestionFormat,
  maximumLength: number,
  target: Uint8Array,
  offset: number,
): void {
  if (typeof question !== 'string' || question.length === 0) {
    throw new TokentwinError('OCRA_QUESTION_MISSING', 'The question is missing or empty.');
  }
  if (question.length > maximumLength) {
    throw new TokentwinError(
      'OCRA_QUESTION_LENGTH',
      `The question has ${question.length} characters and the suite allows ${maximumLength}.`,
    );
  }
  const { highest, names } = FORMATS[format];
  for (let index = 0; index < question.length; index += 1) {
    if (valueAt(question, index) > highest) {
      throw new TokentwinError(
        'OCRA_QUESTION_CHARACTER',
        `The question may only have ${names} (Q${format}).`,
      );
    }
  }
  target.fill(0, offset, offset + QUESTION_BYTES);
  if (format === 'A') writeLetters(question, target, offset);
  else if (format === 'H') writeNibbles(question, target, offset);
  else writeDecimal(question, target, offset);
}
