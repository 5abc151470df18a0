/**
 * An input that broke a promise: what it was, how to run it again, and the smallest one that does the same.
 */
import { toHexText } from '../hex-text.js';
import { BrokenPromise, type FuzzTarget, type Input, maximumSteps, Trace } from './target.js';

export interface Failure {
  readonly target: string;
  readonly seed: number;
  readonly index: number;
  /** What was broken, in a sentence. */
  readonly what: string;
  /** Where the product was when it threw. */
  readonly stack: string;
  readonly smallest: Input;
}

/** Runs of a target that the search for a smaller input may take. */
const MAXIMUM_RUNS = 3000;

/** @returns what was thrown, or null when the input keeps every promise */
export async function brokenBy(target: FuzzTarget, input: Input, trace = new Trace(maximumSteps(input))) {
  const before = sumOf(input);
  try {
    await target.run(input, trace);
    if (sumOf(input) === before) return null;
    return new BrokenPromise('nothing is written', 'the bytes that were handed in have changed');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Tells whether bytes have changed. */
function sumOf(input: Input): number {
  let sum = 0;
  for (const message of input) {
    for (let index = 0; index < message.length; index += 1)
      sum = (Math.imul(sum, 31) + (message[index] as number)) | 0;
  }
  return sum;
}

/** Two errors of one kind come from one mistake, most likely. */
export function kindOf(error: Error): string {
  if (error instanceof BrokenPromise) return error.promise;
  const [, place = ''] = /\n\s+at ([^\n]*)/.exec(error.stack ?? '') ?? [];
  return `${error.name} ${place.replace(/:[0-9]+\)?$/, '')}`;
}

/** Takes away and flattens, as long as the same promise stays broken. */
export async function smallestLike(target: FuzzTarget, input: Input, kind: string): Promise<Input> {
  let smallest = input;
  let runs = 0;
  const tryOne = async (candidate: Input): Promise<boolean> => {
    runs += 1;
    const error = runs > MAXIMUM_RUNS ? null : await brokenBy(target, candidate);
    if (error === null || kindOf(error) !== kind) return false;
    smallest = candidate;
    return true;
  };
  for (let before = Number.POSITIVE_INFINITY; sizeOf(smallest) < before && runs <= MAXIMUM_RUNS; ) {
    before = sizeOf(smallest);
    for (let at = smallest.length - 1; at >= 0; at -= 1) await tryOne(smallest.toSpliced(at, 1));
    for (let at = 0; at < smallest.length; at += 1) await shorten(at);
  }
  for (let at = 0; at < smallest.length; at += 1) await flatten(at);
  return smallest;

  /** Pieces of half its length, of a quarter, and so on. */
  async function shorten(at: number): Promise<void> {
    const length = (smallest[at] as Uint8Array).length;
    for (let size = Math.max(1, length >> 1); size >= 1; size >>= 1) {
      for (let start = 0; start < (smallest[at] as Uint8Array).length; ) {
        const message = smallest[at] as Uint8Array;
        const shorter = new Uint8Array([...message.subarray(0, start), ...message.subarray(start + size)]);
        if (!(await tryOne(smallest.with(at, shorter)))) start += size;
      }
    }
  }

  /** Bytes that do not matter become 00. */
  async function flatten(at: number): Promise<void> {
    for (let index = 0; index < (smallest[at] as Uint8Array).length; index += 1) {
      const message = (smallest[at] as Uint8Array).slice();
      if (message[index] === 0) continue;
      message[index] = 0;
      await tryOne(smallest.with(at, message));
    }
  }
}

function sizeOf(input: Input): number {
  return input.reduce((sum, message) => sum + message.length + 1, 0);
}

/** The failure for a person: what, how to run it again, and a file for the corpus. */
export function failureText({ target, seed, index, what, stack, smallest }: Failure): string {
  return [
    `${target}: ${what}`,
    `again: npm run fuzz -- ${target} --seed ${seed} --input ${index}`,
    `smallest, for test/fuzz/corpus/${target}/regression-NAME.hex:`,
    toHexText(smallest).trimEnd(),
    stack,
  ].join('\n');
}
