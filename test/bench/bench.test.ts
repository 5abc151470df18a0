/**
 * The benchmarks: a quick run as a person starts it, what guards its figures, and how they are made. No test
 * asks for a speed: that is the machine's matter.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Contestant, type Match, whyRefused } from '../../bench/contestant.js';
import { hmacHotp } from '../../bench/contestants/hmac-hotp.js';
import { hmacOcra } from '../../bench/contestants/hmac-ocra.js';
import { QUICK } from '../../bench/effort.js';
import { type Finding, findRatio, ratioFinding } from '../../bench/finding.js';
import { findingLines } from '../../bench/page.js';
import { median, summarizeRatios } from '../../bench/ratio.js';
import { KEY_SHA1, OCRA_BENCHMARKS } from '../../bench/suites/ocra-tasks.js';
import { secondOcra } from '../vectors/second-ocra.js';

interface Report {
  readonly formatVersion: number;
  readonly effort: { readonly name: string };
  readonly machine: Record<string, unknown>;
  readonly suites: readonly { readonly name: string; readonly findings: readonly Finding[] }[];
}

function bench(...words: string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...words], { encoding: 'utf8' });
}

describe('a quick run of all suites', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-bench-test-'));
  let page = '';
  let report: Report;

  beforeAll(() => {
    const file = join(folder, 'report.json');
    const { status, stdout, stderr } = bench('--quick', '--json', file);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    page = stdout;
    report = JSON.parse(readFileSync(file, 'utf8'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** What is expected of a match inside the process, of starts, and of exchanges over a line. */
  const byPlace = <T>(name: string, expected: { inProcess: T; startUp: T; link: T }): T => {
    if (name.startsWith('start of')) return expected.startUp;
    return name.startsWith('GET DATA') ? expected.link : expected.inProcess;
  };

  const ratios = () =>
    report.suites.flatMap(({ findings }) => findings).filter((finding) => finding.type === 'ratio');

  it('writes the machine and the findings, in a fixed order and without a date', () => {
    expect(Object.keys(report)).toEqual(['formatVersion', 'effort', 'machine', 'suites']);
    expect(report.formatVersion).toBe(1);
    expect(report.effort).toEqual(QUICK);
    expect(Object.keys(report.machine)).toEqual([
      'cpuModel',
      'cores',
      'nodeVersion',
      'platform',
      'architecture',
    ]);
    expect(report.machine.nodeVersion).toBe(process.version);
    expect(report.suites.map(({ name }) => name)).toEqual(['twin', 'core', 'start-up', 'link']);
  });

  it('has every match under its stable name', () => {
    expect(ratios().map(({ name }) => name)).toEqual([
      'complete login on profile dsc-plus',
      'HOTP-SHA1-6',
      'TOTP-SHA256-8',
      'OCRA-1:HOTP-SHA1-8:QN06-PSHA1',
      'OCRA-1:HOTP-SHA256-8:C-QN06-PSHA256',
      'OCRA-1:HOTP-SHA256-8:QA08',
      'OCRA-1:HOTP-SHA1-6:QN08',
      'OCRA-1:HOTP-SHA512-8:QN08-T1M',
      'start of tokentwin respond demo',
      'start of tokentwin respond FILE',
      'start of tokentwin ocra',
      'GET DATA over a pty',
      'GET DATA over TCP',
      'GET DATA over a unix socket',
    ]);
  });

  it('checked the answers of every contestant that it timed', () => {
    for (const { name, checked } of ratios()) {
      const published = name !== 'OCRA-1:HOTP-SHA256-8:C-QN06-PSHA256';
      expect(checked.knownAnswers > 0, name).toBe(published);
      expect(checked.equalAnswers, name).toBe(byPlace(name, { inProcess: 1024, startUp: 0, link: 1 }));
    }
  });

  it('gives a median between the lowest and the highest round, and says whether the goal is met', () => {
    for (const { name, ratio, rounds, kind, goal } of ratios()) {
      expect(ratio.minimum, name).toBeGreaterThan(0);
      expect(ratio.median, name).toBeGreaterThanOrEqual(ratio.minimum);
      expect(ratio.maximum, name).toBeGreaterThanOrEqual(ratio.median);
      const { rounds: inProcess, processRounds: startUp, exchangeRounds: link } = QUICK;
      expect(rounds, name).toBe(byPlace(name, { inProcess, startUp, link }));
      const linkGoal = { 'GET DATA over a pty': 2, 'GET DATA over TCP': 3 }[name] ?? null;
      const cost = byPlace<number | null>(name, { inProcess: 12, startUp: 1.5, link: linkGoal });
      expect(goal?.bound ?? null, name).toBe(kind === 'speed' ? null : cost);
      if (goal !== null) expect(goal.met, name).toBe(ratio.median <= goal.bound);
    }
  });

  it('finds no heavy module in the one-shot commands', () => {
    const findings = report.suites.flatMap((suite) => suite.findings);
    const modules = findings.filter((finding) => finding.type === 'modules');
    expect(modules.map(({ name, unneededFiles }) => [name, unneededFiles])).toEqual([
      ['tokentwin respond demo', []],
      ['tokentwin respond FILE', []],
      ['tokentwin ocra', []],
    ]);
  });

  it('tells what a login takes over a line, and what the protocol adds to its bytes', () => {
    const findings = report.suites.find(({ name }) => name === 'link')?.findings ?? [];
    const durations = findings.filter((finding) => finding.type === 'duration');
    expect(durations.map(({ name, atMostMs }) => [name, atMostMs])).toEqual([
      ['login by the driver over a pty, flash in memory', null],
      ['login by the driver over a pty, synced token file', null],
    ]);
    for (const { milliseconds } of durations) expect(milliseconds).toBeGreaterThan(0);
    // Frame: 3 bytes and a header of 10, once for the command, its echo and the answer; T=1 block: 4 bytes.
    const around = 3 * (3 + 10 + 4);
    const [getData, login] = findings.filter((finding) => finding.type === 'bytes');
    expect(getData).toMatchObject({ lineBytes: around + 5 + 5 + 10, payloadBytes: 5 + 10 });
    expect(login).toMatchObject({
      lineBytes: around + 9 + 9 + 2 + around + 12 + 12 + 10,
      payloadBytes: 9 + 2 + 12 + 10,
    });
  });

  it('prints a line for every finding', () => {
    for (const finding of report.suites.flatMap(({ findings }) => findings))
      for (const line of findingLines(finding)) expect(page.split('\n')).toContain(line);
  });
});

describe('wrong arguments', () => {
  it.each([
    [['--suite', 'speed'], 'There is no such suite'],
    [['--loops', '3'], "Unknown option '--loops'"],
    [['--quick', 'core'], 'Unexpected argument'],
    [['--json', '/no/such/folder/report.json'], 'cannot be written'],
  ])('%j are refused before anything is measured', (words, sentence) => {
    const { status, stdout, stderr } = bench(...words);
    expect(stderr).toContain(sentence);
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });

  it('--help explains them', () => {
    const { status, stdout } = bench('--help');
    expect(stdout).toContain('--suite NAME');
    expect(status).toBe(0);
  });
});

describe('a contestant that answers wrongly', () => {
  const right = hmacHotp(KEY_SHA1, 6);
  const match: Match<number> = {
    name: 'HOTP',
    contestant: { ...right, name: 'another' },
    yardstick: right,
    inputs: [100, 101, 102],
    knownAnswers: [[0, '755224']],
  };
  /** Right but for one input. */
  const wrongFor = (wrongInput: number): Contestant<number> => ({
    name: 'wrong',
    answer: (input) => (input === wrongInput ? '000000' : right.answer(input)),
  });

  it('is refused when it differs from the other, whichever input it is', () => {
    expect(whyRefused(match)).toBeNull();
    for (const input of match.inputs) {
      expect(whyRefused({ ...match, contestant: wrongFor(input) })).toContain(`answer ${input} differently`);
      expect(whyRefused({ ...match, yardstick: wrongFor(input) })).toContain(`answer ${input} differently`);
    }
  });

  it('is refused when both agree against the published answer', () => {
    const reason = whyRefused({ ...match, contestant: wrongFor(0), yardstick: wrongFor(0) });
    expect(reason).toBe('wrong does not give the known answer for 0');
  });

  it('is not timed, and the page says why', () => {
    let calls = 0;
    const counting: Contestant<number> = {
      name: 'counting',
      answer(input) {
        calls += 1;
        return input === 102 ? '000000' : right.answer(input);
      },
    };
    const finding = findRatio({ ...match, contestant: counting }, { kind: 'speed', goal: null }, QUICK);
    expect(finding.type).toBe('refused');
    expect(calls).toBe(match.knownAnswers.length + match.inputs.length);
    expect(findingLines(finding).join()).toContain('REFUSED: counting and node:crypto createHmac');
  });
});

describe('the yardstick', () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

  it.each(OCRA_BENCHMARKS.map((benchmark) => [benchmark.task.suite, benchmark] as const))(
    'answers %s as the second implementation of the tests does',
    (suite, { task, questions }) => {
      const yardstick = hmacOcra(task);
      const line = {
        suite,
        key: hex(task.key),
        counter: task.counter?.toString() ?? null,
        pinHash: task.pinHash === undefined ? null : hex(task.pinHash),
        timestamp: task.timestamp?.toString() ?? null,
      };
      for (const question of questions)
        expect({ response: yardstick.answer(question) }).toEqual(secondOcra({ ...line, question }));
    },
  );
});

describe('the statistics', () => {
  it('takes the middle value, or the mean of the two in the middle', () => {
    expect(median([7])).toBe(7);
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 4, 2])).toBe(3);
    expect(() => median([])).toThrow(RangeError);
  });

  it('leaves as many values below the median as above', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it('takes ratios round by round, not of the medians', () => {
    const rounds = [
      { contestant: 2, yardstick: 1 },
      { contestant: 30, yardstick: 10 },
      { contestant: 4, yardstick: 8 },
    ];
    expect(summarizeRatios(rounds, 'cost')).toEqual({ median: 2, minimum: 0.5, maximum: 3 });
    expect(summarizeRatios(rounds, 'speed')).toEqual({ median: 1 / 2, minimum: 1 / 3, maximum: 2 });
  });

  it('meets a goal of cost at or below it, and one of speed at or above it', () => {
    const compared = { name: 'a match', contestant: 'one', yardstick: 'other' };
    const checked = { knownAnswers: 1, equalAnswers: 1 };
    const goalOf = (kind: 'speed' | 'cost', goal: number | null) =>
      ratioFinding(compared, { kind, goal }, checked, [{ contestant: 4, yardstick: 2 }]).goal;
    expect(goalOf('cost', 2)).toEqual({ bound: 2, met: true });
    expect(goalOf('cost', 1.9)).toEqual({ bound: 1.9, met: false });
    expect(goalOf('speed', 0.5)).toEqual({ bound: 0.5, met: true });
    expect(goalOf('speed', 0.6)).toEqual({ bound: 0.6, met: false });
    expect(goalOf('cost', null)).toBeNull();
  });
});
