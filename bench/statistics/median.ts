/**
 * The middle of values and how far they spread: what is told of ratios, each taken within one round.
 *
 * On a machine that others use too, a mean follows the worst moment; the median does not, and quartiles,
 * minimum and maximum show how noisy the moments were.
 */

export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * The value below which a share of the sorted values lies, between two of them in proportion.
 *
 * @param share 0 to 1
 * @throws RangeError when there is no value
 */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const [lower, upper] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (lower === undefined || upper === undefined) throw new RangeError('a median needs at least one value');
  return lower + (upper - lower) * (place - Math.floor(place));
}

export function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((one, other) => one - other);
}

/** @throws RangeError when there is no value */
export function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5);
}

/**
 * The value that the best of so many are above: what was possible where nothing interfered.
 *
 * @param oneOf 20: one value in twenty is better
 * @throws RangeError when there is no value
 */
export function bestOf(values: readonly number[], oneOf: number): number {
  return quantile(ascending(values), 1 - 1 / oneOf);
}

/** @throws RangeError when there is no value */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = ascending(values);
  return {
    count: sorted.length,
    median: quantile(sorted, 0.5),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
    minimum: quantile(sorted, 0),
    maximum: quantile(sorted, 1),
  };
}
