/** Suite: what a card of profile dsc-plus computes; its answers are published with the demo card, PIN 1234. */
import { createHash } from 'node:crypto';
import { type Contest, decimalQuestion } from '../contest/contestant.js';
import type { ContestSuite } from '../suite.js';
import { KEY_SHA1 } from './keys.js';

export const DSC_PLUS_CONTEST = {
  algorithm: 'ocra',
  task: {
    suite: 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1',
    key: KEY_SHA1,
    pinHash: createHash('sha1').update('1234').digest(),
  },
  inputAt: decimalQuestion(6),
  knownAnswers: [
    ['123456', '98276595'],
    ['000000', '43656911'],
  ],
} as const satisfies Contest;

export const DSC_PLUS: ContestSuite = {
  type: 'contest',
  name: 'dsc-plus',
  title: `profile dsc-plus, ${DSC_PLUS_CONTEST.task.suite}`,
  quick: false,
  contest: DSC_PLUS_CONTEST,
  goals: [],
};
