/**
 * Unusual but valid OCRA inputs, the first half of `ocra-edge-cases.json`: each group is about one thing that
 * implementations get wrong.
 */
import { KEY_20, KEY_32, KEY_64, type OcraDraft, type OcraDraftGroup } from './draft.js';

export const VALID_FLAGS = {
  LeadingZero: 'The response begins with a zero, which a program that prints the bare number loses.',
  QuestionTwin:
    'Another question of the group is the same 128 bytes, so both have one response: uniqueness must be judged on the bytes.',
  OddNibbles:
    'The question has an odd number of hexadecimal digits, so its last byte is filled with a zero nibble on the right.',
  BigQuestion: 'The question needs integers of more than 64 bits, or fills the 128 bytes.',
  SuiteText: 'The suite means the same as that of a neighbouring group, but its text differs and is hashed.',
  BareForm: 'The suite has Q, P, S or T alone, which stand for QN08, PSHA1, S064 and T1M.',
  LetterCase: 'The letter case of the question counts (QA) or does not count (QH).',
  CounterEdge: 'The counter lies at an edge of 31, 32, 53, 63 or 64 bits.',
  TimeUnit:
    'The time step is given in seconds, minutes or hours; the time is divided by it and rounded down.',
  SessionLength: 'The session information is as long as the suite says, in bytes.',
  ResponseLength: 'The number of digits is at an edge; ten digits are legal but their first is 0, 1 or 2.',
  PinForm: 'The PIN is given as text, hashed as UTF-8, or as that hash.',
  KeyLength: "The key is as short as can be, or longer than the hash's block and so hashed first.",
  Mutual: "The question is the other party's question followed by one's own, each within its own length.",
  Signature: 'The question is what is signed (RFC 6287 section 7.3).',
};

type Flag = keyof typeof VALID_FLAGS;

function questions(flags: readonly Flag[], texts: readonly string[]): OcraDraft[] {
  return texts.map((question) => ({
    comment: `question ${question.length > 40 ? `of ${question.length} characters` : question}`,
    flags,
    input: { question },
  }));
}

/** `length` bytes 00, 01, 02 ... in hexadecimal. */
function countedBytes(length: number): string {
  return Array.from({ length }, (_, index) => (index % 256).toString(16).padStart(2, '0')).join('');
}

const QUESTION_GROUPS: readonly OcraDraftGroup[] = [
  {
    suite: 'OCRA-1:HOTP-SHA1-6:QN08',
    key: KEY_20,
    tests: [
      ...['1', '00000001', '16', '256', '4096', '65536'].map((question) => ({
        comment: `question ${question}, in hexadecimal 1 followed by zeros`,
        flags: ['QuestionTwin', 'LeadingZero'],
        input: { question },
        response: '012817',
      })),
      ...questions(['QuestionTwin'], ['123456', '1975296']),
      { comment: 'zero is one nibble', flags: ['OddNibbles'], input: { question: '0' }, response: '237653' },
      ...questions(['OddNibbles'], ['7', '4095', '22222222']),
      ...questions([], ['255', '12345678']),
      ...questions(['LeadingZero'], ['619', '820']),
    ],
  },
  {
    suite: 'OCRA-1:HOTP-SHA1-6:QN8',
    key: KEY_20,
    tests: questions(['SuiteText'], ['00000001', '12345678']),
  },
  {
    suite: 'OCRA-1:HOTP-SHA1-6:Q',
    key: KEY_20,
    tests: questions(['SuiteText', 'BareForm'], ['00000001', '12345678']),
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:QN64',
    key: KEY_32,
    tests: questions(
      ['BigQuestion'],
      ['9'.repeat(64), '0'.repeat(64), `1${'0'.repeat(63)}`, '18446744073709551616', '9007199254740993'],
    ),
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:QN64',
    key: KEY_32,
    mode: 'mutual',
    tests: questions(['BigQuestion', 'Mutual'], ['9'.repeat(128), '12345678'.repeat(16)]),
  },
  {
    suite: 'OCRA-1:HOTP-SHA1-6:QH40',
    key: KEY_20,
    tests: [
      ...questions(['QuestionTwin', 'LetterCase', 'OddNibbles'], ['abc', 'ABC', 'aBc']),
      ...questions(['QuestionTwin'], ['abc0', 'abc000']),
      ...questions(['OddNibbles'], ['0abc0', '1', 'f']),
      ...questions([], ['10', 'da39a3ee5e6b4b0d3255bfef95601890afd80709']),
    ],
  },
  {
    suite: 'OCRA-1:HOTP-SHA1-6:QH8',
    key: KEY_20,
    tests: questions(['SuiteText'], ['deadbeef', '0']),
  },
  {
    suite: 'OCRA-1:HOTP-SHA1-6:QH64',
    key: KEY_20,
    mode: 'mutual',
    tests: questions(['BigQuestion', 'Mutual'], ['f'.repeat(128), '0123456789abcdef'.repeat(8)]),
  },
  {
    suite: 'OCRA-1:HOTP-SHA512-8:QA64',
    key: KEY_64,
    tests: [
      ...questions(['LetterCase'], ['abc', 'ABC']),
      ...questions([], ['0', '00', '12345678', 'z']),
      ...questions(['BigQuestion'], ['Q'.repeat(64)]),
    ],
  },
  {
    suite: 'OCRA-1:HOTP-SHA512-8:QA64',
    key: KEY_64,
    mode: 'mutual',
    tests: questions(['BigQuestion', 'Mutual'], ['Q'.repeat(128), `${'A'.repeat(64)}${'b'.repeat(64)}`]),
  },
];

const COUNTERS = [
  ['0', 'zero'],
  ['1', 'one'],
  ['10', 'decimal ten, not hexadecimal'],
  ['0010', 'ten with leading zeros'],
  ['2147483647', '2^31 - 1'],
  ['2147483648', '2^31'],
  ['4294967295', '2^32 - 1'],
  ['4294967296', '2^32'],
  ['9007199254740992', '2^53'],
  ['9007199254740993', '2^53 + 1'],
  ['9223372036854775808', '2^63'],
  ['18446744073709551615', '2^64 - 1'],
] as const;

const COUNTER_GROUP: OcraDraftGroup = {
  suite: 'OCRA-1:HOTP-SHA256-8:C-QN08',
  key: KEY_32,
  tests: COUNTERS.map(([counter, comment]) => ({
    comment: `counter ${counter}: ${comment}`,
    flags: ['CounterEdge'],
    input: { question: '12345678', counter },
  })),
};

/** Field, step in seconds, and for bare T the flag. */
const TIME_STEPS = [
  ['T1S', 1],
  ['T59S', 59],
  ['T1M', 60],
  ['T59M', 3540],
  ['T1H', 3600],
  ['T48H', 172800],
  ['T', 60],
] as const;

const TIME_GROUPS: readonly OcraDraftGroup[] = TIME_STEPS.map(([field, stepSeconds]) => {
  const steps = Math.floor(1206446790 / stepSeconds);
  const inputs = [
    ['time 1206446790', { time: '1206446790' }],
    ['the same as a count of steps', { timestamp: String(steps) }],
    ['the first second of that step', { time: String(steps * stepSeconds) }],
    ['the last second of the step before', { time: String(steps * stepSeconds - 1) }],
    ['time 0', { time: '0' }],
    ['the largest time', { time: '18446744073709551615' }],
  ] as const;
  return {
    suite: `OCRA-1:HOTP-SHA512-8:QN08-${field}`,
    key: KEY_64,
    tests: inputs.map(([comment, time]) => ({
      comment,
      flags: field === 'T' ? ['TimeUnit', 'BareForm'] : ['TimeUnit'],
      input: { question: '12345678', ...time },
    })),
  };
});

const SESSION_GROUPS: readonly OcraDraftGroup[] = [1, 64, 128, 256, 512, 999].map((length) => ({
  suite: `OCRA-1:HOTP-SHA256-8:QA08-S${String(length).padStart(3, '0')}`,
  key: KEY_32,
  tests: [countedBytes(length), '00'.repeat(length)].map((session, index) => ({
    comment: `${length} bytes of session information, ${index === 0 ? '00 01 02 ...' : 'all zero'}`,
    flags: ['SessionLength'],
    input: { question: 'SESSION1', session },
  })),
}));

const DIGIT_GROUPS: readonly OcraDraftGroup[] = [
  ['SHA1', 4, KEY_20, ['12345678', '2193']],
  ['SHA1', 5, KEY_20, ['12345678']],
  ['SHA1', 9, KEY_20, ['12345678']],
  ['SHA1', 10, KEY_20, ['12345678', '5131', '9889']],
  ['SHA256', 4, KEY_32, ['12345678']],
  ['SHA256', 10, KEY_32, ['12345678']],
  ['SHA512', 4, KEY_64, ['12345678']],
  ['SHA512', 10, KEY_64, ['12345678']],
].map(([hash, digits, key, texts]) => ({
  suite: `OCRA-1:HOTP-${hash}-${digits}:QN08`,
  key: key as string,
  tests: (texts as string[]).map((question) => ({
    comment: `${digits} digits, question ${question}`,
    flags: question === '12345678' ? ['ResponseLength'] : ['ResponseLength', 'LeadingZero'],
    input: { question },
  })),
}));

const PIN_FORMS = [
  ['1234 as text', { pin: '1234' }],
  ['a PIN of one character', { pin: '0' }],
  ['a PIN with leading zeros', { pin: '0042' }],
  ['a PIN of 64 characters', { pin: '7'.repeat(64) }],
  ['a PIN with letters, signs and a space', { pin: 'Ab 3-!' }],
  ['a PIN beyond ASCII', { pin: 'p\u00efn\u20ac' }],
] as const;

const PIN_GROUPS: readonly OcraDraftGroup[] = (
  [
    ['PSHA1', '7110eda4d09e062aa5e4a390b0a572ac0d2c0220'],
    ['PSHA256', '03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4'],
    [
      'PSHA512',
      'd404559f602eab6fd602ac7680dacbfaadd13630335e951f097af3900e9de176b6db28512f2e000b9d04fba5133e8b1c6e8df59db3a8ab9d60be4b97cc9e81db',
    ],
    ['P', '7110eda4d09e062aa5e4a390b0a572ac0d2c0220'],
  ] as const
).map(([field, pinHash]) => ({
  suite: `OCRA-1:HOTP-SHA256-8:QN08-${field}`,
  key: KEY_32,
  tests: [...PIN_FORMS, ['1234 as its hash', { pinHash }] as const].map(([comment, pin]) => ({
    comment,
    flags: field === 'P' ? ['PinForm', 'BareForm'] : ['PinForm'],
    input: { question: '12345678', ...pin },
  })),
}));

const KEY_GROUPS: readonly OcraDraftGroup[] = [
  ['SHA1', '00', 'one byte'],
  ['SHA1', countedBytes(64), 'exactly one block'],
  ['SHA1', countedBytes(65), 'one byte more than a block'],
  ['SHA1', countedBytes(20).toUpperCase(), '20 bytes, written in capitals'],
  ['SHA512', countedBytes(128), 'exactly one block'],
  ['SHA512', countedBytes(129), 'one byte more than a block'],
].map(([hash, key, comment]) => ({
  suite: `OCRA-1:HOTP-${hash}-6:QN08`,
  key: key as string,
  tests: [{ comment: `a key of ${comment}`, flags: ['KeyLength'], input: { question: '12345678' } }],
}));

const EVERY_FIELD = { counter: '7', pin: '1234', session: countedBytes(64), time: '1206446790' };

const COMBINED_GROUPS: readonly OcraDraftGroup[] = [
  {
    suite: 'OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1-S064-T1M',
    key: KEY_32,
    tests: [{ comment: 'every field', input: { question: '12345678', ...EVERY_FIELD } }],
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:C-Q-P-S-T',
    key: KEY_32,
    tests: [
      {
        comment: 'every field, all in their bare forms',
        flags: ['BareForm', 'SuiteText'],
        input: { question: '12345678', ...EVERY_FIELD },
      },
    ],
  },
  {
    suite: 'OCRA-1:HOTP-SHA512-10:C-QA64-PSHA256-T1H',
    key: KEY_64,
    mode: 'signature',
    tests: ['Pay100USDtoAccount12345', 'X'.repeat(64)].map((question) => ({
      comment: `signature over ${question.length} characters`,
      flags: ['Signature'],
      input: { question, counter: '1', pin: '1234', time: '1206446790' },
    })),
  },
];

export const VALID_GROUPS: readonly OcraDraftGroup[] = [
  ...QUESTION_GROUPS,
  COUNTER_GROUP,
  ...TIME_GROUPS,
  ...SESSION_GROUPS,
  ...DIGIT_GROUPS,
  ...PIN_GROUPS,
  ...KEY_GROUPS,
  ...COMBINED_GROUPS,
];
