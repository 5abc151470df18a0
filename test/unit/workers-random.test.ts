/**
 * Random lives of worker threads of the built library: jobs of any size at any time, workers killed and closed in
 * between. Whatever happens, every job settles: with the right codes, or with the code of what happened. A failure
 * prints its seed, and `fc.assert(..., { seed, path })` replays it as far as the threads' timing allows.
 */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { isTokentwinError } from '../../firmware/error.js';
import type * as Library from '../../host/workers/index.js';
import { ROOT } from '../house/source-files.js';

const built = pathToFileURL(join(ROOT, 'dist/host/workers/index.js')).href;
const { EngineWorkers } = (await import(built)) as typeof Library;

const key = new Uint8Array(20).fill(9);
afterEach(() => vi.restoreAllMocks());

function byNode(counter: number): number {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const tag = createHmac('sha512', key).update(message).digest();
  return (tag.readUInt32BE((tag.at(-1) as number) & 15) & 0x7fff_ffff) % 1_000_000;
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('job' as const), size: fc.integer({ min: 0, max: 90_000 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('kill' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'close' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('turns' as const), turns: fc.integer({ min: 1, max: 3000 }) }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'settled' as const }) },
);

/** What became of a job: `right`, `wrong`, or the code of its error. */
async function outcome(codes: Promise<Uint32Array>, first: number, size: number): Promise<string> {
  try {
    const found = await codes;
    const places = [0, 1, 16_383, 16_384, size - 1].filter((place) => place >= 0 && place < size);
    const right = places.every((place) => found[place] === byNode(first + place));
    return right && found.length === size ? 'right' : 'wrong';
  } catch (error) {
    // The built library has an error class of its own.
    return isTokentwinError(error) || error instanceof Error
      ? String((error as { code?: string }).code)
      : 'wrong';
  }
}

it('every job settles, and no worker outlives close', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(step, { maxLength: 14 }),
      async (threads, steps) => {
        const starts = vi.spyOn(Worker.prototype, 'unref');
        const workers = new EngineWorkers({ threads });
        const started = () => [...new Set(starts.mock.contexts as Worker[])];
        const jobs: Promise<string>[] = [];
        const possible = new Set(['right']);
        for (const each of steps) {
          if (each.kind === 'job') {
            const first = 1000 * jobs.length;
            const codes = workers.hotpNumbers({ key, first, codes: each.size, hash: 'SHA512' });
            jobs.push(outcome(codes, first, each.size));
          } else if (each.kind === 'kill') {
            const all = started();
            void all[each.which % all.length]?.terminate();
            possible.add('WORKER_LOST');
          } else if (each.kind === 'close') {
            void workers.close();
            possible.add('WORKERS_CLOSED');
          } else if (each.kind === 'settled') await Promise.all(jobs);
          else
            for (let turn = 0; turn < each.turns; turn += 1)
              await new Promise((resolve) => setImmediate(resolve));
        }
        for (const end of await Promise.all(jobs)) expect([...possible]).toContain(end);
        await workers.close();
        expect(started().every(({ threadId }) => threadId === -1)).toBe(true);
        starts.mockRestore();
      },
    ),
    { numRuns: 40 },
  );
});
