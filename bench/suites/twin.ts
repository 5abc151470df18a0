/**
 * Suite `twin`: a complete login at the twin, beside the response alone; and how long the first one takes.
 */
import { performance } from 'node:perf_hooks';
import { builtTwin } from '../built.js';
import { hmacOcra } from '../contestants/hmac-ocra.js';
import { logIn, twinLogin } from '../contestants/twin-login.js';
import type { Effort } from '../effort.js';
import { type DurationFinding, type Finding, findRatio } from '../finding.js';
import { median } from '../ratio.js';
import { firstResponseMs } from '../start-up/first-response.js';
import { DSC_PLUS } from './ocra-tasks.js';

/** A login costs at most so many prepared createHmac responses. */
const LOGIN_GOAL = 12;
const FIRST_RESPONSE_MS = 10;

/** The median of the wall times of many tries. */
function duration(name: string, tries: number, wallMs: () => number): DurationFinding {
  const milliseconds = median(Array.from({ length: tries }, wallMs));
  return { type: 'duration', name, milliseconds, atMostMs: FIRST_RESPONSE_MS };
}

export async function* twin(effort: Effort): AsyncGenerator<Finding> {
  const { DscPlus } = await builtTwin();
  yield findRatio(
    {
      name: 'complete login on profile dsc-plus',
      contestant: await twinLogin(),
      yardstick: hmacOcra(DSC_PLUS.task),
      inputs: DSC_PLUS.questions,
      knownAnswers: DSC_PLUS.knownAnswers,
    },
    { kind: 'cost', goal: LOGIN_GOAL },
    effort,
  );
  yield duration('DscPlus.demo() and its first response, first in a process', effort.processRounds, () =>
    firstResponseMs(),
  );
  yield duration('DscPlus.demo() and its first response, code compiled', effort.processRounds, () => {
    const before = performance.now();
    logIn(DscPlus.demo(), '123456');
    return performance.now() - before;
  });
}
