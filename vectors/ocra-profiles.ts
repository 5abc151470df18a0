/**
 * Vectors of the suites that the device profiles use, `ocra-profiles.json`.
 */
import type { OcraVectorFile } from '../host/rig/vector-file.js';
import { KEY_20, KEY_32, type OcraDraft, type OcraDraftGroup, ocraFile } from './draft.js';

const FLAGS = {
  PublishedHere:
    'A known answer published by this project, computed by other code than the core, which reproduces all vectors of RFC 6287.',
  ShortChallenge:
    'A challenge shorter than the response, as the imitated device has it; RFC 6287 (IC4) advises against it.',
  PinBound:
    'Only the PIN differs from a neighbouring test: a wrong PIN gives a wrong response, not an error.',
  QuestionTwin: 'Another question of the group is the same 128 bytes, so both have one response.',
  Mutual: "The question is the other party's question followed by one's own.",
  Unlock: "The question is one that a locked card shows; the key is the card's unlock key.",
};

const PIN_SHA256 = '03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4';

function pinTests(literals: Readonly<Record<string, string>>, counter?: string): OcraDraft[] {
  return ['123456', '000000', '999999', '000016', '000001'].flatMap((question) =>
    ['1234', '1235'].map((pin) => {
      const response = literals[`${question} ${pin}`];
      return {
        comment: `challenge ${question}, PIN ${pin}${counter === undefined ? '' : `, counter ${counter}`}`,
        flags: [
          'ShortChallenge',
          'PinBound',
          ...(response === undefined ? [] : ['PublishedHere']),
          ...(['000016', '000001'].includes(question) ? ['QuestionTwin'] : []),
        ],
        input: { question, ...(counter !== undefined && { counter }), pin },
        ...(response !== undefined && { response }),
      };
    }),
  );
}

function plainTests(questions: readonly string[], flags: readonly string[]): OcraDraft[] {
  return questions.map((question) => ({ comment: `question ${question}`, flags, input: { question } }));
}

const GROUPS: readonly OcraDraftGroup[] = [
  {
    suite: 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1',
    key: KEY_20,
    tests: pinTests({
      '123456 1234': '98276595',
      '123456 1235': '19115491',
      '000000 1234': '43656911',
      '000000 1235': '39912090',
    }),
  },
  {
    suite: 'OCRA-1:HOTP-SHA1-8:C-QN06-PSHA1',
    key: KEY_20,
    tests: pinTests({ '123456 1234': '10232584', '123456 1235': '64758353' }, '0'),
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:C-QN06-PSHA256',
    key: KEY_32,
    tests: [
      ...pinTests({}, '0'),
      ...['1', '2', '255', '256', '4294967296'].map((counter) => ({
        comment: `the same challenge and PIN, counter ${counter}`,
        flags: ['ShortChallenge'],
        input: { question: '123456', counter, pin: '1234' },
      })),
    ],
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:QN06-PSHA256',
    key: KEY_32,
    tests: [
      ...pinTests({}),
      {
        comment: 'challenge 123456, PIN 1234 given as its hash',
        flags: ['ShortChallenge'],
        input: { question: '123456', pinHash: PIN_SHA256 },
      },
      {
        comment: 'challenge 123456, PIN of six letters, digits and signs',
        flags: ['ShortChallenge'],
        input: { question: '123456', pin: 'aB3-!z' },
      },
    ],
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:QN06',
    key: KEY_32,
    tests: plainTests(['000000', '123456', '999999'], ['ShortChallenge']),
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:QA08',
    key: KEY_32,
    tests: plainTests(['00000000', 'CARD1234', 'card1234', 'A'], []),
  },
  {
    suite: 'OCRA-1:HOTP-SHA256-8:QA08',
    key: KEY_32,
    mode: 'mutual',
    tests: [
      ['the server answers', 'CARD1234SERVER99'],
      ['the card answers', 'SERVER99CARD1234'],
      ['the server answers, another pair', '7K2MQ9XA00000001'],
      ['the card answers, another pair', '000000017K2MQ9XA'],
    ].map(([who, question]) => ({
      comment: `${who}: question ${question}`,
      flags: ['Mutual'],
      input: { question: question as string },
    })),
  },
  {
    suite: 'OCRA-1:HOTP-SHA1-8:QN08',
    key: KEY_20,
    tests: plainTests(['00000000', '12345678', '40960001', '99999999'], ['Unlock']),
  },
];

/** The file, answers computed. */
export function ocraProfiles(): OcraVectorFile {
  return ocraFile({ source: 'tokentwin; computed by its core, but for PublishedHere', flags: FLAGS }, GROUPS);
}
