/**
 * What guards the figures of a contest: every contestant answers right before it is timed, all play by turns in
 * an order drawn anew, the clock is the process's CPU time. No test asks for a speed: that is the machine's matter.
 */
import { describe, expect, it } from 'vitest';
import { asHrtime, contestClock, smallestStep } from '../../bench/contest/clock.js';
import { playJob } from '../../bench/contest/contest-process.js';
import type { Contest, Contestant, Player } from '../../bench/contest/contestant.js';
import { INPUTS } from '../../bench/contest/contestant.js';
import { gaugePass } from '../../bench/contest/gauge.js';
import { playRounds, playTurns } from '../../bench/contest/play.js';
import { SAMPLE_SECONDS, SAMPLES } from '../../bench/contest/sampling.js';
import { seatAll } from '../../bench/contest/seat.js';
import { stopwatches } from '../../bench/contest/stopwatch.js';
import { HMAC_PREPARED } from '../../bench/contestants/hmac-prepared.js';
import { PROJECT_BENCH } from '../../bench/project-bench.js';
import { YARDSTICK } from '../../bench/suite.js';
import { HOTP } from '../../bench/suites/hotp.js';
import { OWN_SUITES } from '../../bench/suites/own.js';
import { secondOcra } from '../vectors/second-ocra.js';

const NOBODY = new Map<string, number>();
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The right player of a contest, as node:crypto does it. */
async function rightHotp(): Promise<Player<number> & { shape: 'one' }> {
  const player = await HMAC_PREPARED.hotp?.({ key: HOTP.contest.task.key, digits: 6 });
  if (player?.shape !== 'one') throw new Error('the yardstick answers one by one');
  return player;
}

/** HOTP, right but for one input. */
function wrongFor(name: string, wrongInput: number, shape: 'one' | 'batch'): Contestant {
  const hotp = async (): Promise<Player<number>> => {
    const right = await rightHotp();
    const answer = (input: number): string => (input === wrongInput ? '000000' : right.answer(input));
    if (shape === 'one') return { shape, answer };
    return { shape, over: (inputs) => ({ answerAll: () => undefined, answers: () => inputs.map(answer) }) };
  };
  return { name, what: 'wrong once', side: 'ours', hotp };
}

const seat = (contestants: readonly Contestant[], contest: Contest = HOTP.contest) =>
  seatAll(contest, contestants, YARDSTICK, NOBODY);

describe('a contestant that answers wrongly', () => {
  it.each(['one', 'batch'] as const)('is refused for a known answer (%s)', async (shape) => {
    const { seats, refusals } = await seat([wrongFor('wrong', 9, shape), HMAC_PREPARED]);
    expect(seats.map(({ contestant }) => contestant.name)).toEqual([YARDSTICK]);
    expect(refusals).toEqual([{ contestant: 'wrong', reason: 'does not give the known answer for 9' }]);
  });

  it.each([0, 511, INPUTS - 1])('is refused for input %i, which nobody published', async (input) => {
    const contest = { ...HOTP.contest, knownAnswers: [] } as Contest;
    for (const shape of ['one', 'batch'] as const) {
      const { refusals } = await seat([wrongFor('wrong', input, shape), HMAC_PREPARED], contest);
      expect(refusals).toEqual([{ contestant: 'wrong', reason: `answers ${input} unlike ${YARDSTICK}` }]);
    }
  });

  it('is not timed, and nobody else is', async () => {
    const suite = { ...HOTP, contestants: [wrongFor('wrong', 5, 'one'), HMAC_PREPARED] };
    const job = { suite: HOTP.name, way: 'rounds', rounds: 1, turnMs: 1, seed: 1 } as const;
    const report = await playJob(job, [suite], []);
    expect(report.refusals).toHaveLength(1);
    expect(report.rounds).toEqual([]);
  });

  it('makes everybody be refused when it is the yardstick', async () => {
    const broken = { ...wrongFor(YARDSTICK, 0, 'one'), side: 'node' } as const;
    const { seats, refusals } = await seat([broken, { ...HMAC_PREPARED, name: 'another' }]);
    expect(seats).toEqual([]);
    expect(refusals.map(({ contestant }) => contestant)).toEqual([YARDSTICK, 'another']);
  });
});

describe('every contestant of every suite', () => {
  it.each(
    PROJECT_BENCH.suites.flatMap((suite) => (suite.type === 'contest' ? [[suite.name, suite] as const] : [])),
  )('answers %s right', async (_name, suite) => {
    const { seats, refusals } = await seat(suite.contestants ?? PROJECT_BENCH.contestants, suite.contest);
    expect(refusals).toEqual([]);
    expect(seats.length).toBeGreaterThan(1);
    for (const { heard } of seats) expect(heard).toHaveLength(INPUTS);
  });

  it.each(
    OWN_SUITES.flatMap(({ name, contest }) =>
      contest.algorithm === 'ocra' ? [[name, contest] as const] : [],
    ),
  )(
    'has a yardstick for %s that answers as the second implementation of the tests does',
    async (_name, contest) => {
      const { suite, key, counter, pinHash, timestamp } = contest.task;
      const line = {
        suite,
        key: hex(key),
        counter: counter?.toString() ?? null,
        pinHash: pinHash === undefined ? null : hex(pinHash),
        timestamp: timestamp?.toString() ?? null,
      };
      const { seats } = await seat([HMAC_PREPARED], contest);
      const heard = seats[0]?.heard ?? [];
      expect(new Set(heard).size).toBeGreaterThan(INPUTS / 2);
      for (const [index, response] of heard.entries())
        expect({ response }).toEqual(secondOcra({ ...line, question: contest.inputAt(index) }));
    },
  );

  it('has a name of its own, and says what it is', () => {
    const names = PROJECT_BENCH.contestants.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { what } of PROJECT_BENCH.contestants) expect(what.length).toBeGreaterThan(20);
  });
});

describe('the order', () => {
  /** Counts time by calls, so that the test does not wait for any. */
  const countedTime = () => {
    let microseconds = 0;
    return {
      clock: { name: 'wall time', now: () => microseconds } as const,
      pass: (us: number) => (microseconds += us),
    };
  };

  it('is drawn anew in every round, from the seed, and everybody plays once', () => {
    const played: string[] = [];
    const timed = ['a', 'b', 'c', 'd'].map((name) => ({ name, pass: () => undefined, answers: 1 }));
    const watch = (name: string) => ({ run: () => played.push(name) });
    const rounds = playRounds(timed, 20, watch, 7);
    expect(rounds).toHaveLength(20);
    const orders = Array.from({ length: 21 }, (_, round) => played.slice(4 * round, 4 * round + 4));
    for (const order of orders) expect(order.toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(new Set(orders.map(String)).size).toBeGreaterThan(8);
    const again = [...played];
    played.length = 0;
    playRounds(timed, 20, watch, 7);
    expect(played).toEqual(again);
  });

  it('gives every contestant turns that are about as long, whatever its speed', () => {
    const { clock, pass } = countedTime();
    const timed = [
      { name: 'fast', pass: () => pass(10), answers: 100 },
      { name: 'slow', pass: () => pass(2000), answers: 100 },
    ];
    const stopwatchOf = (name: string) => ({ run: () => (name === 'fast' ? 100_000 : 500) });
    const rounds = playTurns(timed, 5, 4, { clock, stopwatchOf, seed: 3 });
    expect(rounds).toEqual(Array.from({ length: 5 }, () => ({ fast: 1e7, slow: 50_000 })));
    expect(clock.now()).toBe(5 * (4000 + 4000));
  });
});

describe('the clock', () => {
  it('is CPU time where that is told finely, and else wall time', () => {
    expect(contestClock(coarse(1)).name).toBe('process CPU time');
    expect(contestClock(coarse(15_625)).name).toBe('wall time');
  });

  /** A clock of steps, which shows the same time ten times before the next. */
  function coarse(step: number): () => number {
    let calls = 0;
    return () => {
      calls += 1;
      return Math.floor(calls / 10) * step;
    };
  }

  it('is measured by its smallest step', () => {
    expect(smallestStep(coarse(250))).toBe(250);
  });

  it('is told as process.hrtime would tell it', () => {
    let microseconds = 5_000_001;
    const hrtime = asHrtime({ name: 'wall time', now: () => microseconds });
    const before = hrtime();
    expect(before).toEqual([5, 1000]);
    microseconds += 1_250_000;
    expect(hrtime(before)).toEqual([1, 250_000_000]);
  });

  it('is what benchmark.js goes by: samples last as long as that clock says, not as long as it takes', () => {
    // Ten seconds of this clock pass while a thousand calls take next to no time.
    let microseconds = 0;
    let calls = 0;
    const stopwatch = stopwatches({ name: 'wall time', now: () => (microseconds += 1) })('counted', () => {
      calls += 1;
      microseconds += 10_000;
    });
    expect(stopwatch.run()).toBeCloseTo(100, 0);
    expect(calls).toBeGreaterThanOrEqual(SAMPLES * (SAMPLE_SECONDS / 0.01));
    const before = calls;
    stopwatch.run();
    expect(calls - before).toBeGreaterThanOrEqual(SAMPLES * (SAMPLE_SECONDS / 0.01));
  });
});

describe('the gauge', () => {
  it('computes SHA-256, or refuses to start', () => {
    expect(gaugePass()()).toEqual(expect.any(Number));
  });
});
