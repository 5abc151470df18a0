/**
 * Whole numbers on the command line.
 */
import { TokentwinError } from '../../firmware/error.js';
import { MAX_UINT64, wholeNumber } from '../../firmware/oath/bytes.js';

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
