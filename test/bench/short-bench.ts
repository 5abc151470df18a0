/** A bench that plays almost every suite for a moment. */
import { EFFORTS } from '../../bench/effort.js';
import { PROJECT_BENCH } from '../../bench/project-bench.js';
import { type Bench, runBench } from '../../bench/run-bench.js';
import type { Settings } from '../../bench/settings.js';

/** As much as is needed to see everything once. */
export const GLANCE = {
  ...EFFORTS.quick,
  rounds: 2,
  turnProcesses: 2,
  maximumTurnProcesses: 3,
  turnRounds: 2,
  processRounds: 2,
  warmUpExchanges: 10,
  exchangeRounds: 2,
  loginSampleMs: 20,
};
const LEFT_OUT = ['ocra-sha256-pin', 'ocra-sha512-time', 'first-login'];
export const SHORT: Bench = {
  ...PROJECT_BENCH,
  suites: PROJECT_BENCH.suites.filter(({ name }) => !LEFT_OUT.includes(name)),
  efforts: { full: GLANCE, quick: GLANCE },
};

const NOTHING: Settings = {
  quick: true,
  suite: null,
  json: null,
  actionJson: null,
  compare: null,
  into: null,
};

export async function run(settings: Partial<Settings>, bench = SHORT) {
  const printed: string[] = [];
  const status = await runBench({ ...NOTHING, ...settings }, bench, (lines) => printed.push(...lines));
  return { status, printed };
}
