/**
 * Where the fields of a suite lie in the data input of OCRA (RFC 6287 section 5.1): the suite's text, 00, then
 * C, Q, P, S, T as far as the suite has them.
 */
import { hashLength } from './hash.js';
import type { OcraMode } from './ocra.js';
import { QUESTION_BYTES } from './question.js';
import type { Suite } from './suite.js';

/** Where each field begins, or would, in bytes. */
export interface DataInputLayout {
  readonly counter: number;
  readonly question: number;
  readonly pin: number;
  readonly session: number;
  readonly time: number;
  /** Of the whole data input. */
  readonly length: number;
}

export function dataInputLayout(suite: Suite): DataInputLayout {
  const { text, counter, pinHash, sessionLength, timeStepSeconds } = suite;
  const counterOffset = text.length + 1;
  const question = counterOffset + (counter ? 8 : 0);
  const pin = question + QUESTION_BYTES;
  const session = pin + (pinHash === null ? 0 : hashLength(pinHash));
  const time = session + (sessionLength ?? 0);
  return {
    counter: counterOffset,
    question,
    pin,
    session,
    time,
    length: time + (timeStepSeconds === null ? 0 : 8),
  };
}

/** The most characters of a question; in mutual mode it is two parties' (RFC 6287 section 7.2). */
export function longestQuestion({ question }: Suite, mode: OcraMode): number {
  return mode === 'mutual' ? 2 * question.maximumLength : question.maximumLength;
}
