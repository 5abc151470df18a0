/**
 * Whether a subject that takes input after input keeps more and more.
 *
 * After a collection the engine is asked how many objects there are. That is exact and knows nothing of what the
 * engine compiles, so that a few hundred inputs show what is kept for each. What is kept as one text or buffer that
 * grows shows in bytes, a rough measure that a long run takes.
 */
import { queryObjects } from 'node:v8';
import { inputAt } from './mutants.js';
import { type FuzzTarget, type Input, maximumSteps, Trace } from './target.js';

/** What is kept for each input. */
export interface Growth {
  readonly objects: number;
  readonly bufferBytes: number;
  readonly heapBytes: number;
}

const ROUNDS = 3;

/** Caches that fill slowly keep something of a few inputs, and whoever runs the fuzzer keeps a few objects. */
const TOLERATED_OBJECTS = 0.25;

/** Over a few thousand inputs: a frame that is kept half, and what the engine compiles. */
const TOLERATED_BUFFER_BYTES = 100;
const TOLERATED_HEAP_BYTES = 300;

/** Collects what nobody holds, and counts what is left. */
function held(): Growth {
  const objects = queryObjects(Object, { format: 'count' });
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { objects, bufferBytes: arrayBuffers, heapBytes: heapUsed };
}

/** Is something kept for each input? @param isLong were there thousands in a round? */
export function grows({ objects, bufferBytes, heapBytes }: Growth, isLong: boolean): boolean {
  if (objects > TOLERATED_OBJECTS) return true;
  return isLong && (bufferBytes > TOLERATED_BUFFER_BYTES || heapBytes > TOLERATED_HEAP_BYTES);
}

/**
 * @param inputs of each round
 * @returns what was kept for each input, in the median of the rounds
 */
export async function growthOf(
  target: FuzzTarget,
  corpus: readonly Input[],
  seed: number,
  inputs: number,
): Promise<Growth> {
  const take = target.lasting?.() ?? ((input: Input) => target.run(input, new Trace(maximumSteps(input))));
  const rounds: Growth[] = [];
  for (let index = 0; index < (ROUNDS + 1) * inputs; index += 1) {
    try {
      await take(inputAt(target, corpus, seed, index));
    } catch {
      // What breaks a promise is told by a run.
    }
    if ((index + 1) % inputs === 0) rounds.push(held());
  }
  const median = (what: keyof Growth) => {
    const growths = rounds.slice(1).map((after, index) => after[what] - (rounds[index] as Growth)[what]);
    return (growths.sort((one, other) => one - other)[ROUNDS >> 1] as number) / inputs;
  };
  return { objects: median('objects'), bufferBytes: median('bufferBytes'), heapBytes: median('heapBytes') };
}
