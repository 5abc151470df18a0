/**
 * One big job and no more: workers are started for it where that pays, and end when it is done.
 *
 * The calling thread takes pieces as well, from the first moment on, so that it has done a part when the others
 * are there; every ten milliseconds or so it can do other things.
 */
import { availableParallelism } from 'node:os';
import type { HashName } from '../../firmware/oath/hash.js';
import type { Job, SharedNumbers } from './job.js';
import { type HotpRequest, hotpJob, type OcraRequest, ocraJob, threadCount } from './requests.js';
import { ThreadTeam } from './thread-team.js';

/** Responses from which on workers pay: those of 50 ms of one thread, about twice what a worker takes to start. */
const BREAK_EVEN: Readonly<Record<Job['kind'], Readonly<Record<HashName, number>>>> = {
  hotp: { SHA1: 800_000, SHA256: 350_000, SHA512: 130_000 },
  ocra: { SHA1: 450_000, SHA256: 200_000, SHA512: 100_000 },
};

/** How many threads, the calling one among them; default one for each core that is available. */
export interface OneJobOptions {
  /** 1 to 1024. */
  readonly threads?: number;
}

async function carryOut(
  job: Job,
  { threads = availableParallelism() }: OneJobOptions,
): Promise<SharedNumbers> {
  const others = threadCount(threads) - 1;
  const team = new ThreadTeam(job.numbers.length < BREAK_EVEN[job.kind][job.hash] ? 0 : others);
  try {
    await team.run(job, true);
  } finally {
    // Nothing of the job is left in the workers; that they end need not be waited for.
    void team.close();
  }
  return job.numbers;
}

/**
 * HOTP codes of counters in a row, as numbers without leading zeros (RFC 4226).
 *
 * @returns the code of the n-th counter at place n
 * @throws TokentwinError as `HotpEngine.numbers`; ARGUMENT; WORKER_LOST
 */
export async function hotpNumbers(request: HotpRequest, options: OneJobOptions = {}): Promise<SharedNumbers> {
  return carryOut(hotpJob(request), options);
}

/**
 * OCRA responses to decimal questions, as numbers without leading zeros (RFC 6287).
 *
 * @returns the response to question n at place n
 * @throws TokentwinError as `OcraEngine.respondNumbers`, for the first question that is refused; ARGUMENT;
 *   WORKER_LOST
 */
export async function ocraNumbers(request: OcraRequest, options: OneJobOptions = {}): Promise<SharedNumbers> {
  return carryOut(ocraJob(request), options);
}
