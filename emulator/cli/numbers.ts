/**
 * Whole numbers on the command line, and codes printed by the count.
 */
import { TokentwinError } from '../../firmware/error.js';
import { MAX_UINT64, wholeNumber } from '../../firmware/oath/bytes.js';
import { print } from './standard-output.js';

/** Codes are written out in pieces of this many. */
const CODES_AT_ONCE = 4096n;

/** @throws TokentwinError ARGUMENT unless the text is a whole decimal number from 0 to 2^64 - 1 */
export function decimal(text: string, option: string): bigint {
  const value = wholeNumber(text, MAX_UINT64);
  if (value === null)
    throw new TokentwinError('ARGUMENT', `${option} must be a whole decimal number, 0 or more.`);
  return value;
}

/** The same as a `number`, up to 2^53. */
export function smallNumber(text: string, option: string): number {
  const value = decimal(text, option);
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new TokentwinError('ARGUMENT', `${option} is too large.`);
  return Number(value);
}

/** Prints `count` codes, a line each; as JSON, an object a line. Those before a refused one are printed too. */
export function printCodes(count: bigint, json: boolean, codeAt: (index: bigint) => { code: string }): void {
  let text = '';
  try {
    for (let index = 0n; index < count; index += 1n) {
      const entry = codeAt(index);
      text += json ? `${JSON.stringify(entry)}\n` : `${entry.code}\n`;
      if (index % CODES_AT_ONCE === CODES_AT_ONCE - 1n) {
        print(text);
        text = '';
      }
    }
  } finally {
    print(text);
  }
}
