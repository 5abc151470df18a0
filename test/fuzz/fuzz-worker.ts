/**
 * A worker of a long run: does one job after the other, and notes the number of the input that is under way where
 * the main thread can see it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { allTargets } from './all-targets.js';
import { corpusOf } from './corpus.js';
import { growthOf } from './growth.js';
import type { Job, JobResult } from './jobs.js';
import { runInputs } from './run-inputs.js';

const underWay = new Int32Array((workerData as { underWay: SharedArrayBuffer }).underWay);
const targets = new Map((await allTargets()).map((target) => [target.name, target]));

async function done({ target: name, seed, work }: Job): Promise<JobResult> {
  const target = targets.get(name);
  if (target === undefined) throw new Error(`there is no target ${name}`);
  const corpus = corpusOf(name).map(({ input }) => input);
  if (work.type === 'growth')
    return { type: 'growth', growth: await growthOf(target, corpus, seed, work.inputs) };
  const { from, to } = work;
  const { tally, failure } = await runInputs(target, corpus, { seed, from, to }, (index) => {
    underWay[0] = index;
  });
  return { type: 'inputs', tally, failure };
}

parentPort?.on('message', (job: Job) => {
  done(job).then(
    (result) => parentPort?.postMessage(result),
    // An unexpected error of the harness itself ends the run.
    (error: unknown) => {
      throw error;
    },
  );
});
parentPort?.postMessage('ready');
