/**
 * Suite: a million tokens of one suite in memory: what each takes, and a sweep over them beside a batch of one token.
 */
import { join } from 'node:path';
import { builtOath, builtUrl, ROOT } from '../built.js';
import { contestClock } from '../contest/clock.js';
import { decimalQuestion } from '../contest/contestant.js';
import { playRounds } from '../contest/play.js';
import { stopwatches } from '../contest/stopwatch.js';
import type { Effort } from '../effort.js';
import { type Finding, ratioFinding } from '../finding.js';
import { runNode } from '../programs/run-node.js';
import { median } from '../statistics/median.js';
import type { OtherSuite } from '../suite.js';

const COUNT = 1_000_000;
/** So many tokens in one pass: more than any cache holds. */
const SWEPT = 200_000;
const PROCESSES = 5;
const MOST_BYTES = 110;
const SWEEP_GOAL = 0.9;

const PLAIN = 'OCRA-1:HOTP-SHA1-6:QN08';
const WITH_PIN = 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1';
const WITH_ALL = 'OCRA-1:HOTP-SHA1-8:C-QN06-PSHA1';

function memoryOf(suite: string): Finding {
  const program = join(ROOT, 'bench', 'programs', 'token-memory.mjs');
  const words = ['--expose-gc', program, builtUrl('firmware/oath/index.js'), suite, String(COUNT)];
  const bytesEach = median(Array.from({ length: PROCESSES }, () => Number(runNode(words).output)));
  return { type: 'memory', name: `tokens/${suite}, a million`, bytesEach, atMost: MOST_BYTES };
}

async function sweepOf(suite: string, goal: number | null, { runs, rounds }: Effort): Promise<Finding> {
  const { OcraEngine, OcraTokens } = await builtOath();
  const compared = {
    name: `tokens/${suite}, a sweep`,
    contestant: 'OcraTokens.sweep',
    yardstick: 'OcraEngine batch',
  };
  const keys = Uint8Array.from({ length: 20 * COUNT }, (_, at) => (Math.imul(at, 0x9e37_79b1) >>> 15) & 0xff);
  const key = keys.slice(0, 20);
  const hasPin = suite === WITH_PIN;
  const tokens = new OcraTokens(suite);
  tokens.addAll(keys, hasPin ? keys : undefined);
  const engine = new OcraEngine(suite, key);
  const fixed = hasPin ? { pinHash: key } : {};
  const questionAt = decimalQuestion(hasPin ? 6 : 8);
  const questions = Uint32Array.from({ length: SWEPT }, (_, index) => Number(questionAt(index % 1024)));
  const [swept, batch] = [new Uint32Array(SWEPT), new Uint32Array(SWEPT)];
  let first = 0;
  const sweep = () => {
    tokens.sweep(questionAt(0), swept, first);
    first = (first + SWEPT) % COUNT;
  };
  sweep();
  engine.respondNumbers(questions, batch, fixed);
  if (swept[0] !== batch[0])
    return { type: 'refused', ...compared, reason: 'the first token and the engine with its key differ' };
  const timed = [
    { name: 'sweep', pass: sweep, answers: SWEPT },
    { name: 'batch', pass: () => engine.respondNumbers(questions, batch, fixed), answers: SWEPT },
  ];
  const clock = contestClock();
  const played = Array.from({ length: runs }, (_, run) =>
    playRounds(timed, rounds, stopwatches(clock), run).map(
      (round) => (round.sweep as number) / (round.batch as number),
    ),
  );
  tokens.destroy();
  const timing = `benchmark.js in ${clock.name}` as const;
  return ratioFinding(
    compared,
    { reading: 'speed', timing, goal },
    { knownAnswers: 0, equalAnswers: 1 },
    played,
  );
}

async function* findings(effort: Effort): AsyncGenerator<Finding> {
  for (const suite of [PLAIN, WITH_ALL]) yield memoryOf(suite);
  yield await sweepOf(PLAIN, SWEEP_GOAL, effort);
  // A PIN hash of each token's own leaves a block without a prepared schedule, so this is information.
  yield await sweepOf(WITH_PIN, null, effort);
}

export const TOKENS: OtherSuite = {
  type: 'other',
  name: 'tokens',
  title: 'tokens by the million',
  quick: false,
  findings,
};
