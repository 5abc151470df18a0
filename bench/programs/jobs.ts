/**
 * Jobs that wait for other threads or processes, beside each other: all of them once in each round, in an order
 * drawn anew. Wall time, because that is what the caller waits for.
 */
import { performance } from 'node:perf_hooks';
import { drawnFrom, shuffled } from '../statistics/shuffle.js';

export interface Job {
  readonly name: string;
  run(): void | Promise<void>;
}

/** Wall milliseconds, by the job's name. */
export type JobRound = Readonly<Record<string, number>>;

/** Plays so many rounds after one that does not count. */
export async function playJobs(jobs: readonly Job[], rounds: number): Promise<readonly JobRound[]> {
  const draw = drawnFrom(rounds);
  const play = async (): Promise<JobRound> => {
    const times: Record<string, number> = {};
    for (const { name, run } of shuffled(jobs, draw)) {
      const before = performance.now();
      await run();
      times[name] = performance.now() - before;
    }
    return times;
  };
  await play();
  const played: JobRound[] = [];
  for (let round = 0; round < rounds; round += 1) played.push(await play());
  return played;
}
