/** Suite: how long a program that uses the library waits for the first response of a twin. */
import { performance } from 'node:perf_hooks';
import { builtTwin } from '../built.js';
import { logIn } from '../contestants/twin-login.js';
import type { Effort } from '../effort.js';
import type { DurationFinding, Finding } from '../finding.js';
import { firstResponseMs } from '../programs/first-response.js';
import { median } from '../statistics/median.js';
import type { OtherSuite } from '../suite.js';

const FIRST_RESPONSE_MS = 10;

/** The median of the wall times of many tries. */
function duration(name: string, tries: number, wallMs: () => number): DurationFinding {
  const milliseconds = median(Array.from({ length: tries }, wallMs));
  return { type: 'duration', name, milliseconds, atMostMs: FIRST_RESPONSE_MS };
}

async function* findings({ processRounds }: Effort): AsyncGenerator<Finding> {
  const { DscPlus } = await builtTwin();
  yield duration('DscPlus.demo() and its first response, first in a process', processRounds, firstResponseMs);
  yield duration('DscPlus.demo() and its first response, code compiled', processRounds, () => {
    const before = performance.now();
    logIn(DscPlus.demo(), '123456');
    return performance.now() - before;
  });
}

export const FIRST_LOGIN: OtherSuite = {
  type: 'other',
  name: 'first-login',
  title: 'the first response of a twin',
  quick: true,
  findings,
};
