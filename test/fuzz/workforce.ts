/**
 * Workers that share the jobs of a long run. One that is with the same input for a minute is given up: no step of
 * the product came to an end, which no count of steps can tell.
 */
import { Worker } from 'node:worker_threads';
import type { Job, JobResult } from './jobs.js';

/** Node.js 20 starts no worker from TypeScript by itself, so that tsx comes first. */
const START_WORKER = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL('fuzz-worker.ts', import.meta.url).href)});
});`;
const LOOK_MS = 10_000;
const PATIENCE_LOOKS = 6;

export interface Foreman {
  /** @returns null when there is nothing left to do */
  next(): Job | null;
  finished(job: Job, result: JobResult): void;
  /** The worker did not come back from this input. */
  hung(job: Job, index: number): void;
}

/** Has so many workers do all jobs. */
export async function doAll(foreman: Foreman, workers: number): Promise<void> {
  await Promise.all(Array.from({ length: workers }, () => employ(foreman)));
}

async function employ(foreman: Foreman): Promise<void> {
  while (!(await workUntilLost(foreman)));
}

/** One worker's life. @returns is there nothing left to do? */
function workUntilLost(foreman: Foreman): Promise<boolean> {
  const shared = new SharedArrayBuffer(4);
  const underWay = new Int32Array(shared);
  const worker = new Worker(START_WORKER, { eval: true, workerData: { underWay: shared } });
  let job: Job | null = null;
  let seen = -1;
  let looks = 0;
  return new Promise((resolve, reject) => {
    const end = (isDone: boolean) => {
      clearInterval(watch);
      void worker.terminate().then(() => resolve(isDone));
    };
    const hire = () => {
      job = foreman.next();
      looks = 0;
      if (job === null) end(true);
      else worker.postMessage(job);
    };
    const watch = setInterval(() => {
      const index = underWay[0] as number;
      looks = index === seen ? looks + 1 : 0;
      seen = index;
      if (job?.work.type !== 'inputs' || looks < PATIENCE_LOOKS) return;
      foreman.hung(job, index);
      end(false);
    }, LOOK_MS);
    worker.on('message', (message: JobResult | 'ready') => {
      if (message !== 'ready' && job !== null) foreman.finished(job, message);
      hire();
    });
    worker.on('error', (error) => {
      clearInterval(watch);
      reject(error);
    });
  });
}
