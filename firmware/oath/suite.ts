/**
 * The OCRA suite (RFC 6287 section 6): text to a typed value, or a typed error that names the wrong part.
 *
 * Promises: what the grammar does not allow is refused, and the text is kept exactly as written, because it
 * is part of what is hashed (`QN8` and `QN08` are different suites). Errata 3729 (hours start at 1) is
 * followed; erratum 3730 (no ten digits) is only reported, so ten digits are taken.
 */
import { type ErrorCode, TokentwinError } from '../error.js';
import { HASH_NAMES, type HashName } from './hash.js';

export type QuestionFormat = 'A' | 'N' | 'H';

export interface Suite {
  /** The suite exactly as written. */
  readonly text: string;
  readonly hash: HashName;
  /** Response digits, 4 to 10. */
  readonly digits: number;
  readonly counter: boolean;
  /** `maximumLength` is what one party's question may have at most, in characters, 4 to 64. */
  readonly question: { readonly format: QuestionFormat; readonly maximumLength: number };
  readonly pinHash: HashName | null;
  /** Length of the session information in bytes, 1 to 999. */
  readonly sessionLength: number | null;
  readonly timeStepSeconds: number | null;
}

const TIME_UNITS: Readonly<Record<string, { seconds: number; maximum: number }>> = {
  S: { seconds: 1, maximum: 59 },
  M: { seconds: 60, maximum: 59 },
  H: { seconds: 3600, maximum: 48 },
};

function refuse(code: ErrorCode, sentence: string): never {
  throw new TokentwinError(code, sentence);
}

/** A part of a suite as it may be shown in a message: short and printable. */
function quoted(part: string): string {
  const shown = part.slice(0, 24).replace(/[^\x20-\x7e]/g, '?');
  return `'${shown}${part.length > 24 ? '...' : ''}'`;
}

function asHash(text: string): HashName | null {
  return HASH_NAMES.find((name) => name === text) ?? null;
}

function parseFunction(part: string): { hash: HashName; digits: number } {
  const parts = part.split('-');
  const [algorithm, hashText, digitsText] = parts as [string, string, string];
  if (algorithm !== 'HOTP' || parts.length !== 3) {
    refuse('OCRA_SUITE_FUNCTION', `The crypto function ${quoted(part)} is not of the form HOTP-SHA1-6.`);
  }
  const hash = asHash(hashText);
  if (hash === null) {
    refuse('OCRA_SUITE_HASH', `The hash ${quoted(hashText)} is unknown: use SHA1, SHA256 or SHA512.`);
  }
  if (digitsText === '0') {
    refuse(
      'OCRA_SUITE_NO_TRUNCATION',
      'The suite asks for no truncation (t = 0), and RFC 6287 does not say how such a response is written: use 4 to 10 digits.',
    );
  }
  if (!/^([4-9]|10)$/.test(digitsText)) {
    refuse('OCRA_SUITE_DIGITS', `The number of digits ${quoted(digitsText)} is not 4 to 10.`);
  }
  return { hash, digits: Number(digitsText) };
}

function parseQuestion(field: string | undefined): Suite['question'] {
  if (field === undefined || !field.startsWith('Q')) {
    refuse(
      'OCRA_SUITE_QUESTION',
      'The suite has no question: the data input must have a field Q, as in QN08.',
    );
  }
  if (field === 'Q') return { format: 'N', maximumLength: 8 };
  const [, format, length] = /^Q([ANH])([0-9]{1,2})$/.exec(field) ?? [];
  const maximumLength = Number(length);
  if (!(maximumLength >= 4 && maximumLength <= 64)) {
    refuse(
      'OCRA_SUITE_QUESTION',
      `The question field ${quoted(field)} is not QA, QN or QH with a length from 04 to 64.`,
    );
  }
  return { format: format as QuestionFormat, maximumLength };
}

function parsePin(field: string): HashName {
  if (field === 'P') return 'SHA1';
  return (
    asHash(field.slice(1)) ??
    refuse('OCRA_SUITE_PIN', `The PIN field ${quoted(field)} is not PSHA1, PSHA256 or PSHA512.`)
  );
}

function parseSession(field: string): number {
  if (field === 'S') return 64;
  if (!/^S[0-9]{3}$/.test(field) || field === 'S000') {
    refuse(
      'OCRA_SUITE_SESSION',
      `The session field ${quoted(field)} is not S with three digits, as in S064.`,
    );
  }
  return Number(field.slice(1));
}

function parseTimeStep(field: string): number {
  if (field === 'T') return 60;
  const [, count, letter] = /^T([1-9][0-9]?)([SMH])$/.exec(field) ?? [];
  const unit = TIME_UNITS[letter as string];
  if (unit === undefined || Number(count) > unit.maximum) {
    refuse(
      'OCRA_SUITE_TIME',
      `The time field ${quoted(field)} is not T with 1-59 S, 1-59 M or 1-48 H, as in T1M.`,
    );
  }
  return Number(count) * unit.seconds;
}

/** The fields in the order C, Q, P, S, T; each at most once. */
function parseDataInput(part: string): Omit<Suite, 'text' | 'hash' | 'digits'> {
  const fields = part.split('-');
  const takeIf = (letter: string) => (fields[0]?.startsWith(letter) ? fields.shift() : undefined);
  const counter = fields[0] === 'C' && fields.shift() !== undefined;
  const question = parseQuestion(fields.shift());
  const pin = takeIf('P');
  const session = takeIf('S');
  const time = takeIf('T');
  const left = fields[0];
  if (left !== undefined) {
    refuse(
      'OCRA_SUITE_FIELD',
      `The field ${quoted(left)} is unknown, repeated or out of the order C, Q, P, S, T.`,
    );
  }
  return {
    counter,
    question,
    pinHash: pin === undefined ? null : parsePin(pin),
    sessionLength: session === undefined ? null : parseSession(session),
    timeStepSeconds: time === undefined ? null : parseTimeStep(time),
  };
}

function parseExactly(text: string): Suite {
  const parts = text.split(':');
  const [algorithm, cryptoFunction, dataInput] = parts as [string, string, string];
  if (parts.length !== 3) {
    // What is no suite at all may be a key in the wrong place: it is not repeated.
    refuse(
      'OCRA_SUITE_SYNTAX',
      'What is given as a suite does not have three parts, as in OCRA-1:HOTP-SHA1-6:QN08.',
    );
  }
  if (algorithm !== 'OCRA-1') {
    refuse(
      'OCRA_SUITE_ALGORITHM',
      'The suite does not begin with OCRA-1, the only algorithm that is defined.',
    );
  }
  return { text, ...parseFunction(cryptoFunction), ...parseDataInput(dataInput) };
}

/**
 * Parses an OCRA suite.
 *
 * @param text for example `OCRA-1:HOTP-SHA1-8:QN06-PSHA1`; the bare forms Q, P, S and T stand for their
 *   defaults N08, SHA1, 064 and 1M (RFC 6287 section 6.3)
 * @throws TokentwinError OCRA_SUITE_… naming the part that is wrong; OCRA_SUITE_CASE when only the letter
 *   case is (every response depends on it, so it is not mended)
 */
export function parseSuite(text: string): Suite {
  if (typeof text !== 'string') refuse('OCRA_SUITE_SYNTAX', 'The suite is not a text.');
  try {
    return parseExactly(text);
  } catch (error) {
    const upper = text.toUpperCase();
    if (isSuite(upper)) {
      refuse(
        'OCRA_SUITE_CASE',
        `The suite is in another letter case: write ${upper} (its letters are part of what is hashed).`,
      );
    }
    throw error;
  }
}

function isSuite(text: string): boolean {
  try {
    parseExactly(text);
    return true;
  } catch {
    return false;
  }
}
