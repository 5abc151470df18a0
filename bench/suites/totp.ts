/** Suite: TOTP, time steps in a row (RFC 6238 appendix B). */
import type { ContestSuite } from '../suite.js';
import { KEY_SHA256 } from './keys.js';

export const TOTP: ContestSuite = {
  type: 'contest',
  name: 'totp',
  title: 'TOTP, SHA-256, 8 digits',
  quick: false,
  contest: {
    algorithm: 'totp',
    task: { key: KEY_SHA256, digits: 8, hash: 'SHA256' },
    inputAt: (index) => 1_700_000_010 + 30 * index,
    knownAnswers: [
      [59, '46119246'],
      [1_111_111_109, '68084774'],
      [20_000_000_000, '77737706'],
    ],
  },
  goals: [],
};
