/**
 * The OCRA suites that are benchmarked: those of the device profiles, and two of RFC 6287.
 *
 * Keys are the RFC's test keys, "1234567890" repeated to the hash's length; the PIN is the demo card's, 1234.
 */
import { createHash } from 'node:crypto';
import type { KnownAnswer } from '../contestant.js';
import type { OcraTask } from '../contestants/ocra-task.js';
import { decimalQuestions, letterQuestions } from './questions.js';

export interface OcraBenchmark {
  readonly task: OcraTask;
  readonly questions: readonly string[];
  readonly knownAnswers: readonly KnownAnswer<string>[];
}

export const KEY_SHA1 = Buffer.from('1234567890'.repeat(2));
export const KEY_SHA256 = Buffer.from('1234567890'.repeat(4).slice(0, 32));
export const KEY_SHA512 = Buffer.from('1234567890'.repeat(7).slice(0, 64));

/** Profile `dsc-plus`; its answers are published with the demo card. */
export const DSC_PLUS: OcraBenchmark = {
  task: {
    suite: 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1',
    key: KEY_SHA1,
    pinHash: createHash('sha1').update('1234').digest(),
  },
  questions: decimalQuestions(6),
  knownAnswers: [
    ['123456', '98276595'],
    ['000000', '43656911'],
  ],
};

/** Profile `dsc-plus-counter`; nothing is published for its suite. */
const DSC_PLUS_COUNTER: OcraBenchmark = {
  task: {
    suite: 'OCRA-1:HOTP-SHA256-8:C-QN06-PSHA256',
    key: KEY_SHA256,
    counter: 1n,
    pinHash: createHash('sha256').update('1234').digest(),
  },
  questions: decimalQuestions(6),
  knownAnswers: [],
};

/** Profile `dsc-plus-mutual`; RFC 6287 appendix C.3 has its suite for signatures, which compute the same. */
const DSC_PLUS_MUTUAL: OcraBenchmark = {
  task: { suite: 'OCRA-1:HOTP-SHA256-8:QA08', key: KEY_SHA256 },
  questions: letterQuestions(),
  knownAnswers: [
    ['SIG10000', '53095496'],
    ['SIG11000', '04110475'],
  ],
};

/** RFC 6287 appendix C.1. */
const RFC_SHA1: OcraBenchmark = {
  task: { suite: 'OCRA-1:HOTP-SHA1-6:QN08', key: KEY_SHA1 },
  questions: decimalQuestions(8),
  knownAnswers: [
    ['00000000', '237653'],
    ['11111111', '243178'],
    ['99999999', '294470'],
  ],
};

/** RFC 6287 appendix C.1. */
const RFC_SHA512: OcraBenchmark = {
  task: { suite: 'OCRA-1:HOTP-SHA512-8:QN08-T1M', key: KEY_SHA512, timestamp: 20_107_446n },
  questions: decimalQuestions(8),
  knownAnswers: [
    ['00000000', '95209754'],
    ['44444444', '36209546'],
  ],
};

export const OCRA_BENCHMARKS: readonly OcraBenchmark[] = [
  DSC_PLUS,
  DSC_PLUS_COUNTER,
  DSC_PLUS_MUTUAL,
  RFC_SHA1,
  RFC_SHA512,
];
