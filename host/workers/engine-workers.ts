/**
 * Worker threads that answer by the engine, for half a million responses and more: results in shared memory,
 * which no message copies.
 *
 * Promises: the answers and the refusals are those of `HotpEngine` and `OcraEngine`; when a job has settled, no
 * thread writes to its results any more. While there is no job the workers do not keep the process alive. Does
 * not promise to be faster for small jobs: to wake the workers costs as much as some thousand responses.
 */
import { availableParallelism } from 'node:os';
import type { SharedNumbers } from './job.js';
import { type HotpRequest, hotpJob, type OcraRequest, ocraJob, threadCount } from './requests.js';
import { ThreadTeam } from './thread-team.js';

export class EngineWorkers {
  /** How many workers. */
  readonly threads: number;
  readonly #team: ThreadTeam;

  /**
   * Starts the workers.
   *
   * @param threads 1 to 1024; default one for each core that is available
   * @throws TokentwinError ARGUMENT
   */
  constructor({ threads = availableParallelism() }: { readonly threads?: number } = {}) {
    this.threads = threadCount(threads);
    this.#team = new ThreadTeam(threads);
  }

  /**
   * HOTP codes of counters in a row, as numbers without leading zeros (RFC 4226).
   *
   * Several jobs may be asked for at once; they are carried out in their order.
   *
   * @returns the code of the n-th counter at place n
   * @throws TokentwinError as `HotpEngine.numbers`; ARGUMENT for `codes`; WORKERS_CLOSED; WORKER_LOST
   */
  async hotpNumbers(request: HotpRequest): Promise<SharedNumbers> {
    const job = hotpJob(request);
    await this.#team.run(job, false);
    return job.numbers;
  }

  /**
   * OCRA responses to decimal questions, as numbers without leading zeros (RFC 6287).
   *
   * @returns the response to question n at place n
   * @throws TokentwinError as `OcraEngine.respondNumbers`, for the first question that is refused; what is in
   *   `responses` then is of no use; ARGUMENT for `responses`; WORKERS_CLOSED; WORKER_LOST
   */
  async ocraNumbers(request: OcraRequest): Promise<SharedNumbers> {
    const job = ocraJob(request);
    await this.#team.run(job, false);
    return job.numbers;
  }

  /**
   * Ends the workers. Jobs that are not done fail with WORKERS_CLOSED, each thread after the piece that it is at;
   * keys are wiped before it ends. May be called again.
   */
  close(): Promise<void> {
    return this.#team.close();
  }
}
