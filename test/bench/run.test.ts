/**
 * Whole runs of the bench, short ones: what is printed, what is written, what fails and what is refused. No test
 * asks for a speed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playContest } from '../../bench/contest/contest-runs.js';
import type { ContestReport } from '../../bench/contest/job.js';
import type { Finding } from '../../bench/finding.js';
import { PROJECT_BENCH } from '../../bench/project-bench.js';
import type { Result } from '../../bench/result.js';
import { HOTP } from '../../bench/suites/hotp.js';
import { findingLines } from '../../bench/table.js';
import { ROOT } from '../house/source-files.js';
import { GLANCE, run, SHORT } from './short-bench.js';

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const validate = new Ajv2020({ allErrors: true }).compile(
  JSON.parse(readFileSync(join(ROOT, 'bench/schema/result.schema.json'), 'utf8')),
);
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

describe('a quick run', () => {
  const [json, actionJson] = [join(folder, 'result.json'), join(folder, 'action.json')];
  let printed: readonly string[] = [];
  let result: Result;
  const findings = (): readonly Finding[] => result.suites.flatMap((suite) => suite.findings);

  beforeAll(async () => {
    const { status, printed: lines } = await run({ json, actionJson });
    printed = lines;
    result = readJson(json);
    expect(status).toBe(0);
  }, 300_000);

  it('writes a result that follows its schema, and the schema is strict', () => {
    validate(result);
    expect(validate.errors).toBeNull();
    expect(validate({ ...result, formatVersion: 1 })).toBe(false);
    expect(validate({ ...result, date: 'today' })).toBe(false);
    const [suite] = result.suites;
    expect(validate({ ...result, suites: [{ ...suite, findings: [{ type: 'ratio', name: 'a/b' }] }] })).toBe(
      false,
    );
  });

  it('has the machine and the versions, and nothing that says whose and when', () => {
    const { node, v8, openssl, packages } = result.fingerprint;
    expect([node, v8, openssl]).toEqual([
      process.versions.node,
      process.versions.v8,
      process.versions.openssl,
    ]);
    const { devDependencies } = readJson(join(ROOT, 'package.json'));
    expect(packages).toMatchObject({
      otpauth: devDependencies.otpauth,
      speakeasy: devDependencies.speakeasy,
    });
    expect(JSON.stringify(result)).not.toMatch(/\d{4}-\d\d-\d\d|\/tmp\/|hostname/);
  });

  it('has every figure under its stable name', () => {
    const names = findings().flatMap((finding) => (finding.type === 'ratio' ? [finding.name] : []));
    const own = ['core', 'engine-one', 'engine-batch-numbers', 'engine-batch-text'];
    const everywhere = [...own, 'hmac-straightforward', 'crypto-hash', 'noble-one-shot', 'hash-wasm'];
    const inSuite = (suite: string, contestants: readonly string[]) =>
      contestants.map((name) => `${suite}/${name}`);
    expect(names).toEqual([
      ...inSuite('ocra-sha1', [...everywhere, 'engine-batch-numbers against hmac-straightforward']),
      ...inSuite('hotp', [...everywhere, 'otpauth', 'otplib', 'speakeasy', 'hotp-package']),
      'hotp/engine-one against fastest npm package',
      'hotp/engine-batch-numbers against fastest npm package',
      'twin-login/twin-login',
      'keys/a settled key',
      ...inSuite('start-up', ['tokentwin respond demo', 'tokentwin respond FILE', 'tokentwin ocra']),
      ...inSuite('link', ['GET DATA over a pty', 'GET DATA over TCP', 'GET DATA over a unix socket']),
    ]);
  });

  it('checked answers before it timed anybody', () => {
    for (const finding of findings()) {
      if (finding.type !== 'ratio') continue;
      expect(finding.checked.knownAnswers, finding.name).toBeGreaterThan(0);
      const isContest = finding.timing.startsWith('benchmark.js');
      expect(finding.checked.equalAnswers, finding.name).toBe(
        isContest ? 1024 : finding.name.startsWith('link') ? 1 : 0,
      );
    }
  });

  it('gives medians between quartiles between the lowest and the highest round', () => {
    for (const finding of findings()) {
      if (finding.type !== 'ratio') continue;
      for (const { count, minimum, lowerQuartile, median, upperQuartile, maximum } of finding.runs) {
        expect(count).toBe(2);
        const ordered = [minimum, lowerQuartile, median, upperQuartile, maximum];
        expect(ordered, finding.name).toEqual(ordered.toSorted((one, other) => one - other));
        expect(minimum).toBeGreaterThan(0);
      }
    }
  });

  it('measures whom it names as the fastest package', () => {
    const against = findings().find(
      ({ type, ...rest }) => type === 'ratio' && 'name' in rest && rest.name.endsWith('npm package'),
    );
    expect(['otpauth', 'otplib', 'speakeasy', 'hotp-package']).toContain(
      against?.type === 'ratio' && against.yardstick,
    );
  });

  it('finds no heavy module in the one-shot commands', () => {
    const modules = findings().filter((finding) => finding.type === 'modules');
    expect(modules.map(({ name, unneededFiles }) => [name, unneededFiles])).toEqual([
      ['tokentwin respond demo', []],
      ['tokentwin respond FILE', []],
      ['tokentwin ocra', []],
    ]);
  });

  it('tells what the protocol adds to the bytes of commands', () => {
    // Frame: 3 bytes and a header of 10, once for the command, its echo and the answer; T=1 block: 4 bytes.
    const around = 3 * (3 + 10 + 4);
    const [getData, login] = findings().filter((finding) => finding.type === 'bytes');
    expect(getData).toMatchObject({ lineBytes: around + 5 + 5 + 10, payloadBytes: 5 + 10 });
    expect(login).toMatchObject({
      lineBytes: around + 9 + 9 + 2 + around + 12 + 12 + 10,
      payloadBytes: 9 + 2 + 12 + 10,
    });
  });

  it('knows the pace of everything of ours in fresh processes', () => {
    const paces = findings().filter((finding) => finding.type === 'pace');
    expect(paces.map(({ name }) => name)).toEqual([
      ...['ocra-sha1', 'hotp'].flatMap((suite) =>
        ['core', 'engine-batch-numbers', 'engine-batch-text', 'engine-one'].map((name) => `${suite}/${name}`),
      ),
      'twin-login/twin-login',
    ]);
    for (const { processes } of paces) expect(processes).toHaveLength(GLANCE.turnProcesses);
  });

  it('prints a line for every finding', () => {
    for (const finding of findings())
      for (const line of findingLines(finding)) expect(printed).toContain(line);
  });

  it('writes for github-action-benchmark ratios alone, more is better', () => {
    const ratios = findings().filter((finding) => finding.type === 'ratio');
    const entries = readJson(actionJson) as {
      name: string;
      unit: string;
      value: number;
      range: string;
      extra: string;
    }[];
    expect(entries.map(({ name }) => name)).toEqual(ratios.map(({ name }) => name));
    for (const [index, { unit, value, range, extra }] of entries.entries()) {
      const { reading, median, yardstick } = ratios[index] as (typeof ratios)[number];
      expect(unit).toBe('x');
      expect(value).toBeCloseTo(Number((reading === 'speed' ? median : 1 / median).toPrecision(4)), 9);
      expect(range).toMatch(/^[\d.]+ to [\d.]+$/);
      expect(extra).toContain(yardstick);
    }
  });

  it('is compared with a file of its own kind, and says what it compared', async () => {
    const { status, printed: lines } = await run({ suite: 'hotp', compare: json });
    expect(status).toBe(0);
    expect(lines.filter((line) => /^hotp\/.* not judged: too noisy$/.test(line))).toHaveLength(4);
    expect(lines.at(-1)).toBe('4 compared: no regression, 4 not judged: too noisy');
    expect(lines.join('\n')).not.toContain('WARNING');
  });

  it('fails when something of ours is slower, and warns of another machine', async () => {
    const faster = (finding: Finding): Finding =>
      finding.type === 'pace' ? { ...finding, processes: Array.from({ length: 40 }, () => 1e9) } : finding;
    const old = {
      ...result,
      fingerprint: { ...result.fingerprint, cpuModel: 'another' },
      suites: result.suites.map((suite) => ({ ...suite, findings: suite.findings.map(faster) })),
    };
    const file = join(folder, 'faster.json');
    writeFileSync(file, JSON.stringify(old));
    const { status, printed: lines } = await run({ suite: 'hotp', compare: file });
    expect(status).toBe(1);
    expect(lines.at(-1)).toBe('4 compared: 4 slower beyond the noise');
    expect(lines.join('\n')).toContain('WARNING: another machine or version: cpuModel another, now');
  });
});

describe('a run with a contestant that answers wrongly', () => {
  const report = (refusals: ContestReport['refusals']): ContestReport => ({
    clock: 'process CPU time',
    contestants: ['core', 'hmac-prepared'],
    checked: { knownAnswers: 3, equalAnswers: 1024 },
    refusals,
    rounds: refusals.length > 0 ? [] : [{ core: 2, 'hmac-prepared': 1 }],
  });

  it('ends there, and says who', () => {
    const reports = [report([]), report([{ contestant: 'core', reason: 'is wrong' }]), report([])];
    const findings = playContest(HOTP, () => reports.shift() as ContestReport, [], { ...GLANCE, runs: 3 });
    expect(findings).toHaveLength(1);
    expect(findingLines(findings[0] as Finding)[0]).toMatch(/^core +REFUSED: is wrong$/);
    expect(reports).toHaveLength(1);
  });

  it('fails', async () => {
    async function* findings(): AsyncGenerator<Finding> {
      yield { type: 'refused', name: 'a/b', contestant: 'b', yardstick: 'c', reason: 'is wrong' };
    }
    const suites = [{ type: 'other', name: 'a', title: 'A', quick: true, findings }] as const;
    expect((await run({}, { ...SHORT, suites })).status).toBe(1);
  });
});

describe('the command line', () => {
  function bench(...words: string[]) {
    return spawnSync(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...words], {
      cwd: ROOT,
      encoding: 'utf8',
    });
  }
  const notAResult = join(folder, 'vectors.json');
  const older = join(folder, 'older.json');
  writeFileSync(notAResult, '{"suites":[]}');
  writeFileSync(older, '{"format":"tokentwin-bench","formatVersion":1,"suites":[]}');

  it.each([
    [['--suite', 'speed'], 'There is no such suite'],
    [['--loops', '3'], "Unknown option '--loops'"],
    [['--quick', 'core'], 'Unexpected argument'],
    [['--json', '/no/such/folder/report.json'], 'cannot be written'],
    [['--action-json', '/no/such/folder/report.json'], 'cannot be written'],
    [['--compare', '/no/such/file.json'], 'cannot be read'],
    [['--compare', notAResult], 'is not a result of the bench'],
    [['--compare', older], 'has version 1 of the format and this is version 2'],
  ])('refuses %j before anything is measured', (words, sentence) => {
    const { status, stdout, stderr } = bench(...words);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });

  it('explains itself', () => {
    const { status, stdout } = bench('--help');
    for (const { name } of PROJECT_BENCH.suites) expect(stdout).toContain(name);
    expect(status).toBe(0);
  });
});
