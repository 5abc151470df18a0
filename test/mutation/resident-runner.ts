/**
 * A test runner for Stryker that starts Vitest once and keeps the tests loaded: a mutant costs milliseconds.
 *
 * Stryker's own runner for Vitest starts a worker and loads the test files anew for each mutant, a second each;
 * with thousands of mutants nobody would run it on demand.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { BroadcastChannel } from 'node:worker_threads';
import type { MutantCoverage } from '@stryker-mutator/api/core';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestRunner,
  type TestRunnerCapabilities,
} from '@stryker-mutator/api/test-runner';
import { createVitest, type Vitest } from 'vitest/node';
import { testsFromEnvironment } from './areas.js';
import { CHANNEL, type ResidentAnswer, type ResidentRequest } from './resident-messages.js';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly mutationTests: readonly string[];
    readonly coverage: MutantCoverage['perTest'];
  }
}

/** In the sandbox: what the process of the dry run found out, for the processes beside and after it. */
const COVERAGE_FILE = 'mutant-coverage.json';
const RESIDENT = 'test/mutation/resident-tests.ts';

class ResidentTestRunner implements TestRunner {
  readonly #channel = new BroadcastChannel(CHANNEL);
  #vitest: Vitest | undefined;
  #run: Promise<unknown> | undefined;

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    this.#vitest = await createVitest('test', {
      config: false,
      include: [RESIDENT],
      pool: 'threads',
      maxWorkers: 1,
      watch: false,
      reporters: [{}],
      testTimeout: 0,
    });
    this.#vitest.provide('mutationTests', testsFromEnvironment());
    this.#vitest.provide(
      'coverage',
      existsSync(COVERAGE_FILE) ? JSON.parse(readFileSync(COVERAGE_FILE, 'utf8')) : {},
    );
    const ready = this.#answer();
    this.#run = this.#vitest.start([RESIDENT]);
    const first = await Promise.race([ready, this.#run.then(() => null)]);
    if (first === null) {
      const errors = this.#vitest.state.getFiles().flatMap(({ result }) => result?.errors ?? []);
      throw new Error(
        `the tests did not load: ${errors.map(({ message, stack }) => `${message} ${stack}`).join('; ')}`,
      );
    }
  }

  #answer(): Promise<ResidentAnswer> {
    return new Promise((resolve) => {
      this.#channel.onmessage = ({ data }) => resolve(data as ResidentAnswer);
    });
  }

  async #ask(request: ResidentRequest): Promise<ResidentAnswer> {
    const answer = this.#answer();
    this.#channel.postMessage(request);
    return await answer;
  }

  async dryRun(): Promise<DryRunResult> {
    const answer = await this.#ask({ type: 'dry-run' });
    if (answer.type !== 'dry-run')
      return { status: DryRunStatus.Error, errorMessage: JSON.stringify(answer) };
    writeFileSync(COVERAGE_FILE, JSON.stringify(answer.coverage.perTest));
    return { status: DryRunStatus.Complete, tests: [...answer.tests], mutantCoverage: answer.coverage };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, mutantActivation, testFilter, hitLimit } = options;
    const answer = await this.#ask({
      type: 'mutant',
      id: activeMutant.id,
      activation: mutantActivation,
      tests: testFilter,
      hitLimit,
    });
    if (answer.type !== 'mutant')
      return { status: MutantRunStatus.Error, errorMessage: JSON.stringify(answer) };
    const { kill, testsRun, hitCount } = answer;
    const endless = determineHitLimitReached(hitCount, hitLimit);
    if (endless)
      return { status: MutantRunStatus.Timeout, ...(endless.reason && { reason: endless.reason }) };
    return kill === null
      ? { status: MutantRunStatus.Survived, nrOfTests: testsRun }
      : {
          status: MutantRunStatus.Killed,
          killedBy: [kill.test],
          failureMessage: kill.message,
          nrOfTests: testsRun,
        };
  }

  async dispose(): Promise<void> {
    this.#channel.postMessage({ type: 'end' } satisfies ResidentRequest);
    await this.#run;
    this.#channel.close();
    await this.#vitest?.close();
  }
}

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'resident', () => new ResidentTestRunner()),
];
