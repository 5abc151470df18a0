/**
 * Test files loaded into the running Vitest worker, so that single tests can be run again and again without
 * starting anything.
 *
 * Runs what a test needs around it: `beforeEach`, `afterEach`, `beforeAll` on loading, `afterAll` on unloading.
 * Does not know `onTestFinished`, and of `expect` nothing that needs a current test (snapshots, `soft`).
 */
import { afterAll, describe, vi } from 'vitest';
import { getCurrentSuite, getFn, getHooks } from 'vitest/suite';

type Collector = ReturnType<typeof getCurrentSuite>;
type Suite = Awaited<ReturnType<Collector['collect']>>;
type Task = Suite['tasks'][number];
type Test = Extract<Task, { type: 'test' }>;

export interface LoadedTest {
  /** The file and the names down to the test's own. */
  readonly id: string;
  readonly name: string;
  readonly file: string;
  /** @returns what it failed with, or null */
  run(): Promise<string | null>;
}

async function collect(file: string): Promise<Suite> {
  const around = getCurrentSuite();
  describe(file, async () => {
    // Gives the suite hooks of its own.
    afterAll(() => undefined);
    await import(/* @vite-ignore */ `../../${file}`);
  });
  const collector = around.tasks.pop();
  if (collector?.type !== 'collector' || around.file === undefined) throw new Error(`${file} is no suite`);
  return await collector.collect(around.file);
}

function suitesOf(suite: Suite): Suite[] {
  return [suite, ...suite.tasks.flatMap((task) => (task.type === 'suite' ? suitesOf(task) : []))];
}

function testsOf(suite: Suite, outer: readonly Suite[]): { test: Test; suites: readonly Suite[] }[] {
  const suites = [...outer, suite];
  return suite.tasks.flatMap((task) =>
    task.type === 'suite' ? testsOf(task, suites) : [{ test: task, suites }],
  );
}

async function runTest(test: Test, suites: readonly Suite[]): Promise<string | null> {
  let failure: string | null = null;
  const fail = (error: unknown) => {
    failure ??= error instanceof Error ? error.message : String(error);
  };
  try {
    for (const suite of suites)
      for (const hook of getHooks(suite).beforeEach) await hook(test.context, suite);
    await getFn(test)();
  } catch (error) {
    fail(error);
  }
  for (const suite of suites.toReversed()) {
    for (const hook of getHooks(suite).afterEach) {
      try {
        await hook(test.context, suite);
      } catch (error) {
        fail(error);
      }
    }
  }
  return failure;
}

/** The tests of some files, with fresh modules of the project under them. */
export class LoadedTests {
  readonly tests: readonly LoadedTest[];
  readonly #suites: readonly Suite[];

  private constructor(files: readonly { readonly file: string; readonly suite: Suite }[]) {
    this.#suites = files.flatMap(({ suite }) => suitesOf(suite));
    this.tests = files.flatMap(({ file, suite }) =>
      testsOf(suite, []).map(({ test, suites }) => {
        const name = [...suites.slice(1), test].map((part) => part.name).join(' > ');
        return { id: `${file}#${name}`, name, file, run: () => runTest(test, suites) };
      }),
    );
  }

  /** @throws what a file throws while it is loaded */
  static async load(files: readonly string[]): Promise<LoadedTests> {
    vi.resetModules();
    const suites = [];
    for (const file of files) suites.push({ file, suite: await collect(file) });
    const loaded = new LoadedTests(suites);
    for (const suite of loaded.#suites) for (const hook of getHooks(suite).beforeAll) await hook(suite);
    return loaded;
  }

  async unload(): Promise<void> {
    for (const suite of this.#suites) for (const hook of getHooks(suite).afterAll) await hook(suite);
  }
}
