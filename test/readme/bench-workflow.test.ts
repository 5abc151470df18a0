/**
 * The workflow of the README: it is one, its commands run as they stand, and what they write is what the action
 * behind them reads. Only `--suite` is added, so that it does not take minutes.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../house/source-files.js';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | number>>;
}

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const [block = ''] = readme.match(/(?<=```yaml\n)[\s\S]*?(?=```)/) ?? [];
const workflow = parse(block, { strict: true, version: '1.2' });
const steps: readonly Step[] = workflow.jobs.bench.steps;
const commands = steps.flatMap(({ run }) => (run?.startsWith('npx tokentwin') ? [run] : []));

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-workflow-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** @returns exit status and standard output of a step's command */
function run(command: string) {
  const program = `"${process.execPath}" "${join(ROOT, 'dist/tokentwin.cjs')}"`;
  const line = `${command.replace('npx tokentwin', program)} --suite ocra-sha1`;
  const environment = { ...process.env, RUNNER_TEMP: folder };
  const { status, stdout, stderr } = spawnSync('bash', ['-eo', 'pipefail', '-c', line], {
    cwd: folder,
    encoding: 'utf8',
    env: environment,
  });
  expect(stderr).toBe('');
  return { status, stdout };
}

describe('the workflow of the README', () => {
  it('runs for pull requests, may only read, and measures the base before the change', () => {
    expect(workflow.on).toBe('pull_request');
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts[0]?.with?.ref).toContain('github.base_ref');
    expect(checkouts[1]?.with?.ref).toBeUndefined();
    for (const step of steps) expect((step.uses === undefined) !== (step.run === undefined)).toBe(true);
    expect(commands).toHaveLength(2);
  });

  it('has commands that run and files that the action reads', { timeout: 1_800_000 }, () => {
    const [measureBase = '', compare = ''] = commands;
    expect(run(measureBase).status).toBe(0);
    const { status, stdout } = run(compare);
    // The same code twice; that noise is not taken for a regression is what the statistics are tested for.
    expect([0, 1]).toContain(status);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^4 compared: (no regression|\d slower beyond the noise)/,
    );
    const action = steps.find(({ uses }) => uses?.startsWith('benchmark-action/'));
    expect(action?.with?.tool).toBe('customBiggerIsBetter');
    const entries = JSON.parse(
      readFileSync(join(folder, String(action?.with?.['output-file-path'])), 'utf8'),
    );
    for (const entry of entries) {
      expect(entry).toEqual({
        name: expect.any(String),
        unit: 'x',
        value: expect.any(Number),
        range: expect.any(String),
        extra: expect.any(String),
      });
    }
    expect(entries.length).toBeGreaterThan(4);
  });
});
