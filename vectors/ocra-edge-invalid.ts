/**
 * OCRA suites and inputs that must be refused, the second half of `ocra-edge-cases.json`: at least one for
 * every error that the computation of a response can end with. Each test has exactly one mistake.
 */
import type { ErrorCode } from '../firmware/error.js';
import type { OcraVectorInput } from '../host/rig/vector-file.js';
import { KEY_20, KEY_32, KEY_64, type OcraDraft, type OcraDraftGroup } from './draft.js';

export const INVALID_FLAGS = {
  InvalidSuite: 'The suite is outside the grammar of RFC 6287 section 6, so every input is refused.',
  InvalidKey: 'The key is empty or not hexadecimal.',
  InvalidInput: 'An input does not fit the suite.',
  MissingInput: 'An input that the suite needs is missing.',
  UnexpectedInput: 'An input is given that the suite does not use.',
  LeftOpen: 'RFC 6287 gives no single rule for this; a refusal is our choice, other programs may answer.',
};

const SUITES: readonly (readonly [ErrorCode, string, string])[] = [
  ['OCRA_SUITE_SYNTAX', '', 'no text'],
  ['OCRA_SUITE_SYNTAX', 'OCRA-1:HOTP-SHA1-6', 'no data input'],
  ['OCRA_SUITE_SYNTAX', 'OCRA-1:HOTP-SHA1-6:QN08:QN08', 'a fourth part'],
  ['OCRA_SUITE_CASE', 'ocra-1:hotp-sha1-6:qn08', 'small letters'],
  ['OCRA_SUITE_CASE', 'OCRA-1:HOTP-SHA1-6:Qn08', 'one small letter'],
  ['OCRA_SUITE_ALGORITHM', 'OCRA-2:HOTP-SHA1-6:QN08', 'another version'],
  ['OCRA_SUITE_ALGORITHM', ' OCRA-1:HOTP-SHA1-6:QN08', 'a space in front'],
  ['OCRA_SUITE_FUNCTION', 'OCRA-1:TOTP-SHA1-6:QN08', 'TOTP as crypto function'],
  ['OCRA_SUITE_FUNCTION', 'OCRA-1:HOTP-SHA1:QN08', 'no number of digits'],
  ['OCRA_SUITE_FUNCTION', 'OCRA-1:HOTP-SHA1-6-8:QN08', 'a fourth element'],
  ['OCRA_SUITE_HASH', 'OCRA-1:HOTP-MD5-6:QN08', 'MD5'],
  ['OCRA_SUITE_HASH', 'OCRA-1:HOTP-SHA384-6:QN08', 'SHA-384'],
  ['OCRA_SUITE_DIGITS', 'OCRA-1:HOTP-SHA1-3:QN08', '3 digits'],
  ['OCRA_SUITE_DIGITS', 'OCRA-1:HOTP-SHA1-11:QN08', '11 digits'],
  ['OCRA_SUITE_DIGITS', 'OCRA-1:HOTP-SHA1-06:QN08', 'digits with a leading zero'],
  ['OCRA_SUITE_QUESTION', 'OCRA-1:HOTP-SHA1-6:C', 'no question'],
  ['OCRA_SUITE_QUESTION', 'OCRA-1:HOTP-SHA1-6:QX08', 'an unknown format'],
  ['OCRA_SUITE_QUESTION', 'OCRA-1:HOTP-SHA1-6:QN', 'no length'],
  ['OCRA_SUITE_QUESTION', 'OCRA-1:HOTP-SHA1-6:QN03', 'length 3'],
  ['OCRA_SUITE_QUESTION', 'OCRA-1:HOTP-SHA1-6:QN65', 'length 65'],
  ['OCRA_SUITE_PIN', 'OCRA-1:HOTP-SHA1-6:QN08-PMD5', 'MD5 for the PIN'],
  ['OCRA_SUITE_PIN', 'OCRA-1:HOTP-SHA1-6:QN08-PSHA384', 'SHA-384 for the PIN'],
  ['OCRA_SUITE_SESSION', 'OCRA-1:HOTP-SHA1-6:QN08-S000', 'length 0'],
  ['OCRA_SUITE_SESSION', 'OCRA-1:HOTP-SHA1-6:QN08-S64', 'two digits'],
  ['OCRA_SUITE_SESSION', 'OCRA-1:HOTP-SHA1-6:QN08-S1000', 'four digits'],
  ['OCRA_SUITE_TIME', 'OCRA-1:HOTP-SHA1-6:QN08-T0M', 'no minutes'],
  ['OCRA_SUITE_TIME', 'OCRA-1:HOTP-SHA1-6:QN08-T0H', 'no hours (errata 3729)'],
  ['OCRA_SUITE_TIME', 'OCRA-1:HOTP-SHA1-6:QN08-T60S', '60 seconds'],
  ['OCRA_SUITE_TIME', 'OCRA-1:HOTP-SHA1-6:QN08-T60M', '60 minutes'],
  ['OCRA_SUITE_TIME', 'OCRA-1:HOTP-SHA1-6:QN08-T49H', '49 hours'],
  ['OCRA_SUITE_TIME', 'OCRA-1:HOTP-SHA1-6:QN08-T01M', 'a leading zero'],
  ['OCRA_SUITE_TIME', 'OCRA-1:HOTP-SHA1-6:QN08-T1D', 'days'],
  ['OCRA_SUITE_FIELD', 'OCRA-1:HOTP-SHA1-6:QN08-C', 'the counter behind the question'],
  ['OCRA_SUITE_FIELD', 'OCRA-1:HOTP-SHA1-6:QN08-T1M-PSHA1', 'the PIN behind the time'],
  ['OCRA_SUITE_FIELD', 'OCRA-1:HOTP-SHA1-6:QN08-PSHA1-PSHA1', 'the PIN twice'],
  ['OCRA_SUITE_FIELD', 'OCRA-1:HOTP-SHA1-6:QN08-X', 'an unknown field'],
  ['OCRA_SUITE_FIELD', 'OCRA-1:HOTP-SHA1-6:QN08-', 'a hyphen at the end'],
];

const SUITE_GROUPS: readonly OcraDraftGroup[] = [
  ...SUITES.map(([error, suite, comment]) => ({
    suite,
    key: KEY_20,
    tests: [
      { comment: `suite with ${comment}`, flags: ['InvalidSuite'], input: { question: '12345678' }, error },
    ],
  })),
  {
    suite: 'OCRA-1:HOTP-SHA1-0:QN08',
    key: KEY_20,
    tests: [
      {
        comment: 'no truncation',
        flags: ['InvalidSuite', 'LeftOpen'],
        input: { question: '12345678' },
        error: 'OCRA_SUITE_NO_TRUNCATION',
      },
    ],
  },
];

const KEY_GROUPS: readonly OcraDraftGroup[] = (
  [
    ['', 'KEY_EMPTY', 'an empty key'],
    ['313', 'HEX_INVALID', 'a key of three hexadecimal digits'],
    ['3g', 'HEX_INVALID', 'a key with another letter'],
    ['0x31', 'HEX_INVALID', 'a key with a prefix'],
    ['31 32', 'HEX_INVALID', 'a key with a space'],
  ] as const
).map(([key, error, comment]) => ({
  suite: 'OCRA-1:HOTP-SHA1-6:QN08',
  key,
  tests: [{ comment, flags: ['InvalidKey'], input: { question: '12345678' }, error }],
}));

type Row = readonly [ErrorCode, string, OcraVectorInput, ...(readonly (keyof typeof INVALID_FLAGS)[])];

function refused(rows: readonly Row[]): OcraDraft[] {
  return rows.map(([error, comment, input, ...flags]) => ({
    comment,
    flags: flags.length > 0 ? flags : ['InvalidInput'],
    input,
    error,
  }));
}

const question = '12345678';

const INPUT_GROUPS: readonly OcraDraftGroup[] = [
  {
    suite: 'OCRA-1:HOTP-SHA1-6:QN08',
    key: KEY_20,
    tests: refused([
      ['OCRA_QUESTION_MISSING', 'an empty question', { question: '' }, 'MissingInput'],
      ['OCRA_QUESTION_LENGTH', 'nine digits', { question: '123456789' }],
      ['OCRA_QUESTION_CHARACTER', 'a letter in a numeric question', { question: '1234567a' }],
      ['OCRA_QUESTION_CHARACTER', 'a sign', { question: '-1' }],
      ['OCRA_QUESTION_CHARACTER', 'a space', { question: '1234 567' }],
      ['OCRA_QUESTION_CHARACTER', 'digits of another script', { question: '\u0661\u0662\u0663' }],
      ['OCRA_INPUT_UNEXPECTED', 'a counter', { question, counter: '0' }, 'UnexpectedInput'],
      ['OCRA_INPUT_UNEXPECTED', 'a PIN', { question, pin: '1234' }, 'UnexpectedInput'],
      ['OCRA_INPUT_UNEXPECTED', 'a PIN hash', { question, pinHash: '00'.repeat(20) }, 'UnexpectedInput'],
      ['OCRA_INPUT_UNEXPECTED', 'session information', { question, session: '00' }, 'UnexpectedInput'],
      ['OCRA_INPUT_UNEXPECTED', 'a time', { question, time: '0' }, 'UnexpectedInput'],
      ['OCRA_INPUT_UNEXPECTED', 'a count of time steps', { question, timestamp: '0' }, 'UnexpectedInput'],
    ]),
  },
  {
    suite: 'OCRA-1:HOTP-SHA1-6:QH08',
    key: KEY_20,
    tests: refused([
      ['OCRA_QUESTION_CHARACTER', 'another letter in a hexadecimal question', { question: 'abcdefg0' }],
      ['OCRA_QUESTION_LENGTH', 'nine hexadecimal digits', { question: '123456789' }],
    ]),
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:QA08',
    key: KEY_32,
    tests: refused([
      ['OCRA_QUESTION_CHARACTER', 'a hyphen in a question of letters and digits', { question: 'AB-12' }],
      ['OCRA_QUESTION_CHARACTER', 'a letter beyond ASCII', { question: 'caf\u00e9' }],
      ['OCRA_QUESTION_LENGTH', 'both questions in one-way mode', { question: 'CLI22220SRV11110' }],
    ]),
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:QA08',
    key: KEY_32,
    mode: 'mutual',
    tests: refused([
      ['OCRA_QUESTION_LENGTH', '17 characters of two times 8', { question: 'CLI22220SRV111109' }],
    ]),
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:QA08-S064',
    key: KEY_32,
    mode: 'signature',
    tests: refused([
      [
        'OCRA_MODE',
        'a signature with session information',
        { question: 'SIG10000', session: '00'.repeat(64) },
      ],
    ]),
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:C-QN08',
    key: KEY_32,
    tests: refused([
      ['OCRA_COUNTER_MISSING', 'no counter', { question }, 'MissingInput'],
      ['OCRA_COUNTER_RANGE', '2^64', { question, counter: '18446744073709551616' }],
      ['OCRA_COUNTER_RANGE', 'a negative counter', { question, counter: '-1' }],
      ['OCRA_COUNTER_RANGE', 'a fraction', { question, counter: '1.5' }],
      ['OCRA_COUNTER_RANGE', 'a hexadecimal counter', { question, counter: '0x10' }],
      ['OCRA_COUNTER_RANGE', 'an empty counter', { question, counter: '' }],
    ]),
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:QN08-PSHA1',
    key: KEY_32,
    tests: refused([
      ['OCRA_PIN_MISSING', 'no PIN', { question }, 'MissingInput'],
      ['OCRA_PIN_MISSING', 'an empty PIN', { question, pin: '' }, 'MissingInput'],
      ['OCRA_PIN_BOTH', 'a PIN and a hash', { question, pin: '1234', pinHash: '00'.repeat(20) }],
      ['OCRA_PIN_HASH_LENGTH', 'a hash one byte short', { question, pinHash: '00'.repeat(19) }],
      ['OCRA_PIN_HASH_LENGTH', 'a SHA-256 hash', { question, pinHash: '00'.repeat(32) }],
      ['HEX_INVALID', 'a hash with an odd number of digits', { question, pinHash: '0'.repeat(39) }],
      ['HEX_INVALID', 'a hash with another letter', { question, pinHash: 'zz'.repeat(20) }],
    ]),
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:QN08-S064',
    key: KEY_32,
    tests: refused([
      ['OCRA_SESSION_MISSING', 'no session information', { question }, 'MissingInput'],
      ['OCRA_SESSION_LENGTH', 'a byte too few', { question, session: '00'.repeat(63) }, 'LeftOpen'],
      ['OCRA_SESSION_LENGTH', 'a byte too many', { question, session: '00'.repeat(65) }],
      ['OCRA_SESSION_LENGTH', 'no bytes', { question, session: '' }, 'LeftOpen'],
      ['HEX_INVALID', 'an odd number of digits', { question, session: '0'.repeat(127) }],
    ]),
  },
  {
    suite: 'OCRA-1:HOTP-SHA512-8:QN08-T1M',
    key: KEY_64,
    tests: refused([
      ['OCRA_TIME_MISSING', 'no time', { question }, 'MissingInput'],
      ['OCRA_TIME_BOTH', 'a time and a count of steps', { question, time: '60', timestamp: '1' }],
      ['OCRA_TIME_RANGE', 'a negative time', { question, time: '-60' }],
      ['OCRA_TIME_RANGE', 'a fraction of a second', { question, time: '1206446790.5' }],
      ['OCRA_TIME_RANGE', 'a time of 2^64', { question, time: '18446744073709551616' }],
      ['OCRA_TIME_RANGE', 'a step count of 2^64', { question, timestamp: '18446744073709551616' }],
      ['OCRA_TIME_RANGE', 'a hexadecimal step count', { question, timestamp: '132d0b6' }],
    ]),
  },
];

export const INVALID_GROUPS: readonly OcraDraftGroup[] = [...SUITE_GROUPS, ...KEY_GROUPS, ...INPUT_GROUPS];
