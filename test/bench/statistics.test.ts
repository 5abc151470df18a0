/**
 * The statistics of the bench on made-up rounds, drawn from seeds: intervals hold what they say, a slowdown is
 * found, noise is not taken for one, and where neither can be said that is said.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChangeVerdict, changeOf } from '../../bench/compare/change.js';
import { changeLine, conclusionLine } from '../../bench/compare/compare-text.js';
import { changesOf, playPaces, settle } from '../../bench/compare/settle.js';
import type { PlayJob } from '../../bench/contest/contest-runs.js';
import { EFFORTS } from '../../bench/effort.js';
import { type Finding, type Reading, ratioFinding, verdictOn } from '../../bench/finding.js';
import { medianInterval, shiftInterval } from '../../bench/statistics/interval.js';
import { bestOf, median, spreadOf } from '../../bench/statistics/median.js';
import { drawnFrom, shuffled } from '../../bench/statistics/shuffle.js';
import { HOTP } from '../../bench/suites/hotp.js';

const checked = { knownAnswers: 1, equalAnswers: 1 };

/** Values spread as a bell around 0 with deviation 1, and one in ten four times as far off. */
function bell(draw: () => number): number {
  const value = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  return draw() < 0.1 ? 4 * value : value;
}

/** Paces of processes: around 1, in logarithms so far apart. */
function processes(draw: () => number, count: number, deviation: number, speed = 1): number[] {
  return Array.from({ length: count }, () => speed * Math.exp(deviation * bell(draw)));
}

const pace = (values: readonly number[]) => ({
  type: 'pace' as const,
  name: 'hotp/core',
  contestant: 'core',
  processes: values,
});

describe('the median', () => {
  it('is the middle value, or the mean of the two in the middle', () => {
    expect(median([7])).toBe(7);
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 4, 2])).toBe(3);
    expect(() => median([])).toThrow(RangeError);
  });

  it('leaves as many values below as above', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it('is not what counts where the best do: those that one in so many exceeds', () => {
    const values = Array.from({ length: 101 }, (_, index) => (index * 37) % 101);
    expect(bestOf(values, 20)).toBe(95);
    expect(bestOf(values, 4)).toBe(75);
  });

  it('comes with quartiles, lowest and highest', () => {
    expect(spreadOf([5, 1, 4, 2, 3])).toEqual({
      count: 5,
      median: 3,
      lowerQuartile: 2,
      upperQuartile: 4,
      minimum: 1,
      maximum: 5,
    });
  });
});

describe('the interval of a median', () => {
  it('of five values is from the lowest to the highest, right 15 times of 16', () => {
    expect(medianInterval([3, 1, 5, 2, 4], 0.9)).toEqual({ low: 1, high: 5, confidence: 15 / 16 });
  });

  it('is that of the tables of order statistics', () => {
    // Conover, Practical Nonparametric Statistics: n = 10, ranks 2 and 9: 97.9 %; n = 21, ranks 6 and 16: 97.3 %.
    const counted = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
    expect(medianInterval(counted(10), 0.95)).toMatchObject({ low: 2, high: 9 });
    expect(medianInterval(counted(10), 0.95)?.confidence).toBeCloseTo(0.979, 3);
    expect(medianInterval(counted(21), 0.95)).toMatchObject({ low: 6, high: 16 });
  });

  it('is none when there are too few values', () => {
    expect(medianInterval([1, 2, 3], 0.9)).toBeNull();
    expect(medianInterval([], 0.9)).toBeNull();
  });

  it('holds the true median as often as it says, also for skewed values', () => {
    const draw = drawnFrom(11);
    const tries = 4000;
    let held = 0;
    for (let time = 0; time < tries; time += 1) {
      const values = Array.from({ length: 21 }, () => Math.exp(2 * bell(draw)));
      const interval = medianInterval(values, 0.9);
      if (interval !== null && interval.low <= 1 && 1 <= interval.high) held += 1;
    }
    expect(held / tries).toBeGreaterThan(0.9);
    expect(held / tries).toBeLessThan(0.96);
  });
});

describe('the interval of a shift', () => {
  it('leaves out as many differences as the table of Mann and Whitney allows', () => {
    // Two groups of 8, 1 % on both sides together: critical value 7, so the 8th lowest and highest remain.
    const first = Array.from({ length: 8 }, (_, index) => index * 100);
    const second = Array.from({ length: 8 }, (_, index) => index);
    const differences = second
      .flatMap((one) => first.map((other) => one - other))
      .sort((one, other) => one - other);
    const interval = shiftInterval(first, second, 0.99);
    expect([interval?.low, interval?.high]).toEqual([differences[7], differences[56]]);
    expect(interval?.middle).toBe(median(differences));
    expect(interval?.confidence).toBeGreaterThan(0.99);
  });

  it('is none when there are too few values', () => {
    expect(shiftInterval([1, 2, 3], [1, 2, 3], 0.99)).toBeNull();
    expect(shiftInterval([], [1, 2, 3], 0.9)).toBeNull();
  });

  it('turns around with the groups', () => {
    const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 5, maxLength: 9 });
    fc.assert(
      fc.property(values, values, (first, second) => {
        const there = shiftInterval(first, second, 0.95);
        const back = shiftInterval(second, first, 0.95);
        expect(there?.low).toBeCloseTo(-(back?.high ?? Number.NaN), 9);
        expect(there?.middle).toBeCloseTo(-(back?.middle ?? Number.NaN), 9);
      }),
    );
  });
});

describe('a comparison of two results', () => {
  const EFFORT = { ...EFFORTS.quick, turnRounds: 3 };

  /** What the bench would find in fresh processes of such a speed: it plays on where it cannot judge. */
  function judged(draw: () => number, deviation: number, speed: number): ChangeVerdict {
    const play: PlayJob = () => {
      const [pace = 1] = processes(draw, 1, deviation, speed);
      return {
        clock: 'wall time',
        contestants: [],
        checked,
        refusals: [],
        rounds: [{ gauge: 2, core: 2 * pace }],
      };
    };
    const before = [pace(processes(draw, EFFORT.turnProcesses, deviation))];
    const paces = settle(before, playPaces([HOTP], play, EFFORT), play, EFFORT);
    const [change] = changesOf(before, [...paces.values()].flat());
    if (change === undefined) throw new Error('one contestant is compared');
    return change.verdict;
  }

  const TRIES = 300;

  /** Shares of comparisons in which a verdict falls on a contestant that is so much slower the second time. */
  function verdicts(
    seed: number,
    slowdown: number,
    deviation: number,
    drift: number,
  ): Record<ChangeVerdict, number> {
    const draw = drawnFrom(seed);
    const shares = { regression: 0, 'no regression': 0, 'not judged: too noisy': 0 };
    for (let time = 0; time < TRIES; time += 1) {
      // What a machine does to all processes of one day, up or down.
      const day = Math.exp(draw() < 0.5 ? drift : -drift);
      shares[judged(draw, deviation, day / (1 + slowdown))] += 1 / TRIES;
    }
    return shares;
  }

  // Measured, also on an overloaded machine: 1 to 2 % from process to process, 5 % for the noisiest contestant;
  // 2 % between times of a day. Besides, one value in ten is four times as far off here.
  it.each([
    { deviation: 0.01, least: 0.99 },
    { deviation: 0.02, least: 0.99 },
    { deviation: 0.05, least: 0.9 },
  ])('finds 15 % slower and is not alarmed by noise, deviation $deviation', ({ deviation, least }) => {
    const [slower, same] = [verdicts(1, 0.15, deviation, 0.02), verdicts(2, 0, deviation, 0.02)];
    expect(slower.regression).toBeGreaterThan(least);
    expect(slower['no regression']).toBeLessThan(0.03);
    expect(same['no regression']).toBeGreaterThan(least);
    expect(same.regression).toBeLessThan(0.01);
  });

  it('is seldom wrong, however noisy', () => {
    for (const deviation of [0.1, 0.2]) {
      expect(verdicts(4, 0.25, deviation, 0)['no regression']).toBeLessThan(0.01);
      expect(verdicts(5, 0, deviation, 0).regression).toBeLessThan(0.01);
    }
  });

  it('says so when the processes differ too much', () => {
    expect(verdicts(6, 0, 0.4, 0)['not judged: too noisy']).toBeGreaterThan(0.9);
    expect(changeOf(pace([1, 1]), pace([0.5, 0.5])).verdict).toBe('not judged: too noisy');
  });

  it('is told in words', () => {
    const [same, slower] = [
      [1.01, 0.99, 1.02, 1, 0.98, 1],
      [0.8, 0.79, 0.81, 0.8, 0.82, 0.8],
    ].map((values) => changeOf(pace([1, 1.01, 0.99, 1.02, 0.98, 1]), pace(values)));
    if (same === undefined || slower === undefined) throw new Error('two changes');
    expect(changeLine(slower)).toMatch(/^hotp\/core +-19\.9 % \(-2\d\.\d % to -1\d\.\d %\) +regression$/);
    expect(conclusionLine([same, same])).toBe('2 compared: no regression');
    expect(conclusionLine([same, slower])).toBe('2 compared: 1 slower beyond the noise');
    const open = changeOf(pace([1]), pace([1]));
    expect(changeLine(open)).toContain('too few processes');
    expect(conclusionLine([same, open])).toBe('2 compared: no regression, 1 not judged: too noisy');
  });
});

describe('a goal', () => {
  const goalOf = (reading: Reading, bound: number, runs: readonly (readonly number[])[]): Finding =>
    ratioFinding(
      { name: 'suite/one', contestant: 'one', yardstick: 'other' },
      { reading, timing: 'wall time of whole processes', goal: bound },
      { knownAnswers: 1, equalAnswers: 1 },
      runs,
    );
  const five = [
    [2.9, 3, 3.1],
    [3, 3.1, 3.2],
    [2.8, 3, 3],
    [3.3, 3.3, 3.4],
    [3.1, 3.1, 3.1],
  ];

  it('is judged by the medians of five runs when there are that many', () => {
    expect(goalOf('speed', 3, five)).toMatchObject({
      median: 3.1,
      interval: { low: 3, high: 3.3, of: 'runs' },
      goal: { bound: 3, verdict: 'met' },
    });
    expect(goalOf('speed', 3.2, five)).toMatchObject({ goal: { verdict: 'not judged: too noisy' } });
    expect(goalOf('speed', 3.4, five)).toMatchObject({ goal: { verdict: 'missed' } });
    expect(goalOf('cost', 3.3, five)).toMatchObject({ goal: { verdict: 'met' } });
    expect(goalOf('cost', 3.1, five)).toMatchObject({ goal: { verdict: 'not judged: too noisy' } });
    expect(goalOf('cost', 2.9, five)).toMatchObject({ goal: { verdict: 'missed' } });
  });

  it('is judged by the rounds of a single run, or not at all when there are too few', () => {
    expect(goalOf('speed', 1, [[1, 2, 3, 4, 5]])).toMatchObject({
      interval: { of: 'rounds' },
      goal: { verdict: 'met' },
    });
    expect(goalOf('speed', 1, [[2, 3, 4]])).toMatchObject({
      interval: null,
      goal: { verdict: 'not judged: too noisy' },
    });
    expect(verdictOn(1, 'speed', null)).toBe('not judged: too noisy');
  });
});

describe('an order', () => {
  it('is one of all, each as likely as another', () => {
    const draw = drawnFrom(5);
    const counts = new Map<string, number>();
    for (let time = 0; time < 6000; time += 1) {
      const order = shuffled(['a', 'b', 'c'], draw).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
