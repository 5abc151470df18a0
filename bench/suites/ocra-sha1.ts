/** Suite: the shortest computation of OCRA, four compressions of SHA-1 (RFC 6287 appendix C.1). */
import { decimalQuestion } from '../contest/contestant.js';
import type { ContestSuite } from '../suite.js';
import { KEY_SHA1 } from './keys.js';

export const OCRA_SHA1: ContestSuite = {
  type: 'contest',
  name: 'ocra-sha1',
  title: 'OCRA-1:HOTP-SHA1-6:QN08',
  quick: true,
  contest: {
    algorithm: 'ocra',
    task: { suite: 'OCRA-1:HOTP-SHA1-6:QN08', key: KEY_SHA1 },
    inputAt: decimalQuestion(8),
    knownAnswers: [
      ['00000000', '237653'],
      ['11111111', '243178'],
      ['99999999', '294470'],
    ],
  },
  goals: [
    { contestant: 'core', bound: 0.95 },
    { contestant: 'engine-one', bound: 5.5 },
    { contestant: 'engine-batch-numbers', bound: 22 },
    { contestant: 'engine-batch-text', bound: 15 },
    { contestant: 'engine-batch-numbers', against: 'hmac-straightforward', bound: 45 },
  ],
};
