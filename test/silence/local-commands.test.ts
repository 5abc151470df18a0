/** No secret in what a command says unless it was asked for, whether it succeeds or fails: all but those of `host`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../command-line/run-program.js';
import { apiScenarios, SERVING } from './api-scenarios.js';
import { allCommands, gaps } from './coverage.js';
import { EXCEPTIONS } from './exceptions.js';
import { fillFolder, localScenarios, shownResponses } from './local-scenarios.js';
import { CHALLENGE, KEY, PIN, SUITE, secretMarks, WRONG_PIN } from './marked-card.js';
import { runInProcess } from './run-in-process.js';
import { commandOf, judge, leaksOf, type Scenario } from './scenario.js';

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-silence-'));
const at = (name: string) => join(folder, name);
const marks = secretMarks();
const scenarios = [...localScenarios(at), ...apiScenarios(at)];
const shown: Scenario = { ...shownResponses(at), succeeds: false };

/** The command line without the folder. */
function title({ words, succeeds }: Scenario): string {
  const text = words.join(' ').replaceAll(`${folder}/`, '');
  return `${succeeds ? '' : '(fails) '}${text.length > 120 ? `${text.slice(0, 120)}...` : text}`;
}

beforeAll(() => fillFolder(folder));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a command', () => {
  const told = new Set<string>();

  it.each(scenarios.map((scenario) => [title(scenario), scenario] as const))(
    'keeps secrets to itself: %s',
    async (_, scenario) => {
      const { stdout } = await judge(scenario, () => marks);
      for (const found of marks.findIn(stdout))
        told.add(`${commandOf(scenario.words)}: ${found.split(' in ')[0]}`);
    },
  );

  it('is tried in ways that succeed and that fail, with every option that it has', async () => {
    const commands = [...(await allCommands())].filter(([name]) => !/^(host|sls) /.test(name));
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.flatMap(([name, body]) => gaps(name, body, [...scenarios, ...SERVING, shown]))).toEqual(
      [],
    );
  });

  it('says what it was asked for, which also shows that the search finds it', async () => {
    const { stdout, stderr } = await runInProcess(shown);
    expect(leaksOf({ ...shown, succeeds: true }, { status: 1, stdout, stderr }, marks)).toEqual([]);
    for (const found of marks.findIn(stdout)) told.add(`vectors: ${found.split(' in ')[0]}`);
    const local = Object.entries(EXCEPTIONS).filter(([name]) => !/^(host|sls) /.test(name));
    const all = local.flatMap(([name, { says }]) => says.map((mark) => `${name}: ${mark}`));
    expect([...told].sort()).toEqual(all.sort());
  });
});

describe('the files that commands leave', () => {
  it('have no secret in their names, and those that hold secrets are the owner\u2019s alone', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(files.length).toBeGreaterThan(15);
    expect(files.flatMap((file) => marks.findIn(file))).toEqual([]);
    const holding = files.filter(
      (file) => statSync(at(file)).isFile() && marks.findIn(readFileSync(at(file))).length > 0,
    );
    const made = holding.filter((file) => /\.(token|recording)$/.test(file));
    expect(made.length).toBeGreaterThan(5);
    for (const file of made) expect(statSync(at(file)).mode & 0o077).toBe(0);
    // What the test itself has written, and nothing else.
    expect(holding.filter((file) => !made.includes(file)).sort()).toEqual(
      [
        ...['odd-vectors.json', 'odd.csv', 'odd.json', 'wrong-vectors.json', 'marked.script', 'wrong.script'],
        ...['wrong-value.script', 'odd.script', 'odd-2.script'],
      ].sort(),
    );
  });

  it('that hold secrets say so in their first line', () => {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.token')))
      expect(readFileSync(at(file), 'latin1').split('\n')[0]).toContain(
        'the secrets of a test device, keep it to yourself',
      );
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.recording')))
      expect(readFileSync(at(file), 'utf8').split('\n')[0]).toContain('for its owner only');
  });
});

describe('the built program', () => {
  it.each([
    `respond my.token --pin ${WRONG_PIN} --challenge ${CHALLENGE}`,
    `ocra ${SUITE} --key ${KEY}0 --question ${CHALLENGE} --pin ${PIN}`,
    `new marked.json my.token --key ${KEY} --pin ${PIN}`,
    `hotp --key ${KEY} --digits 9`,
  ])('keeps secrets to itself as well: %s', (text) => {
    const { status, stdout, stderr } = run(text.split(' '), { folder });
    expect(status).not.toBe(0);
    expect(marks.findIn(stdout + stderr)).toEqual([]);
  });
});
