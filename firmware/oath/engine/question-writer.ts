/**
 * Questions into the planes of a plan: the same bytes as `question.ts` writes for one message (RFC 6287
 * section 5.1), put there as 32-bit parts.
 *
 * Promises: a question that the suite does not allow is not written, and the answer is false; the core then
 * says what is wrong with it.
 */
import { QUESTION_BYTES, writeQuestion } from '../question.js';
import type { Suite } from '../suite.js';
import type { Plan } from './plan.js';

/** Bits that a character stands for in each format; absent where the question is a number. */
const CHARACTER_BITS = { A: 8, H: 4 } as const;
/** Digits of a decimal question that a double holds exactly. */
const EXACT_DIGITS = 15;
const NOT_ALLOWED = 0xff;

function characterValues(characters: string, value: (character: string) => number): Uint8Array {
  const values = new Uint8Array(128).fill(NOT_ALLOWED);
  for (const character of characters) values[character.charCodeAt(0)] = value(character);
  return values;
}

const DECIMAL = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const VALUES = {
  A: characterValues(DECIMAL + LETTERS + LETTERS.toLowerCase(), (character) => character.charCodeAt(0)),
  H: characterValues(`${DECIMAL}abcdefABCDEF`, (character) => Number.parseInt(character, 16)),
};

/** Bytes at the front of the question's 128 that a question of that length can change. */
export function questionBytes(format: Suite['question']['format'], length: number): number {
  if (format === 'A') return length;
  if (format === 'H') return Math.ceil(length / 2);
  return Math.ceil((10n ** BigInt(length) - 1n).toString(16).length / 2);
}

export class QuestionWriter {
  readonly #format: Suite['question']['format'];
  readonly #allowed: number;
  /** The largest question that is taken as a number. */
  readonly #largest: number;
  /** How many bits the question begins behind the first of a part. */
  readonly #shift: number;
  readonly #words: Int32Array;
  readonly #step: number;
  /** Planes of the 32-bit parts that the question touches, from its first on. */
  readonly #planes: Int32Array;
  readonly #long = new Uint8Array(QUESTION_BYTES);
  readonly #longView = new DataView(this.#long.buffer);

  /**
   * @param offset the byte of the message at which the question begins
   * @param allowed the most characters
   */
  constructor(plan: Plan, format: Suite['question']['format'], allowed: number, offset: number) {
    this.#format = format;
    this.#largest = Math.min(10 ** allowed - 1, Number.MAX_SAFE_INTEGER);
    this.#allowed = allowed;
    this.#shift = 8 * (offset % 4);
    this.#words = plan.kernel.words;
    this.#step = plan.step;
    const first = offset - (offset % 4);
    const end = offset + questionBytes(format, allowed);
    this.#planes = Int32Array.from({ length: Math.ceil((end - first) / 4) }, (_, index) =>
      plan.planeAt(first + 4 * index),
    );
  }

  /**
   * Writes a question as text.
   *
   * @param index of the message in this run
   * @returns false if the suite does not allow it
   */
  text(question: string, index: number): boolean {
    if (typeof question !== 'string' || question.length === 0 || question.length > this.#allowed)
      return false;
    if (this.#format !== 'N') return this.#characters(question, index, this.#format);
    return this.#decimal(question, index);
  }

  #decimal(question: string, index: number): boolean {
    const { length } = question;
    let value = 0;
    for (let at = 0; at < length; at += 1) {
      const digit = question.charCodeAt(at) - 0x30;
      if (digit < 0 || digit > 9) return false;
      value = value * 10 + digit;
    }
    if (length <= EXACT_DIGITS) this.#number(value, index);
    else {
      writeQuestion(question, 'N', this.#allowed, this.#long, 0);
      const bytes = questionBytes('N', length);
      for (let at = 0; at < bytes; at += 4) this.#part(at / 4, index, this.#longView.getInt32(at));
      this.#long.fill(0);
    }
    return true;
  }

  /**
   * Writes decimal questions as numbers, one for each message of the run.
   *
   * @returns how many were written; less than `count` if the next is not a whole number that is allowed
   */
  numbers(questions: ArrayLike<number>, start: number, count: number): number {
    const largest = this.#largest;
    const words = this.#words;
    const shift = this.#shift;
    const split = shift !== 0 && this.#planes.length > 1;
    let first = this.#planes[0] as number;
    let second = this.#planes[1] ?? first;
    for (let index = 0; index < count; index += 1) {
      const question = questions[start + index] as number;
      if (!(question >= 0 && question <= largest && Math.floor(question) === question)) return index;
      // The short way for most; it is what #number and #part do.
      if (question <= 0xffff_ffff) {
        const bits = question << (Math.clz32(question) & 28);
        words[first] = (words[first] as number) | (bits >>> shift);
        if (split) words[second] = (words[second] as number) | (bits << (32 - shift));
      } else this.#number(question, index);
      first += this.#step;
      second += this.#step;
    }
    return count;
  }

  #number(value: number, index: number): void {
    if (value <= 0xffff_ffff) {
      // Hexadecimal without leading zeros, zeros on the right: shifted left by the leading zero nibbles.
      this.#part(0, index, value << (Math.clz32(value) & 28));
      return;
    }
    const high = Math.floor(value / 0x1_0000_0000);
    const low = value | 0;
    const shift = Math.clz32(high) & 28;
    this.#part(0, index, shift === 0 ? high : (high << shift) | (low >>> (32 - shift)));
    this.#part(1, index, low << shift);
  }

  #characters(question: string, index: number, format: 'A' | 'H'): boolean {
    const values = VALUES[format];
    const bits = CHARACTER_BITS[format];
    let part = 0;
    let shift = 32;
    let at = 0;
    for (let position = 0; position < question.length; position += 1) {
      const code = question.charCodeAt(position);
      const value = code < 128 ? (values[code] as number) : NOT_ALLOWED;
      if (value === NOT_ALLOWED) return false;
      shift -= bits;
      part |= value << shift;
      if (shift === 0) {
        this.#part(at, index, part);
        at += 1;
        part = 0;
        shift = 32;
      }
    }
    if (shift < 32) this.#part(at, index, part);
    return true;
  }

  /** Puts 32 bits of the question into the message: into one part, or two where it begins between parts. */
  #part(at: number, index: number, bits: number): void {
    const words = this.#words;
    const entry = index * this.#step;
    const shift = this.#shift;
    const plane = (this.#planes[at] as number) + entry;
    words[plane] = (words[plane] as number) | (bits >>> shift);
    if (shift === 0 || at + 1 >= this.#planes.length) return;
    const next = (this.#planes[at + 1] as number) + entry;
    words[next] = (words[next] as number) | (bits << (32 - shift));
  }
}
