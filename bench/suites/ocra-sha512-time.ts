/** Suite: SHA-512 with a time stamp (RFC 6287 appendix C.1). */
import { decimalQuestion } from '../contest/contestant.js';
import type { ContestSuite } from '../suite.js';
import { KEY_SHA512 } from './keys.js';

export const OCRA_SHA512_TIME: ContestSuite = {
  type: 'contest',
  name: 'ocra-sha512-time',
  title: 'OCRA-1:HOTP-SHA512-8:QN08-T1M',
  quick: true,
  contest: {
    algorithm: 'ocra',
    task: { suite: 'OCRA-1:HOTP-SHA512-8:QN08-T1M', key: KEY_SHA512, timestamp: 20_107_446n },
    inputAt: decimalQuestion(8),
    knownAnswers: [
      ['00000000', '95209754'],
      ['44444444', '36209546'],
    ],
  },
  goals: [
    { contestant: 'core', bound: 0.43 },
    { contestant: 'engine-one', bound: 3.1 },
    { contestant: 'engine-batch-numbers', bound: 4.3 },
    { contestant: 'engine-batch-text', bound: 4 },
  ],
};
