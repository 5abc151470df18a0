/** On a fresh machine two commands do it: a copy of the project, installed from nothing. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectFiles, ROOT } from '../house/source-files.js';

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-clone-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string): string {
  return execFileSync('bash', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('a fresh clone', () => {
  for (const file of projectFiles()) cpSync(join(ROOT, file), join(folder, file));

  it('installs and runs the main job', { timeout: 300_000 }, () => {
    const output = run('npm ci --no-audit --no-fund && npm start | cat');
    expect(output.trimEnd().split('\n').at(-1)).toBe('98276595');
  });

  it('has npx tokentwin', () => {
    expect(run('npx tokentwin respond demo --pin 1234 --challenge 123456')).toBe('98276595\n');
  });

  it('can be imported by its package name', () => {
    const program =
      "import { DscPlus } from 'tokentwin'; import { Ocra } from 'tokentwin/oath'; import { EngineWorkers } from 'tokentwin/workers'; console.log(DscPlus.name, Ocra.name, EngineWorkers.name)";
    expect(run(`node --input-type=module -e "${program}"`)).toBe('DscPlus Ocra EngineWorkers\n');
  });

  it('packs what a user needs and no sources of the tests', () => {
    const list = run('npm pack --dry-run --json --ignore-scripts');
    const [{ files }] = JSON.parse(list) as [{ files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'dist/tokentwin.cjs',
        'dist/program.cjs',
        'dist/emulator/index.d.ts',
        'dist/host/workers/engine-thread.cjs',
        'vectors/ocra-rfc6287.json',
      ]),
    );
    expect(
      paths.filter(
        (path) => path.startsWith('test/') || path.endsWith('.test.ts') || /^vectors\/.*\.ts$/.test(path),
      ),
    ).toEqual([]);
  });
});
