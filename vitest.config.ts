import { defineConfig } from 'vitest/config';

/** What measures time or memory, or fills both processors by itself, runs after all others and one by one. */
const ALONE = [
  ...['test/bench/**/*.test.ts', 'test/timing/**/*.test.ts', 'test/fuzz/**/*.test.ts'],
  ...['test/readme/bench-workflow.test.ts', 'test/readme/readme.test.ts', 'test/readme/fresh-clone.test.ts'],
  ...['test/command-line/bench.test.ts', 'test/simulation/link-heap.test.ts'],
  ...['test/api/key-to-frame.test.ts', 'test/api/memory.test.ts', 'test/api/waiting.test.ts'],
  ...['test/sls/enumeration.test.ts', 'test/clients/**/*.test.ts', 'test/fixtures/**/*.test.ts'],
];

export default defineConfig({
  test: {
    globalSetup: ['test/build-first.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: process.env.CI === 'true' ? ['default', 'json'] : ['default'],
    outputFile: { json: '.reports/vitest.json' },
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
