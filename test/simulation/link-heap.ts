/**
 * The process that `link-heap-process.ts` starts: runs exchanges without noise and prints what the heap holds after
 * the first 10 000 and after all of them, each time after a collection, as one line of JSON.
 */
import { LinkJudge } from './link-judge.js';

const EARLY = 10_000;

function heapBytes(): number {
  if (globalThis.gc === undefined) throw new Error('start Node.js with --expose-gc');
  for (let time = 0; time < 3; time += 1) globalThis.gc();
  return process.memoryUsage().heapUsed;
}

const judge = new LinkJudge({ seed: 'heap' });
judge.run(EARLY);
const early = heapBytes();
judge.run(Number(process.argv[2]) - EARLY);
process.stdout.write(`${JSON.stringify({ early, late: heapBytes() })}\n`);
