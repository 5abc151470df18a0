/**
 * What a worker of a long run is given, and what it gives back.
 */
import type { Failure } from './failure.js';
import type { Growth } from './growth.js';
import type { Tally } from './run-inputs.js';
import type { FuzzTarget } from './target.js';

/** A range of a target's inputs, or a measurement of its memory. */
export interface Job {
  readonly target: string;
  readonly seed: number;
  readonly work:
    | { readonly type: 'inputs'; readonly from: number; readonly to: number }
    | { readonly type: 'growth'; readonly inputs: number };
}

export type JobResult =
  | { readonly type: 'inputs'; readonly tally: Tally; readonly failure: Failure | null }
  | { readonly type: 'growth'; readonly growth: Growth };

const INPUTS_IN_A_JOB = 4000;

/** Inputs of each round of a measurement of memory. */
const GROWTH_INPUTS = 2000;

/** The inputs of each target, in proportion to its share. */
export function inputsOf(targets: readonly FuzzTarget[], total: number): ReadonlyMap<string, number> {
  const shares = targets.reduce((sum, { share }) => sum + share, 0);
  return new Map(targets.map(({ name, share }) => [name, Math.ceil((total * share) / shares)]));
}

/** All jobs of a run; those of the slow targets come first, so that no worker is left alone with them. */
export function jobsOf(targets: readonly FuzzTarget[], seed: number, total: number): Job[] {
  const counts = inputsOf(targets, total);
  const jobs: Job[] = [];
  for (const { name } of targets.toSorted((one, other) => one.share - other.share)) {
    jobs.push({ target: name, seed, work: { type: 'growth', inputs: GROWTH_INPUTS } });
    const count = counts.get(name) ?? 0;
    for (let from = 0; from < count; from += INPUTS_IN_A_JOB)
      jobs.push({
        target: name,
        seed,
        work: { type: 'inputs', from, to: Math.min(count, from + INPUTS_IN_A_JOB) },
      });
  }
  return jobs;
}
