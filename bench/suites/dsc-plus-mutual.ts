/**
 * Suite: what a card of profile dsc-plus-mutual computes. RFC 6287 appendix C.3 has its OCRA suite for
 * signatures, which compute the same.
 */
import type { ContestSuite } from '../suite.js';
import { KEY_SHA256 } from './keys.js';

const OCRA_SUITE = 'OCRA-1:HOTP-SHA256-8:QA08';

export const DSC_PLUS_MUTUAL: ContestSuite = {
  type: 'contest',
  name: 'dsc-plus-mutual',
  title: `profile dsc-plus-mutual, ${OCRA_SUITE}`,
  quick: false,
  contest: {
    algorithm: 'ocra',
    task: { suite: OCRA_SUITE, key: KEY_SHA256 },
    inputAt: (index) => `Srv${String(index * 61).padStart(5, '0')}`,
    knownAnswers: [
      ['SIG10000', '53095496'],
      ['SIG11000', '04110475'],
    ],
  },
  goals: [],
};
