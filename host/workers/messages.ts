/** What the calling thread and its workers say to each other: one message each way for a job and a worker. */
import type { Refusal } from './answer-pieces.js';
import type { Job } from './job.js';

/** To a worker: a job. */
export interface Task {
  readonly id: number;
  readonly job: Job;
  /** `Pieces.memory` of the job. */
  readonly pieces: SharedArrayBuffer;
  /** The worker's number among those who take pieces. */
  readonly taker: number;
}

/** From a worker: it is no longer at the job. */
export interface Report {
  readonly id: number;
  readonly refusal: Refusal | null;
}
