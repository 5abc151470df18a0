/** Worker threads of the built project: in programs that import it or hold it in a bundle, and how those end. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../house/source-files.js';

const BUILT = join(ROOT, 'dist/host/workers');
const ENTRY = pathToFileURL(join(BUILT, 'index.js')).href;
const folder = mkdtempSync(join(tmpdir(), 'tokentwin-workers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const REQUEST = "{ key: Buffer.from('12345678901234567890'), first: 0, codes: 1_000_000 }";
/** RFC 4226 appendix D. */
const FIRST_CODES = '755224 287082 359152\n';
const show = (codes: string) => `console.log(${codes}.subarray(0, 3).join(' '));`;

/** @returns what the program printed; a program that hangs or ends with another status than 0 fails the test */
function run(file: string, source: string): string {
  const path = join(folder, file);
  writeFileSync(path, source);
  return execFileSync(process.execPath, [path], { encoding: 'utf8', timeout: 60_000 });
}

const runModule = (source: string) =>
  run('program.mjs', `import { EngineWorkers, hotpNumbers } from '${ENTRY}';\n${source}`);

describe('a program', () => {
  it('gets its answers, and ends though its workers were never closed', () => {
    const printed = runModule(
      `const workers = new EngineWorkers({ threads: 2 });\n${show(`(await workers.hotpNumbers(${REQUEST}))`)}`,
    );
    expect(printed).toBe(FIRST_CODES);
  });

  it('ends though its workers have only just been started', () => {
    expect(runModule('new EngineWorkers();')).toBe('');
  });

  it('can wait for close, after a job, during one, and before any', () => {
    const printed = runModule(`
      const early = new EngineWorkers({ threads: 2 });
      await early.close();
      const workers = new EngineWorkers({ threads: 2 });
      ${show(`(await workers.hotpNumbers(${REQUEST}))`)}
      const job = workers.hotpNumbers(${REQUEST}).catch(({ code }) => console.log(code));
      await workers.close();
      await job;
    `);
    expect(printed).toBe(`${FIRST_CODES}WORKERS_CLOSED\n`);
  });

  it('has one job done', () => {
    expect(runModule(show(`(await hotpNumbers(${REQUEST}, { threads: 2 }))`))).toBe(FIRST_CODES);
  });

  it('that is a bundle finds the worker beside it', () => {
    copyFileSync(join(BUILT, 'engine-thread.cjs'), join(folder, 'engine-thread.cjs'));
    const source = `
      import { hotpNumbers } from '${join(ROOT, 'host/workers/index.ts')}';
      hotpNumbers(${REQUEST}, { threads: 2 }).then((codes) => ${show('codes').slice(0, -1)});
    `;
    // As the build makes the bundles of the command line.
    const { outputFiles } = buildSync({
      stdin: { contents: source, resolveDir: ROOT },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      write: false,
      define: { 'import.meta.url': 'bundleUrl' },
      banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    });
    expect(run('bundle.cjs', outputFiles[0]?.text ?? '')).toBe(FIRST_CODES);
  });
});
