/**
 * Intervals that hold the truth so and so often, whatever the values are distributed like: by ranks alone, so
 * that a few wild values widen nothing. They suppose that the values were drawn independently of each other.
 */
import { ascending, median } from './median.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** How often, at least, such an interval holds what it is of: 0 to 1. */
  readonly confidence: number;
}

/**
 * The median of what the values were drawn from lies between two of them (order statistics): each value is below
 * it as often as a coin shows heads.
 *
 * @returns the narrowest such interval that has the confidence, or null when there are too few values
 */
export function medianInterval(values: readonly number[], confidence: number): Interval | null {
  const sorted = ascending(values);
  let best: Interval | null = null;
  let chance = 0.5 ** sorted.length;
  let outside = 0;
  for (let rank = 0; rank < sorted.length / 2; rank += 1) {
    outside += chance;
    chance *= (sorted.length - rank) / (rank + 1);
    if (1 - 2 * outside < confidence) break;
    const [low, high] = [sorted[rank] as number, sorted[sorted.length - 1 - rank] as number];
    best = { low, high, confidence: 1 - 2 * outside };
  }
  return best;
}

/**
 * How often, of all ways to rank values of two groups together, so many pairs have the value of the second group
 * below: the distribution of Mann and Whitney's U when both are drawn alike.
 */
function chancesOfPairs(first: number, second: number): readonly number[] {
  // ways[n] for groups of 0 and m; then one value of the first group after the other is added.
  let ways: number[][] = Array.from({ length: second + 1 }, () => [1]);
  for (let size = 1; size <= first; size += 1) {
    const next: number[][] = [[1]];
    for (let other = 1; other <= second; other += 1) {
      const counts = new Array<number>(size * other + 1).fill(0);
      const largestFirst = ways[other] as number[];
      const largestSecond = next[other - 1] as number[];
      for (const [pairs, count] of largestFirst.entries()) counts[pairs + other] = count;
      for (const [pairs, count] of largestSecond.entries()) counts[pairs] = (counts[pairs] as number) + count;
      next.push(counts);
    }
    ways = next;
  }
  const counts = ways[second] as number[];
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / all);
}

/** By the sizes of both groups: a comparison asks for the same again and again. */
const knownChances = new Map<string, readonly number[]>();

function rememberedChances(first: number, second: number): readonly number[] {
  const sizes = `${first} ${second}`;
  const chances = knownChances.get(sizes) ?? chancesOfPairs(first, second);
  knownChances.set(sizes, chances);
  return chances;
}

/**
 * By how much the second group lies above the first: the median of all differences between one of each (Hodges
 * and Lehmann), in the interval that the rank sum test of Wilcoxon, Mann and Whitney does not reject.
 *
 * @returns that median and the interval, or null when there are too few values for the confidence
 */
export function shiftInterval(
  first: readonly number[],
  second: readonly number[],
  confidence: number,
): (Interval & { readonly middle: number }) | null {
  if (first.length === 0 || second.length === 0) return null;
  const differences = ascending(second.flatMap((one) => first.map((other) => one - other)));
  let outside = 0;
  let best: (Interval & { readonly middle: number }) | null = null;
  const middle = median(differences);
  for (const [rank, chance] of rememberedChances(first.length, second.length).entries()) {
    outside += chance;
    if (1 - 2 * outside < confidence) break;
    const [low, high] = [differences[rank] as number, differences[differences.length - 1 - rank] as number];
    best = { low, middle, high, confidence: 1 - 2 * outside };
  }
  return best;
}
