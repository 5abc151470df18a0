/** Suite: what a card of profile dsc-plus-counter computes; nothing is published for its OCRA suite. */
import { createHash } from 'node:crypto';
import { decimalQuestion } from '../contest/contestant.js';
import type { ContestSuite } from '../suite.js';
import { KEY_SHA256 } from './keys.js';

const OCRA_SUITE = 'OCRA-1:HOTP-SHA256-8:C-QN06-PSHA256';

export const DSC_PLUS_COUNTER: ContestSuite = {
  type: 'contest',
  name: 'dsc-plus-counter',
  title: `profile dsc-plus-counter, ${OCRA_SUITE}`,
  quick: false,
  contest: {
    algorithm: 'ocra',
    task: {
      suite: OCRA_SUITE,
      key: KEY_SHA256,
      counter: 1n,
      pinHash: createHash('sha256').update('1234').digest(),
    },
    inputAt: decimalQuestion(6),
    knownAnswers: [],
  },
  goals: [],
};
