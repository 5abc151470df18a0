/**
 * Every conformance case, in the order in which they are tried.
 */
import type { ConformCase } from '../case.js';
import { BENCH_CASES } from './bench-cases.js';
import { CARD_COMMAND_CASES } from './card-command-cases.js';
import { CARD_PIN_CASES } from './card-pin-cases.js';
import { CARD_RESPONSE_CASES } from './card-response-cases.js';
import { FRAME_CASES } from './frame-cases.js';
import { T1_ERROR_CASES } from './t1-error-cases.js';
import { T1_LENGTH_CASES } from './t1-length-cases.js';
import { T1_ORDER_CASES } from './t1-order-cases.js';
import { vectorCases } from './vector-cases.js';

/** @param questions of published vectors, for the group `vectors` */
export function allCases(questions: readonly string[]): readonly ConformCase[] {
  return [
    ...FRAME_CASES,
    ...T1_LENGTH_CASES,
    ...T1_ERROR_CASES,
    ...T1_ORDER_CASES,
    ...CARD_COMMAND_CASES,
    ...CARD_PIN_CASES,
    ...CARD_RESPONSE_CASES,
    ...vectorCases(questions),
    ...BENCH_CASES,
  ];
}

/**
 * The cases whose identifier fits a pattern.
 *
 * @param pattern `*` stands for any characters; several patterns are separated by commas
 */
export function casesLike(cases: readonly ConformCase[], pattern: string): readonly ConformCase[] {
  const patterns = pattern.split(',').map((part) => {
    const literal = part.trim().replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${literal.replaceAll('*', '.*')}$`);
  });
  return cases.filter(({ id }) => patterns.some((one) => one.test(id)));
}
