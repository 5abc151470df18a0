/** Suite: SHA-256 with a PIN, whose published answers are those of PIN 1234 (RFC 6287 appendix C.1). */
import { createHash } from 'node:crypto';
import { decimalQuestion } from '../contest/contestant.js';
import type { ContestSuite } from '../suite.js';
import { KEY_SHA256 } from './keys.js';

export const OCRA_SHA256_PIN: ContestSuite = {
  type: 'contest',
  name: 'ocra-sha256-pin',
  title: 'OCRA-1:HOTP-SHA256-8:QN08-PSHA1',
  quick: true,
  contest: {
    algorithm: 'ocra',
    task: {
      suite: 'OCRA-1:HOTP-SHA256-8:QN08-PSHA1',
      key: KEY_SHA256,
      pinHash: createHash('sha1').update('1234').digest(),
    },
    inputAt: decimalQuestion(8),
    knownAnswers: [
      ['00000000', '83238735'],
      ['11111111', '01501458'],
      ['44444444', '86807031'],
    ],
  },
  goals: [
    { contestant: 'core', bound: 0.85 },
    { contestant: 'engine-one', bound: 2.6 },
    { contestant: 'engine-batch-numbers', bound: 7 },
    { contestant: 'engine-batch-text', bound: 6.2 },
  ],
};
