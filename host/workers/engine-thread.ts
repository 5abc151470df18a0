/**
 * What runs in a worker: job after job, each until no piece of it is left. The build makes one file of this
 * and all that it needs, because every file that is loaded delays the first piece.
 */
import { parentPort } from 'node:worker_threads';
import { answerPieces } from './answer-pieces.js';
import type { Report, Task } from './messages.js';
import { Pieces } from './pieces.js';

function carryOut({ id, job, pieces: memory, taker }: Task): Report {
  const pieces = Pieces.in(memory, job.numbers.length);
  pieces.enter(taker);
  const work = answerPieces(job, pieces);
  let step = work.next();
  while (!step.done) step = work.next();
  return { id, refusal: step.value };
}

parentPort?.on('message', (task: Task) => parentPort?.postMessage(carryOut(task)));
