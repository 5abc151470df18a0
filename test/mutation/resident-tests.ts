/**
 * The file that Vitest runs for mutants: it loads the test files of an area once, then stays and runs single
 * tests for one mutant after the other, without the second that a start of Vitest costs each time.
 *
 * A mutant is killed when a test fails with it and passes again without it. Where it does not pass again, the
 * mutant has spoiled what the modules keep: they are loaded anew, and the mutant is tried once more.
 */
import { BroadcastChannel } from 'node:worker_threads';
import { INSTRUMENTER_CONSTANTS, type MutantCoverage } from '@stryker-mutator/api/core';
import { type TestResult, TestStatus } from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import { inject } from 'vitest';
import { type LoadedTest, LoadedTests } from './loaded-tests.js';
import {
  CHANNEL,
  type Kill,
  type MutantAnswer,
  type MutantRequest,
  type ResidentAnswer,
  type ResidentRequest,
} from './resident-messages.js';

/** The same draws for every mutant and every run; a counterexample needs no shrinking here. */
fc.configureGlobal({ seed: 9283, endOnFailure: true });

const files = inject('mutationTests');
/** What the instrumented sources read and write, under the name that Stryker gave it. */
interface Instrumenter {
  activeMutant: string | undefined;
  currentTestId: string | undefined;
  mutantCoverage?: MutantCoverage;
  hitCount: number | undefined;
  hitLimit: number | undefined;
}

const instrumenter: Instrumenter = {
  activeMutant: undefined,
  currentTestId: undefined,
  hitCount: undefined,
  hitLimit: undefined,
};
Object.assign(globalThis, { [INSTRUMENTER_CONSTANTS.NAMESPACE]: instrumenter });

let loaded = await LoadedTests.load(files);
/** The tests that pass a mutant while they run: from the dry run, here or in another process. */
const passedBy = new Map<string, string[]>();
noteWhoPasses(inject('coverage'));

function noteWhoPasses(perTest: MutantCoverage['perTest']): void {
  for (const [test, mutants] of Object.entries(perTest))
    for (const mutant of Object.keys(mutants)) passedBy.set(mutant, [...(passedBy.get(mutant) ?? []), test]);
}

async function loadAnew(): Promise<void> {
  await loaded.unload();
  loaded = await LoadedTests.load(files);
}

async function dryRun(): Promise<ResidentAnswer> {
  const results: TestResult[] = [];
  for (const test of loaded.tests) {
    instrumenter.currentTestId = test.id;
    const startedAt = performance.now();
    const failureMessage = await test.run();
    const result = {
      id: test.id,
      name: test.name,
      fileName: test.file,
      timeSpentMs: performance.now() - startedAt,
    };
    results.push(
      failureMessage === null
        ? { ...result, status: TestStatus.Success }
        : { ...result, status: TestStatus.Failed, failureMessage },
    );
  }
  instrumenter.currentTestId = undefined;
  const coverage = instrumenter.mutantCoverage ?? { static: {}, perTest: {} };
  noteWhoPasses(coverage.perTest);
  return { type: 'dry-run', tests: results, coverage };
}

function activate({ id, hitLimit }: MutantRequest): void {
  instrumenter.hitCount = hitLimit === undefined ? undefined : 0;
  instrumenter.hitLimit = hitLimit;
  instrumenter.activeMutant = id;
}

/** @returns how often the mutant was passed */
function deactivate(): number | undefined {
  const { hitCount } = instrumenter;
  instrumenter.activeMutant = undefined;
  instrumenter.hitCount = undefined;
  return hitCount;
}

/** The first test that fails with the mutant. */
async function killer(tests: readonly LoadedTest[]): Promise<(Kill & { readonly again: LoadedTest }) | null> {
  for (const test of tests) {
    const message = await test.run();
    if (message !== null) return { test: test.id, message, again: test };
  }
  return null;
}

async function tryMutant(
  request: MutantRequest,
  wanted: readonly string[],
  isRetry = false,
): Promise<MutantAnswer> {
  const names = new Set(wanted);
  const tests = loaded.tests.filter(({ id }) => names.has(id));
  activate(request);
  const kill = await killer(tests);
  const hitCount = deactivate();
  if (kill !== null && (await kill.again.run()) !== null) {
    await loadAnew();
    if (!isRetry) return await tryMutant(request, wanted, true);
  }
  return {
    type: 'mutant',
    kill: kill && { test: kill.test, message: kill.message },
    testsRun: tests.length,
    hitCount,
  };
}

/** The mutant is in the modules from their loading on; one that cannot be loaded is killed. */
async function tryInFreshModules(request: MutantRequest, wanted: readonly string[]): Promise<MutantAnswer> {
  let kill: Kill | null;
  let testsRun = 0;
  activate(request);
  try {
    const mutated = await LoadedTests.load(wanted);
    testsRun = mutated.tests.length;
    const first = await killer(mutated.tests);
    kill = first && { test: first.test, message: first.message };
    await mutated.unload();
  } catch (error) {
    kill = { test: loaded.tests[0]?.id ?? '', message: String(error) };
  }
  return { type: 'mutant', kill, testsRun, hitCount: deactivate() };
}

/**
 * Tries a mutant on the tests that pass it. When it survives, it may be in something that the modules make once
 * and keep, so the files of those tests are tried again on fresh modules. One that no test passes is passed
 * while modules are loaded: then all files are tried so.
 */
async function judge(request: MutantRequest): Promise<MutantAnswer> {
  const tests = request.activation === 'static' ? passedBy.get(request.id) : request.tests;
  if (tests === undefined) return await tryInFreshModules(request, files);
  const answer = await tryMutant(request, tests);
  if (answer.kill !== null) return answer;
  const fileOf = new Map(loaded.tests.map(({ id, file }) => [id, file]));
  const passing = new Set(tests.map((id) => fileOf.get(id)));
  return await tryInFreshModules(
    request,
    files.filter((file) => passing.has(file)),
  );
}

const channel = new BroadcastChannel(CHANNEL);
const answer = (message: ResidentAnswer) => channel.postMessage(message);

async function serve(request: ResidentRequest): Promise<void> {
  switch (request.type) {
    case 'dry-run':
      answer(await dryRun());
      return;
    case 'mutant':
      answer(await judge(request));
      return;
    case 'end':
      await loaded.unload();
      channel.close();
  }
}

await new Promise<void>((ended) => {
  channel.onmessage = ({ data }) => {
    const request = data as ResidentRequest;
    serve(request).then(
      () => {
        if (request.type === 'end') ended();
      },
      (error) => answer({ type: 'failed', message: String(error) }),
    );
  };
  answer({ type: 'ready' });
});
