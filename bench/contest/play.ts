/**
 * Times the contestants of one contest in this process, all by turns, in an order drawn anew in each round.
 *
 * Two ways. *Rounds* are benchmark.js's: at least five samples of 20 ms a contestant; a ratio of two of the same
 * round is what the figures are made of. *Turns* are a few milliseconds of our own loop, calibrated by
 * benchmark.js, which cannot go below its samples: short enough that some of them are not disturbed, however
 * busy the machine is. Comparisons with earlier results are made of those.
 */
import { drawnFrom, shuffled } from '../statistics/shuffle.js';
import type { Clock } from './clock.js';
import type { Stopwatch, Stopwatches } from './stopwatch.js';

export interface Timed {
  readonly name: string;
  readonly pass: () => unknown;
  /** What one pass counts for. */
  readonly answers: number;
}

/** Answers a second, by contestant's name. */
export type Round = Readonly<Record<string, number>>;

/** The collector's work for one contestant's garbage must not fall on the next; where node allows to call it. */
function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

/** Rounds by benchmark.js. @param seed of the orders */
export function playRounds(
  timed: readonly Timed[],
  rounds: number,
  stopwatchOf: Stopwatches,
  seed: number,
): readonly Round[] {
  const draw = drawnFrom(seed);
  const watches = new Map(timed.map((each) => [each, stopwatchOf(each.name, each.pass)]));
  const play = (): Round =>
    Object.fromEntries(
      shuffled(timed, draw).map((each) => {
        collectGarbage();
        return [each.name, (watches.get(each) as Stopwatch).run() * each.answers];
      }),
    );
  // What runs for the first time is compiled on the way, and calibrated.
  play();
  return Array.from({ length: rounds }, play);
}

/** Turns of our own. @param turnMs about how long each is */
export function playTurns(
  timed: readonly Timed[],
  rounds: number,
  turnMs: number,
  { clock, stopwatchOf, seed }: { clock: Clock; stopwatchOf: Stopwatches; seed: number },
): readonly Round[] {
  const draw = drawnFrom(seed);
  const passes = new Map(
    timed.map((each) => {
      const passesASecond = stopwatchOf(each.name, each.pass).run();
      return [each, Math.max(1, Math.round((passesASecond * turnMs) / 1000))];
    }),
  );
  return Array.from({ length: rounds }, () =>
    Object.fromEntries(
      shuffled(timed, draw).map((each) => {
        const count = passes.get(each) as number;
        const before = clock.now();
        for (let pass = 0; pass < count; pass += 1) each.pass();
        return [each.name, (count * each.answers * 1e6) / (clock.now() - before)];
      }),
    ),
  );
}
