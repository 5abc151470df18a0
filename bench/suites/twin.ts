/**
 * Suite `twin`: a complete login at the twin, beside the response alone; and how long the first one takes.
 */
import { performance } from 'node:perf_hooks';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { hmacOcra } from '../contestants/hmac-ocra.js';
import { logIn, twinLogin } from '../contestants/twin-login.js';
import type { Effort } from '../effort.js';
import { type DurationFinding, type Finding, findRatio } from '../finding.js';
import { median } from '../ratio.js';
import { DSC_PLUS } from './ocra-tasks.js';

/** A login costs at most so many prepared createHmac responses. */
const LOGIN_GOAL = 12;
const FIRST_RESPONSE_MS = 10;
const NEW_CARDS = 51;

/** Wall milliseconds from nothing to a new demo card's first response. */
function newCardMs(): number {
  const before = performance.now();
  logIn(DscPlus.demo(), '123456');
  return performance.now() - before;
}

function duration(name: string, milliseconds: number): DurationFinding {
  return { type: 'duration', name, milliseconds, atMostMs: FIRST_RESPONSE_MS };
}

/** The first finding is only right when nothing has made a twin in this process before. */
export function* twin(effort: Effort): Generator<Finding> {
  yield duration('first response of the process, from DscPlus.demo()', newCardMs());
  yield findRatio(
    {
      name: 'complete login on profile dsc-plus',
      contestant: twinLogin(),
      yardstick: hmacOcra(DSC_PLUS.task),
      inputs: DSC_PLUS.questions,
      knownAnswers: DSC_PLUS.knownAnswers,
    },
    { kind: 'cost', goal: LOGIN_GOAL },
    effort,
  );
  const newCards = Array.from({ length: NEW_CARDS }, newCardMs);
  yield duration('first response of a new card, from DscPlus.demo(), code compiled', median(newCards));
}
