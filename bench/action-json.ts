/**
 * A result in the form that the GitHub action `benchmark-action/github-action-benchmark` reads for its tool
 * `customBiggerIsBetter`: ratios alone, so that runners of different speed have one chart.
 */
import type { RatioFinding } from './finding.js';
import type { Result } from './result.js';
import { ratioText } from './table.js';

interface ActionEntry {
  readonly name: string;
  readonly unit: 'x';
  readonly value: number;
  readonly range: string;
  readonly extra: string;
}

/** A cost is turned over, so that more is better everywhere. */
function entry({ name, reading, yardstick, median, interval, runs }: RatioFinding): ActionEntry {
  const value = reading === 'speed' ? median : 1 / median;
  const ends = interval === null ? [median, median] : [interval.low, interval.high];
  const [low, high] = (reading === 'speed' ? ends : ends.map((end) => 1 / end).toReversed()) as [
    number,
    number,
  ];
  const rounds = runs.reduce((sum, { count }) => sum + count, 0);
  return {
    name,
    unit: 'x',
    value: Number(value.toPrecision(4)),
    range: `${ratioText(low)} to ${ratioText(high)}`,
    extra: `times the speed of ${yardstick}; ${rounds} rounds`,
  };
}

export function actionText({ suites }: Result): string {
  const ratios = suites.flatMap(({ findings }) => findings.filter((finding) => finding.type === 'ratio'));
  return `${JSON.stringify(ratios.map(entry), null, 1)}\n`;
}
