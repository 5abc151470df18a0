/**
 * Ratios of times taken in the same round, and what is reported of them.
 *
 * On a machine that others use too, only a ratio inside one round means something; of many rounds the median
 * is the figure, minimum and maximum show how noisy the run was.
 */

export interface RatioSummary {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * The times of one round, in any unit, each per answer.
 */
export interface RoundTimes {
  readonly contestant: number;
  readonly yardstick: number;
}

/**
 * What a ratio says. `speed`: answers of the contestant in the time of one of the yardstick, more is better.
 * `cost`: answers of the yardstick in the time of one of the contestant, less is better.
 */
export type RatioKind = 'speed' | 'cost';

/** @throws RangeError when there is no value */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length / 2;
  const [lower, upper] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (lower === undefined || upper === undefined) throw new RangeError('a median needs at least one value');
  return (lower + upper) / 2;
}

/** Takes the ratio of each round, then median, minimum and maximum of the ratios. */
export function summarizeRatios(rounds: readonly RoundTimes[], kind: RatioKind): RatioSummary {
  const ratios = rounds.map(({ contestant, yardstick }) =>
    kind === 'speed' ? yardstick / contestant : contestant / yardstick,
  );
  return { median: median(ratios), minimum: Math.min(...ratios), maximum: Math.max(...ratios) };
}
