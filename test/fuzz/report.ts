/**
 * The figures of a run: how deep each target's inputs came, how fast, and what memory they left behind.
 */
import { type Failure, failureText } from './failure.js';
import { type Growth, grows } from './growth.js';
import { addTally, newTally, type Tally } from './run-inputs.js';

export interface TargetReport {
  readonly tally: Tally;
  /** null = not measured. */
  growth: Growth | null;
}

export interface FuzzRow {
  readonly inputs: number;
  readonly 'past the first check': string;
  readonly 'ways reached': number;
  readonly 'most steps': number;
  readonly 'inputs/s': number;
  readonly 'objects kept/input': number | '';
}

export class FuzzReport {
  readonly targets = new Map<string, TargetReport>();
  readonly failures: Failure[] = [];

  of(target: string): TargetReport {
    let report = this.targets.get(target);
    if (report === undefined) {
      report = { tally: newTally(), growth: null };
      this.targets.set(target, report);
    }
    return report;
  }

  /** Only the first failure of a target is kept: the others have most likely the same reason. */
  failed(failure: Failure): void {
    if (this.failures.every(({ target }) => target !== failure.target)) this.failures.push(failure);
  }

  get hasFailed(): boolean {
    return this.failures.length > 0 || this.#growing.length > 0;
  }

  get total(): Tally {
    const sum = newTally();
    for (const { tally } of this.targets.values()) addTally(sum, tally);
    return sum;
  }

  /** One row a target, for `console.table`. */
  rows(): Readonly<Record<string, FuzzRow>> {
    const rows = [...this.targets].sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(
      rows.map(([name, { tally, growth }]) => [
        name,
        {
          inputs: tally.inputs,
          'past the first check': `${((100 * tally.deep) / Math.max(1, tally.inputs)).toFixed(1)} %`,
          'ways reached': tally.marks.size,
          'most steps': tally.mostSteps,
          'inputs/s': Math.round((1000 * tally.inputs) / Math.max(1, tally.milliseconds)),
          'objects kept/input': growth === null ? '' : Number(growth.objects.toFixed(3)),
        },
      ]),
    );
  }

  failureTexts(): string[] {
    const grown = this.#growing.map(
      ([name, { growth }]) => `${name}: memory is bounded: kept for each input ${JSON.stringify(growth)}`,
    );
    return [...this.failures.map(failureText), ...grown];
  }

  /** What was reached, most often first. */
  marksOf(target: string): string[] {
    const marks = [...this.of(target).tally.marks].sort(([, one], [, other]) => other - one);
    return marks.map(([mark, count]) => `${String(count).padStart(9)}  ${mark}`);
  }

  get #growing(): [string, TargetReport][] {
    return [...this.targets].filter(([, { growth }]) => growth !== null && grows(growth, true));
  }
}
