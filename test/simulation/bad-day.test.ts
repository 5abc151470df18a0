/**
 * Bad days: a short form of `npm run simulate -- day`, the canaries that must be found, and the replay of a failure.
 */
import { describe, expect, it } from 'vitest';
import {
  type BadDayFailure,
  type BadDayOptions,
  drawPlan,
  type Host,
  runBadDay,
  STRIKES,
} from '../../emulator/simulation/index.js';
import { drawSeed } from './link-seed.js';

/** Another each time, so that weeks of runs see more than one day; BAD_DAY_SEED replays. */
const SEED = Number(process.env.BAD_DAY_SEED ?? drawSeed());
const DAYS = 120;

/** A driver that sends a command again when it does not know what came of it. */
const repeating: Host = (world, command) => {
  const outcome = world.transmit(command);
  return outcome?.type === 'failed' ? world.transmit(command) : outcome;
};

/** Broken on purpose, each with the number of seeds within which it is found. */
const CANARIES: Readonly<Record<string, { options: BadDayOptions; seeds: number }>> = {
  'a card that does not count a wrong PIN': { options: { plantedFault: 'try-not-counted' }, seeds: 15 },
  'a card that uses a counter again': { options: { plantedFault: 'counter-reused' }, seeds: 40 },
  'a driver that repeats a command': { options: { host: repeating }, seeds: 80 },
};

function failureOf(seed: number, options: BadDayOptions): BadDayFailure | null {
  try {
    runBadDay(seed, options);
    return null;
  } catch (error) {
    return error as BadDayFailure;
  }
}

function firstFailure(options: BadDayOptions, seeds: number): BadDayFailure | null {
  for (let seed = 0; seed < seeds; seed += 1) {
    const failure = failureOf(seed, options);
    if (failure !== null) return failure;
  }
  return null;
}

describe('a plan', () => {
  it('has at least twenty exchanges and three strikes of three kinds, and every kind comes', () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 500; seed += 1) {
      const plan = drawPlan(seed);
      expect(plan.exchanges).toBeGreaterThanOrEqual(20);
      expect(new Set(plan.strikes.map(({ kind }) => kind)).size, `seed ${seed}`).toBeGreaterThanOrEqual(3);
      for (const { kind, exchange } of plan.strikes) {
        kinds.add(kind);
        expect(exchange).toBeLessThan(plan.exchanges);
      }
      expect(drawPlan(seed)).toEqual(plan);
    }
    expect([...kinds].sort()).toEqual(Object.keys(STRIKES).sort());
  });
});

describe(`${DAYS} bad days from seed ${SEED} on`, () => {
  it('leave the card safe, and end in a login at both doors', () => {
    for (let seed = SEED; seed < SEED + DAYS; seed += 1) {
      const failure = failureOf(seed, {});
      expect(failure?.message ?? null, `replay: npm run simulate -- --seed ${seed}`).toBeNull();
    }
  });

  it('are the same when they are run again', () => {
    for (const seed of [SEED, SEED + 1]) expect(runBadDay(seed).lines).toEqual(runBadDay(seed).lines);
  });
});

describe.each(Object.entries(CANARIES))('%s', (_, { options, seeds }) => {
  it(`is found within ${seeds} seeds, and replays byte for byte`, () => {
    const failure = firstFailure(options, seeds);
    expect(failure).not.toBeNull();
    const again = failureOf((failure as BadDayFailure).plan.seed, options);
    expect(again?.message).toBe(failure?.message);
    expect(again?.lines).toEqual(failure?.lines);
    expect([again?.flashBefore, again?.flashAfter]).toEqual([failure?.flashBefore, failure?.flashAfter]);
    // The message is for logs: neither PIN nor response, nor the flash.
    expect(failure?.message).toMatch(/^seed [0-9]+, exchange [0-9]+: [a-z0-9 ,;]+$/);
  });
});
