/** `vectors check` on our files and on altered ones; `vectors generate` writes what is in the tree. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentsOf, newFolder, output, ROOT, run } from './run-program.js';

const FOLDER = join(ROOT, 'vectors');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

function text(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}

describe('vectors check', () => {
  it('passes every test of every file', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(6);
    const report = FILES.map((name) => `${name}: ${JSON.parse(text(name)).numberOfTests} passed, 0 failed\n`);
    expect(output(['vectors', 'check', ...FILES], { folder: FOLDER })).toBe(report.join(''));
  });

  it('reports each file as JSON', () => {
    const lines = output(['vectors', 'check', ...FILES, '--json'], { folder: FOLDER })
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      FILES.map((file) => ({ file, passed: JSON.parse(text(file)).numberOfTests, failures: [] })),
    );
  });

  it('finds the one test that was altered, without showing the response', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'good.json'), text('hotp-rfc4226.json'));
    writeFileSync(join(folder, 'bad.json'), text('ocra-rfc6287.json').replace('"243178"', '"243179"'));
    const { status, stdout } = run(['vectors', 'check', 'bad.json', 'good.json'], { folder });
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^bad\.json: 69 passed, 1 failed\n {2}test 2 \([^\n]*\): [^\n]*\ngood\.json: 10 passed, 0 failed\n$/,
    );
    expect(stdout).not.toMatch(/24317[89]/);
    const asked = run(['vectors', 'check', 'bad.json', '--show-responses'], { folder });
    expect(asked.status).toBe(1);
    expect(asked.stdout).toMatch(/243179[^\n]*243178/);
    const [report] = run(['vectors', 'check', 'bad.json', '--json'], { folder }).stdout.split('\n');
    expect(JSON.parse(report as string)).toMatchObject({
      file: 'bad.json',
      passed: 69,
      failures: [{ id: 2 }],
    });
  });

  it('goes on behind a file that cannot be checked', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'good.json'), text('hotp-rfc4226.json'));
    writeFileSync(join(folder, 'cut.json'), text('hotp-rfc4226.json').slice(0, 1000));
    const { status, stdout, stderr } = run(['vectors', 'check', 'cut.json', 'gone.json', 'good.json'], {
      folder,
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'good.json: 10 passed, 0 failed\n' });
    expect(stderr).toMatch(
      /^tokentwin: cut\.json: [^\n]+ \(VECTOR_FILE\)\ntokentwin: gone\.json: [^\n]+ \(FILE_NOT_FOUND\)\n$/,
    );
  });
});

describe('vectors generate', () => {
  it('writes the files of the tree again, byte for byte', () => {
    const folder = newFolder();
    const names = output(['vectors', 'generate', '--output', 'made/here'], { folder }).trimEnd().split('\n');
    const made = contentsOf(join(folder, 'made', 'here'));
    expect(made.size).toBe(FILES.filter((name) => !name.includes('-rfc')).length);
    expect([...made.keys()]).toEqual(names.map((name) => join(folder, name)).sort());
    for (const path of made.keys())
      expect(readFileSync(path, 'utf8')).toBe(text(path.split('/').at(-1) as string));
  });
});
