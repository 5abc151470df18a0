/**
 * Questions out of bytes, collected until they are answered all at once.
 *
 * Plain is a question that the suite allows; it is letters and digits, so it stands in bytes as it is. Decimal
 * ones become numbers on the way, where a double holds all that the suite allows exactly; others texts. What
 * is not plain is left to whoever can say what is wrong with it.
 */

import { longestQuestion } from '../../../firmware/oath/data-input.js';
import type { QuestionNumbers } from '../../../firmware/oath/engine/question-sources.js';
import type { OcraMode } from '../../../firmware/oath/ocra.js';
import type { QuestionFormat, Suite } from '../../../firmware/oath/suite.js';

/** So many are collected at most. */
const CAPACITY = 32_768;
/** Digits of a number that a double holds exactly. */
const EXACT_DIGITS = 15;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** For each byte whether it is a character of the format. */
const CHARACTERS: Readonly<Record<QuestionFormat, readonly boolean[]>> = {
  A: bytesOf(/[0-9A-Za-z]/),
  N: bytesOf(/[0-9]/),
  H: bytesOf(/[0-9A-Fa-f]/),
};

function bytesOf(characters: RegExp): readonly boolean[] {
  return Array.from({ length: 256 }, (_, byte) => characters.test(String.fromCharCode(byte)));
}

export class PlainQuestions {
  readonly #numbers = new Float64Array(CAPACITY);
  #texts: string[] = [];
  #count = 0;
  #limit = 0;
  #isAllowed = CHARACTERS.A;
  #isDecimal = false;
  #lastNumber = 0;
  #lastText = '';

  /** Begins anew, with questions of a suite. */
  expect(suite: Suite, mode: OcraMode): void {
    const { format } = suite.question;
    this.#count = 0;
    this.#limit = longestQuestion(suite, mode);
    this.#isAllowed = CHARACTERS[format];
    this.#isDecimal = format === 'N' && this.#limit <= EXACT_DIGITS;
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === CAPACITY;
  }

  /**
   * Reads the characters at a place, as many as a question may have.
   *
   * @param bytes with a byte behind them that is in no question
   * @returns where they end; the place itself when there are none
   */
  read(bytes: Buffer, at: number): number {
    return this.#isDecimal ? this.#readDecimal(bytes, at) : this.#readText(bytes, at);
  }

  #readDecimal(bytes: Buffer, at: number): number {
    const limit = at + this.#limit;
    let number = 0;
    let end = at;
    for (; end < limit; end += 1) {
      const digit = (bytes[end] as number) - 0x30;
      if (digit < 0 || digit > 9) break;
      number = number * 10 + digit;
    }
    this.#lastNumber = number;
    return end;
  }

  #readText(bytes: Buffer, at: number): number {
    const limit = at + this.#limit;
    const isAllowed = this.#isAllowed;
    let end = at;
    while (end < limit && isAllowed[bytes[end] as number] === true) end += 1;
    this.#lastText = bytes.toString('latin1', at, end);
    return end;
  }

  /** Collects the question that was read last. */
  keep(): void {
    if (this.#isDecimal) this.#numbers[this.#count] = this.#lastNumber;
    else this.#texts[this.#count] = this.#lastText;
    this.#count += 1;
  }

  /** Hands out what is collected, good until the next is, and begins anew with questions of the same suite. */
  take(): QuestionNumbers | readonly string[] {
    const count = this.#count;
    this.#count = 0;
    if (this.#isDecimal) return this.#numbers.subarray(0, count);
    const texts = this.#texts;
    this.#texts = [];
    return texts;
  }
}

/** Where the next line begins, or -1 when at `at` there is no line end. */
export function nextLine(bytes: Buffer, at: number): number {
  if (bytes[at] === LINE_FEED) return at + 1;
  return bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED ? at + 2 : -1;
}
