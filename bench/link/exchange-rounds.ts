/**
 * Times two contestants on lines of the same kind by turns.
 *
 * Wall time, because both wait for another process most of the time. On a machine that others use too a few
 * exchanges of each round wait for a core a hundred times as long as all the others, so a round counts by its
 * median exchange. That leaves out the pauses of the garbage collector as well.
 */
import { performance } from 'node:perf_hooks';
import type { Effort } from '../effort.js';
import { median } from '../statistics/median.js';

/** Somebody who has a line to a device open. */
export interface LinkContestant {
  /** Kept stable: stored results are compared by it. */
  readonly name: string;
  /** One command there and its answer back. @throws Error when the answer is wrong or the line is lost */
  exchange(): Promise<void>;
  close(): Promise<void>;
}

export interface LinkMatch {
  readonly contestant: LinkContestant;
  readonly yardstick: LinkContestant;
}

/** @returns wall milliseconds of the median exchange, of all that fit into a time one behind the other */
async function exchangeMs(player: LinkContestant, sampleMs: number): Promise<number> {
  // A line that rested while the other played may have more to do at first.
  await player.exchange();
  const times: number[] = [];
  const endsAt = performance.now() + sampleMs;
  for (let before = performance.now(); before < endsAt; ) {
    await player.exchange();
    const after = performance.now();
    times.push(after - before);
    before = after;
  }
  return median(times);
}

/**
 * Plays the rounds of a match whose answers were checked; who begins alternates.
 *
 * @returns of each round, how many times as long as the yardstick's the contestant's exchange takes
 */
export async function playExchangeRounds(
  { contestant, yardstick }: LinkMatch,
  { warmUpExchanges, exchangeRounds, exchangeSampleMs }: Effort,
): Promise<readonly number[]> {
  for (let exchange = 0; exchange < warmUpExchanges; exchange += 1) {
    await contestant.exchange();
    await yardstick.exchange();
  }
  const ratios: number[] = [];
  for (let round = 0; round < exchangeRounds; round += 1) {
    if (round % 2 === 0) {
      const contestantMs = await exchangeMs(contestant, exchangeSampleMs);
      ratios.push(contestantMs / (await exchangeMs(yardstick, exchangeSampleMs)));
    } else {
      const yardstickMs = await exchangeMs(yardstick, exchangeSampleMs);
      ratios.push((await exchangeMs(contestant, exchangeSampleMs)) / yardstickMs);
    }
  }
  return ratios;
}
