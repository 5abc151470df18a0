/**
 * Workers and the jobs that they are at.
 *
 * Promises: a job settles, whatever becomes of the workers; they keep the process alive exactly while there is
 * a job; after `close` none is left, and none was ended while it held a key. A worker that ended by itself
 * fails its jobs, and the next job starts another in its place.
 */
import type { Worker } from 'node:worker_threads';
import { TokentwinError } from '../../firmware/error.js';
import { answerPieces, type Refusal } from './answer-pieces.js';
import { type Job, wipeSecrets } from './job.js';
import type { Report, Task } from './messages.js';
import type { Pieces } from './pieces.js';
import { RunningJob } from './running-job.js';
import { startThread } from './start-thread.js';

function closed(): TokentwinError {
  return new TokentwinError('WORKERS_CLOSED', 'The workers were closed: start others for this job.');
}

/** @param cause what the worker said at its end; its text is not repeated, because it may hold anything */
function lost(cause: (Error & { readonly code?: string }) | null): TokentwinError {
  const reason = cause === null ? '' : ` (${cause.code ?? cause.name})`;
  return new TokentwinError(
    'WORKER_LOST',
    `A worker thread ended before its job was done${reason}: ask for the job again.`,
  );
}

/** How long the calling thread computes before it gives way: to give way costs, too. */
const TURN_MS = 8;

/** Takes pieces in the calling thread, which can do other things now and then. */
async function takePart(job: Job, pieces: Pieces): Promise<Refusal | null> {
  const work = answerPieces(job, pieces);
  let step = work.next();
  for (let turn = performance.now(); !step.done; step = work.next()) {
    if (performance.now() - turn < TURN_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    turn = performance.now();
  }
  return step.value;
}

export class ThreadTeam {
  readonly #workers: (Worker | null)[];
  readonly #jobs = new Map<number, RunningJob>();
  #lastId = 0;
  #ending: Promise<void> | null = null;

  /** @param size how many workers; 0 if the caller alone takes pieces */
  constructor(size: number) {
    this.#workers = Array.from({ length: size }, (_, taker) => this.#start(taker));
  }

  /**
   * Carries a job out; its secrets are wiped at the end.
   *
   * @param callerToo the calling thread takes pieces as well
   * @throws TokentwinError the engine's refusal; WORKERS_CLOSED, WORKER_LOST
   */
  async run(job: Job, callerToo: boolean): Promise<void> {
    if (this.#ending !== null) throw closed();
    const caller = this.#workers.length;
    const running = new RunningJob(job.numbers.length, callerToo ? caller + 1 : caller);
    this.#lastId += 1;
    const id = this.#lastId;
    this.#jobs.set(id, running);
    try {
      const { pieces } = running;
      for (let taker = 0; taker < caller; taker += 1)
        this.#give({ id, job, pieces: pieces.memory, taker }, taker);
      if (callerToo) {
        pieces.enter(caller);
        takePart(job, pieces).then(
          (refusal) => running.leave(caller, refusal),
          (error) => running.lose(caller, error),
        );
      }
      await running.finished;
    } finally {
      this.#jobs.delete(id);
      wipeSecrets(job);
      if (this.#jobs.size === 0) for (const worker of this.#workers) worker?.unref();
    }
  }

  #give(task: Task, taker: number): void {
    const worker = this.#workers[taker] ?? this.#start(taker);
    this.#workers[taker] = worker;
    worker.ref();
    worker.postMessage(task);
  }

  /** Ends jobs and workers; jobs that are not done fail with WORKERS_CLOSED. */
  close(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    const jobs = [...this.#jobs.values()];
    for (const job of jobs) job.stop(closed());
    await Promise.allSettled(jobs.map(({ finished }) => finished));
    // No worker has a piece now, so none has an engine.
    await Promise.all(this.#workers.map((worker) => worker?.terminate()));
  }

  #start(taker: number): Worker {
    const worker = startThread();
    let cause: Error | null = null;
    worker.on('message', ({ id, refusal }: Report) => this.#jobs.get(id)?.leave(taker, refusal));
    worker.on('error', (error: Error) => {
      cause = error;
    });
    worker.on('exit', () => {
      this.#workers[taker] = null;
      for (const job of this.#jobs.values()) job.lose(taker, lost(cause));
    });
    // Only now: to listen for messages is to keep the process alive.
    worker.unref();
    return worker;
  }
}
