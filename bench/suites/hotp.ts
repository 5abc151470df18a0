/** Suite: HOTP, counters in a row (RFC 4226 appendix D). */
import type { ContestSuite } from '../suite.js';
import { KEY_SHA1 } from './keys.js';

export const HOTP: ContestSuite = {
  type: 'contest',
  name: 'hotp',
  title: 'HOTP, SHA-1, 6 digits',
  quick: true,
  contest: {
    algorithm: 'hotp',
    task: { key: KEY_SHA1, digits: 6 },
    inputAt: (index) => index,
    knownAnswers: [
      [0, '755224'],
      [1, '287082'],
      [9, '520489'],
    ],
  },
  goals: [
    { contestant: 'core', bound: 1.8 },
    { contestant: 'engine-one', bound: 10 },
    { contestant: 'engine-batch-numbers', bound: 36 },
    { contestant: 'engine-batch-text', bound: 22 },
    { contestant: 'engine-one', against: 'fastest npm package', bound: 12 },
    { contestant: 'engine-batch-numbers', against: 'fastest npm package', bound: 44 },
  ],
};
