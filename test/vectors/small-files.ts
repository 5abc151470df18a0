/**
 * One small vector file an algorithm, and what tests do to them: plant a mistake, read them.
 */
import { isTokentwinError } from '../../firmware/error.js';
import { parseVectorFile } from '../../host/rig/vector-file.js';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Path = readonly (string | number)[];

const HEAD = { $schema: './schema/vector-file.schema.json', formatVersion: 1, source: 'here' };
const SUITE = 'OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1';
const KEY = '3132333435363738393031323334353637383930313233343536373839303132';
export const input = { question: '12345678', counter: '0', pin: '1234' };

/** One small file an algorithm; their answers are published or documented values. */
export const FILES: Readonly<Record<string, Json>> = {
  OCRA: {
    ...HEAD,
    algorithm: 'OCRA',
    flags: { One: 'first', Two: 'second' },
    numberOfTests: 3,
    groups: [
      {
        suite: SUITE,
        key: KEY,
        mode: 'one-way',
        tests: [
          { id: 1, comment: 'a', flags: ['One'], input, result: 'valid', response: '65347737' },
          {
            id: 4,
            comment: 'b',
            flags: [],
            input: { question: '1' },
            result: 'invalid',
            error: 'OCRA_COUNTER_MISSING',
          },
        ],
      },
      {
        suite: 'OCRA-1',
        key: KEY,
        mode: 'mutual',
        tests: [
          { id: 5, comment: 'c', flags: ['Two'], input, result: 'invalid', error: 'OCRA_SUITE_SYNTAX' },
        ],
      },
    ],
  },
  HOTP: {
    ...HEAD,
    algorithm: 'HOTP',
    flags: {},
    numberOfTests: 2,
    groups: [
      {
        key: KEY.slice(0, 40),
        digits: 6,
        tests: [
          { id: 1, comment: 'a', flags: [], input: { counter: '0' }, result: 'valid', response: '755224' },
          {
            id: 2,
            comment: 'b',
            flags: [],
            input: { counter: '18446744073709551616' },
            result: 'invalid',
            error: 'HOTP_COUNTER_RANGE',
          },
        ],
      },
    ],
  },
  TOTP: {
    ...HEAD,
    algorithm: 'TOTP',
    flags: {},
    numberOfTests: 2,
    groups: [
      {
        key: KEY.slice(0, 40),
        hash: 'SHA1',
        digits: 8,
        stepSeconds: 30,
        tests: [
          { id: 1, comment: 'a', flags: [], input: { time: '59' }, result: 'valid', response: '94287082' },
        ],
      },
      {
        key: KEY,
        hash: 'SHA512',
        digits: 8,
        stepSeconds: 0,
        tests: [
          { id: 2, comment: 'b', flags: [], input: { time: '59' }, result: 'invalid', error: 'TOTP_STEP' },
        ],
      },
    ],
  },
  'CODE-CARD': {
    ...HEAD,
    algorithm: 'CODE-CARD',
    flags: {},
    numberOfTests: 2,
    groups: [
      {
        seed: '000102030405060708090a0b0c0d0e0f',
        serialNumber: 'TWIN-0001',
        alphabet: 'letter-digit-letter',
        checkValue: '8JCJ',
        tests: [
          { id: 1, comment: 'a', flags: [], input: { index: '1' }, result: 'valid', code: 'H3G' },
          { id: 2, comment: 'b', flags: [], input: { index: '225' }, result: 'invalid', error: 'CARD_INDEX' },
        ],
      },
    ],
  },
};

/** A copy with one place changed; `undefined` removes it. */
export function changed(file: Json, path: Path, value: Json | undefined): Json {
  const copy = structuredClone(file);
  let place = copy as { [name: string | number]: Json };
  for (const step of path.slice(0, -1)) place = place[step] as typeof place;
  const last = path.at(-1) as string | number;
  if (value !== undefined) place[last] = value;
  else if (Array.isArray(place)) place.splice(last as number, 1);
  else delete place[last];
  return copy;
}

/** The message with which the reader refuses a file, or null. */
export function refusalOf(file: Json): string | null {
  try {
    parseVectorFile(JSON.stringify(file));
    return null;
  } catch (error) {
    if (isTokentwinError(error, 'VECTOR_FILE')) return error.message;
    throw error;
  }
}

/** The path of the first test. */
export const TEST = ['groups', 0, 'tests', 0] as const;
