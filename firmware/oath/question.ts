/**
 * The question of an OCRA computation as the 128 bytes that are hashed (RFC 6287 section 5.1).
 *
 * QN: decimal to an integer, to hexadecimal without leading zeros, zero nibbles on the **right**. QH: the
 * nibbles as they stand, zeros on the right. QA: the ASCII bytes, zeros on the right. So different questions
 * can be one input: 1 and 16 as QN, `abc` and `abc0` as QH. Uniqueness is judged on these bytes.
 */
import { TokentwinError } from '../error.js';
import type { QuestionFormat } from './suite.js';

/** Bytes that a question takes in the data input. */
export const QUESTION_BYTES = 128;

const FORMATS: Readonly<Record<QuestionFormat, { characters: RegExp; names: string }>> = {
  A: { characters: /^[0-9A-Za-z]*$/, names: 'letters A-Z, a-z and digits' },
  N: { characters: /^[0-9]*$/, names: 'digits 0-9' },
  H: { characters: /^[0-9A-Fa-f]*$/, names: 'hexadecimal digits' },
};

function writeNibbles(hex: string, target: Uint8Array, offset: number): void {
  for (let index = 0; index < hex.length; index += 2) {
    target[offset + index / 2] = Number.parseInt(hex.slice(index, index + 2).padEnd(2, '0'), 16);
  }
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
  const { characters, names } = FORMATS[format];
  if (!characters.test(question)) {
    throw new TokentwinError('OCRA_QUESTION_CHARACTER', `The question may only have ${names} (Q${format}).`);
  }
  target.fill(0, offset, offset + QUESTION_BYTES);
  if (format === 'A') {
    for (let index = 0; index < question.length; index += 1)
      target[offset + index] = question.charCodeAt(index);
  } else {
    writeNibbles(format === 'N' ? BigInt(question).toString(16) : question, target, offset);
  }
}
