/**
 * Suite: from how many responses on the engine is faster than the core, counted from the first call in a fresh
 * process: its kernels have to be compiled first.
 */
import type { Effort } from '../effort.js';
import type { BreakEvenFinding, Finding } from '../finding.js';
import { type FirstTask, type FirstWay, firstResponses } from '../programs/first-responses.js';
import { median } from '../statistics/median.js';
import type { ContestSuite, OtherSuite } from '../suite.js';
import { OCRA_SHA1 } from './ocra-sha1.js';
import { OCRA_SHA256_PIN } from './ocra-sha256-pin.js';
import { OCRA_SHA512_TIME } from './ocra-sha512-time.js';

const COUNTS = [1, 100, 300, 1000, 3000, 10_000, 30_000];
const WAYS = ['core', 'engine-one', 'engine-batch-text'] as const satisfies readonly FirstWay[];

function taskOf({ contest }: ContestSuite): FirstTask {
  if (contest.algorithm !== 'ocra') throw new Error('the break-even is that of OCRA');
  const { suite, key, pinHash, timestamp } = contest.task;
  return {
    suite,
    keyHex: Buffer.from(key).toString('hex'),
    pinHashHex: pinHash === undefined ? null : Buffer.from(pinHash).toString('hex'),
    timestamp: timestamp?.toString() ?? null,
  };
}

/** The first count from which on it stays so. */
export function breakEvenOf(points: BreakEvenFinding['points']): number | null {
  const lastSlower = points.findLastIndex(({ contestantMs, yardstickMs }) => contestantMs > yardstickMs);
  return points[lastSlower + 1]?.answers ?? null;
}

async function* findings({ runs }: Effort): AsyncGenerator<Finding> {
  for (const suite of [OCRA_SHA1, OCRA_SHA256_PIN, OCRA_SHA512_TIME]) {
    const task = taskOf(suite);
    const points = COUNTS.map((count) => {
      const rounds = Array.from({ length: runs }, () => WAYS.map((way) => firstResponses(task, way, count)));
      const answers = new Set(rounds.flat().map(({ last }) => last));
      if (answers.size !== 1) throw new Error(`core and engine answer ${count} questions differently`);
      const milliseconds = WAYS.map((_, index) =>
        median(rounds.map((round) => round[index]?.milliseconds as number)),
      );
      return { count, milliseconds: milliseconds as [number, number, number] };
    });
    for (const [index, contestant] of WAYS.slice(1).entries()) {
      const ofContestant = points.map(({ count, milliseconds }) => ({
        answers: count,
        contestantMs: milliseconds[index + 1] as number,
        yardstickMs: milliseconds[0],
      }));
      const name = `break-even/${suite.name}/${contestant}`;
      yield {
        type: 'break-even',
        name,
        contestant,
        yardstick: 'core',
        points: ofContestant,
        from: breakEvenOf(ofContestant),
      };
    }
  }
}

export const BREAK_EVEN: OtherSuite = {
  type: 'other',
  name: 'break-even',
  title: 'from the first call to N responses in a fresh process',
  quick: false,
  findings,
};
