/** Suites measured anew, put into an earlier result. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Result } from '../../bench/result.js';
import { run } from './short-bench.js';

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-bench-renewal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const into = join(folder, 'result.json');
const read = () => JSON.parse(readFileSync(into, 'utf8')) as Result;

it('takes the place of the old ones, and of nothing else', async () => {
  expect((await run({ json: into, suite: 'link' })).status).toBe(0);
  const first = read();
  const old = { name: 'link', title: 'old', findings: [] };
  const other = { name: 'of another time', title: 'kept', findings: [] };
  writeFileSync(into, JSON.stringify({ ...first, suites: [old, other] }));
  expect((await run({ into, suite: 'link' })).status).toBe(0);
  const [renewed, kept] = read().suites;
  expect([renewed?.title, renewed?.findings.length]).toEqual([
    first.suites[0]?.title,
    first.suites[0]?.findings.length,
  ]);
  expect(kept).toEqual(other);
  expect((await run({ into, suite: 'hotp' })).status).toBe(0);
  expect(read().suites.map(({ name }) => name)).toEqual(['link', 'of another time', 'hotp']);
});

it('is refused for a result of another machine', async () => {
  const result = read();
  writeFileSync(into, JSON.stringify({ ...result, fingerprint: { ...result.fingerprint, cores: 99 } }));
  await expect(run({ into, suite: 'link' })).rejects.toThrow('measure it all anew');
});
