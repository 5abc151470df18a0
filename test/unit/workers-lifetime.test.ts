/**
 * The lives of worker threads: killed, failed, closed at any moment, and left alone. The workers are real; they
 * are got hold of by watching what the library calls on them.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { isTokentwinError } from '../../firmware/error.js';
import { HotpEngine } from '../../firmware/oath/engine/hotp-engine.js';
import { answerPieces } from '../../host/workers/answer-pieces.js';
import { EngineWorkers, hotpNumbers } from '../../host/workers/index.js';
import type { Job, SharedNumbers } from '../../host/workers/job.js';
import type { Task } from '../../host/workers/messages.js';
import { PIECE_RESPONSES, Pieces } from '../../host/workers/pieces.js';
import { hotpJob } from '../../host/workers/requests.js';

const key = Buffer.from('12345678901234567890');
/** RFC 4226 appendix D, as numbers. */
const FIRST_CODES = [755_224, 287_082, 359_152, 969_429, 338_314];
/** Some seconds of work: it is over early when a test says so, or the test has failed. */
const LONG = 4_000_000;

let posts: MockInstance<Worker['postMessage']>;
let starts: MockInstance<Worker['unref']>;

beforeEach(() => {
  posts = vi.spyOn(Worker.prototype, 'postMessage');
  starts = vi.spyOn(Worker.prototype, 'unref');
});
afterEach(() => vi.restoreAllMocks());

/** Every worker that was started since the test began. */
const started = (): Worker[] => [...new Set(starts.mock.contexts as Worker[])];
/** Every job that a worker was given. */
const given = (): Job[] => [...new Set(posts.mock.calls.map(([task]) => (task as Task).job))];
const hasEnded = (worker: Worker) => worker.threadId === -1;

const newNumbers = (length: number): SharedNumbers => new Uint32Array(new SharedArrayBuffer(4 * length));

/** Until a thread has written results; the first codes are not 0. */
async function underWay(codes: SharedNumbers): Promise<void> {
  while (codes[0] === 0) await new Promise((resolve) => setImmediate(resolve));
}

async function codeOf(job: Promise<unknown>): Promise<string> {
  try {
    await job;
    return 'none';
  } catch (error) {
    return isTokentwinError(error) ? error.code : String(error);
  }
}

describe('a worker that ends', () => {
  it.each([1, 2])('in the middle fails its job, of %i, and the next has another worker', async (threads) => {
    const workers = new EngineWorkers({ threads });
    const codes = newNumbers(LONG);
    const job = codeOf(workers.hotpNumbers({ key, first: 0, codes, hash: 'SHA512' }));
    const other = codeOf(workers.hotpNumbers({ key, first: 0, codes: LONG, hash: 'SHA512' }));
    await underWay(codes);
    await started()[0]?.terminate();
    expect(await job).toBe('WORKER_LOST');
    expect(await other).toBe('WORKER_LOST');
    expect(started()).toHaveLength(threads);
    expect([...(await workers.hotpNumbers({ key, first: 0, codes: 5 }))]).toEqual(FIRST_CODES);
    expect(started()).toHaveLength(threads + 1);
    await workers.close();
    expect(started().every(hasEnded)).toBe(true);
  });

  it('before it was there fails the job too', async () => {
    const workers = new EngineWorkers({ threads: 2 });
    const job = codeOf(workers.hotpNumbers({ key, first: 0, codes: LONG, hash: 'SHA512' }));
    for (const worker of started()) await worker.terminate();
    expect(await job).toBe('WORKER_LOST');
    await workers.close();
  });

  it('by a fault of its own fails the job without words that might hold a secret', async () => {
    const workers = new EngineWorkers({ threads: 1 });
    started()[0]?.postMessage(null);
    const job = workers.hotpNumbers({ key, first: 0, codes: LONG });
    await expect(job).rejects.toThrow(
      'A worker thread ended before its job was done (TypeError): ask for the job again.',
    );
    await workers.close();
  });

  it('while there is no job is replaced', async () => {
    const workers = new EngineWorkers({ threads: 1 });
    await started()[0]?.terminate();
    expect([...(await workers.hotpNumbers({ key, first: 0, codes: 5 }))]).toEqual(FIRST_CODES);
    await workers.close();
  });
});

describe('close', () => {
  it('during jobs fails them, and no thread writes or lives afterwards', async () => {
    const workers = new EngineWorkers({ threads: 2 });
    const codes = newNumbers(LONG);
    const jobs = [
      codeOf(workers.hotpNumbers({ key, first: 0, codes, hash: 'SHA512' })),
      codeOf(workers.hotpNumbers({ key, first: 0, codes: LONG, hash: 'SHA512' })),
    ];
    await underWay(codes);
    await Promise.all([workers.close(), workers.close()]);
    expect(await Promise.all(jobs)).toEqual(['WORKERS_CLOSED', 'WORKERS_CLOSED']);
    expect(started()).toHaveLength(2);
    expect(started().every(hasEnded)).toBe(true);
    expect(codes.at(-1)).toBe(0);
    await workers.close();
    expect(await codeOf(workers.hotpNumbers({ key, first: 0, codes: 1 }))).toBe('WORKERS_CLOSED');
  });

  it('waits for the pieces that are being answered, so that engines are destroyed', async () => {
    const workers = new EngineWorkers({ threads: 2 });
    const codes = newNumbers(LONG);
    const job = codeOf(workers.hotpNumbers({ key, first: 0, codes, hash: 'SHA512' }));
    await underWay(codes);
    await workers.close();
    expect(await job).toBe('WORKERS_CLOSED');
    // Every piece is written to its end or not at all; a code is 0 once in a million.
    for (let start = 0; start < LONG; start += PIECE_RESPONSES) {
      const piece = codes.subarray(start, start + PIECE_RESPONSES);
      const written = piece.filter((code) => code !== 0).length;
      expect(written === 0 || written > piece.length - 10, `piece at ${start}: ${written}`).toBe(true);
    }
  });

  it('at once, before the workers are there, ends them', async () => {
    const workers = new EngineWorkers({ threads: 2 });
    const job = codeOf(workers.hotpNumbers({ key, first: 0, codes: LONG }));
    await workers.close();
    expect(await job).toBe('WORKERS_CLOSED');
    expect(started().every(hasEnded)).toBe(true);
  });
});

describe('secrets', () => {
  it('of a job go to shared memory, not into messages, and are wiped after it', async () => {
    const workers = new EngineWorkers({ threads: 2 });
    const suite = 'OCRA-1:HOTP-SHA1-6:QN08-PSHA1-S064';
    const session = new Uint8Array(64).fill(7);
    await workers.ocraNumbers({ suite, key, questions: [1, 2], fixed: { pin: '1234', session } });
    await codeOf(workers.hotpNumbers({ key, first: 0, codes: 20_000 }));
    const closed = codeOf(workers.hotpNumbers({ key, first: 0, codes: LONG }));
    await workers.close();
    await closed;
    const jobs = given();
    expect(jobs).toHaveLength(3);
    for (const job of jobs) {
      const fixed = job.kind === 'ocra' ? job.fixed : {};
      expect(fixed.pin).toBeUndefined();
      for (const secret of [job.key, fixed.pinHash, fixed.session].filter((each) => each !== undefined)) {
        expect(secret.buffer).toBeInstanceOf(SharedArrayBuffer);
        expect(secret.every((byte) => byte === 0)).toBe(true);
      }
    }
    expect([key.toString(), session[0]]).toEqual(['12345678901234567890', 7]);
  });

  it('are wiped with the engine when no piece is left, or a piece is refused, or nobody goes on', () => {
    const destroyed = vi.spyOn(HotpEngine.prototype, 'destroy');
    const job = hotpJob({ key, first: 0, codes: 2 * PIECE_RESPONSES });
    const late = { ...job, first: 2n ** 64n - 1n };
    const shares = [
      [...answerPieces(job, Pieces.of(job.numbers.length, 1))],
      [...answerPieces(late, Pieces.of(job.numbers.length, 1))],
    ];
    expect(shares.map(({ length }) => length)).toEqual([2, 0]);
    const left = answerPieces(job, Pieces.of(job.numbers.length, 1));
    left.next();
    left.return(null);
    // One more, with which the job was judged.
    expect(destroyed).toHaveBeenCalledTimes(4);
  });
});

describe('one job alone', () => {
  it('starts no worker where that does not pay, and none for one thread', async () => {
    await hotpNumbers({ key, first: 0, codes: 200_000 }, { threads: 2 });
    await hotpNumbers({ key, first: 0, codes: 900_000 }, { threads: 1 });
    expect(started()).toEqual([]);
    // As many codes of a slower hash are worth one.
    await hotpNumbers({ key, first: 0, codes: 200_000, hash: 'SHA512' }, { threads: 2 });
    expect(started()).toHaveLength(1);
  });

  it('starts one less than threads, and ends them', async () => {
    await hotpNumbers({ key, first: 0, codes: 900_000 }, { threads: 3 });
    expect(started()).toHaveLength(2);
    await Promise.all(started().map((worker) => hasEnded(worker) || once(worker, 'exit')));
  });

  it('fails when its worker ends, though the caller could go on', async () => {
    const job = codeOf(hotpNumbers({ key, first: 0, codes: LONG, hash: 'SHA512' }, { threads: 2 }));
    await started()[0]?.terminate();
    expect(await job).toBe('WORKER_LOST');
  });
});
