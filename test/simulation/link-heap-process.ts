/**
 * How much the heap holds after some exchanges and after many, measured in a process of its own.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface HeapGrowth {
  /** Bytes after a collection, 10 000 exchanges from the start. */
  readonly early: number;
  readonly late: number;
}

const SCRIPT = fileURLToPath(new URL('link-heap.ts', import.meta.url));

/**
 * Without V8's optimising compiler: what it compiles lies in the heap as well, and it goes on compiling for half a
 * million exchanges, so that it would hide a small leak.
 *
 * @throws Error with what the process said when it failed
 */
export function measureHeap(exchanges: number): HeapGrowth {
  const words = ['--expose-gc', '--no-opt', '--import', 'tsx', SCRIPT, String(exchanges)];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as HeapGrowth;
}
