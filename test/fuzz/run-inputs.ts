/**
 * Runs a range of a target's inputs and counts how far they came.
 */
import { brokenBy, type Failure, kindOf, smallestLike } from './failure.js';
import { inputAt } from './mutants.js';
import { type FuzzTarget, type Input, maximumSteps, Trace } from './target.js';

export interface Tally {
  inputs: number;
  /** Inputs that passed the first check. */
  deep: number;
  /** The most steps that an input took. */
  mostSteps: number;
  milliseconds: number;
  /** What was reached, with the number of inputs that did. */
  readonly marks: Map<string, number>;
}

export interface Range {
  readonly seed: number;
  readonly from: number;
  /** Excluded. */
  readonly to: number;
}

export function newTally(): Tally {
  return { inputs: 0, deep: 0, mostSteps: 0, milliseconds: 0, marks: new Map() };
}

export function addTally(sum: Tally, part: Tally): void {
  sum.inputs += part.inputs;
  sum.deep += part.deep;
  sum.mostSteps = Math.max(sum.mostSteps, part.mostSteps);
  sum.milliseconds += part.milliseconds;
  for (const [mark, count] of part.marks) sum.marks.set(mark, (sum.marks.get(mark) ?? 0) + count);
}

/**
 * Runs inputs until one breaks a promise.
 *
 * @param begin is told the number of each input before it runs, for whoever watches from outside
 */
export async function runInputs(
  target: FuzzTarget,
  corpus: readonly Input[],
  { seed, from, to }: Range,
  begin: (index: number) => void = () => {},
): Promise<{ readonly tally: Tally; readonly failure: Failure | null }> {
  const tally = newTally();
  const startedAt = performance.now();
  for (let index = from; index < to; index += 1) {
    begin(index);
    const input = inputAt(target, corpus, seed, index);
    const trace = new Trace(maximumSteps(input));
    const error = await brokenBy(target, input, trace);
    if (error !== null) {
      const smallest = await smallestLike(target, input, kindOf(error));
      const { message: what, stack = '' } = error;
      return { tally, failure: { target: target.name, seed, index, what, stack, smallest } };
    }
    tally.inputs += 1;
    if (trace.isDeep) tally.deep += 1;
    tally.mostSteps = Math.max(tally.mostSteps, trace.steps);
    for (const mark of trace.marks) tally.marks.set(mark, (tally.marks.get(mark) ?? 0) + 1);
  }
  tally.milliseconds = performance.now() - startedAt;
  return { tally, failure: null };
}
