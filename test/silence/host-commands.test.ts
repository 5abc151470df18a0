/** No secret in what a command of `tokentwin host` says unless it was asked for, whatever card is on the port. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testAuthorityCertificate } from '../../firmware/card/attestation/authority.js';
import { allCommands, gaps } from './coverage.js';
import { EXCEPTIONS } from './exceptions.js';
import { type HostScenario, hostScenarios } from './host-scenarios.js';
import { fillFolder } from './local-scenarios.js';
import { PIN, secretMarks, UNLOCK_KEY } from './marked-card.js';
import { monitored } from './monitored.js';
import { runInProcess } from './run-in-process.js';
import { commandOf, judge, line } from './scenario.js';
import { TwinOnLine } from './twin-on-line.js';

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-host-silence-'));
const at = (name: string) => join(folder, name);
const path = at('card.sock');
const scenarios = hostScenarios(at, `unix:${path}`);
const told = new Set<string>();

function title({ words, succeeds }: HostScenario): string {
  return `${succeeds ? '' : '(fails) '}${words.join(' ').replaceAll(`${folder}/`, '').slice(0, 130)}`;
}

beforeAll(async () => {
  await fillFolder(folder);
  writeFileSync(at('authority.pem'), testAuthorityCertificate());
  const other = `new ${at('marked.json')} ${at('other.token')} --key ${'ab'.repeat(20)} --unlock-key ${UNLOCK_KEY} --pin ${PIN}`;
  await runInProcess(line(other));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a command of a host', () => {
  it.each(scenarios.map((scenario) => [title(scenario), scenario] as const))(
    'keeps secrets to itself: %s',
    async (_, scenario) => {
      const twin = await TwinOnLine.open(path, scenario.twin);
      try {
        const ended = await judge(scenario, () => secretMarks(twin.marks));
        for (const found of secretMarks(twin.marks).findIn(ended.stdout))
          told.add(`${commandOf(scenario.words)}: ${found.split(' in ')[0]}`);
      } finally {
        await twin.close();
      }
    },
  );

  it('is tried in ways that succeed and that fail, with every option that it has', async () => {
    const commands = [...(await allCommands())].filter(([name]) => name.startsWith('host '));
    const all = [...scenarios, { words: ['host', 'monitor'], succeeds: true }];
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.flatMap(([name, body]) => gaps(name, body, all))).toEqual([]);
  });

  it('says what it was asked for, which also shows that the search finds it', () => {
    const hosts = Object.entries(EXCEPTIONS).filter(([name]) => name.startsWith('host '));
    const all = hosts.flatMap(([name, { says }]) => says.map((mark) => `${name}: ${mark}`));
    expect([...told].sort()).toEqual(all.sort());
  });
});

describe('what a command of a host leaves', () => {
  it('is no secret: reports and the state of a soak', () => {
    const marks = secretMarks();
    const files = readdirSync(folder).filter((file) => /^(report|soak)/.test(file));
    expect(files.sort()).toEqual(['report.json', 'report.xml', 'soak.json']);
    expect(files.flatMap((file) => marks.findIn(readFileSync(at(file))))).toEqual([]);
  });
});

describe('the monitor', () => {
  it.each([
    ['in words', ''],
    ['as JSON', '--json'],
    ['with a capture', `--pcap ${at('login.pcapng')}`],
  ])('tells a login %s without secrets', async (_, option) => {
    const twin = await TwinOnLine.open(path, {});
    const words = `host monitor --port unix:${path} --listen unix:${at('monitor.sock')} ${option}`;
    const { status, stdout, stderr } = await monitored(line(words), at('monitor.sock'));
    await twin.close();
    expect(status).toBe(0);
    expect(stdout).toMatch(/VERIFY PIN \(8 digits\)/);
    expect(stdout).toMatch(/response \(8 digits\)/);
    expect(secretMarks(twin.marks).findIn(stdout + stderr)).toEqual([]);
  });

  it('keeps secrets in a capture alone, which is the owner’s and says so at its beginning', () => {
    const capture = readFileSync(at('login.pcapng'));
    expect(
      secretMarks()
        .findIn(capture)
        .map((found) => found.split(' in ')[0]),
    ).toEqual(expect.arrayContaining(['PIN', 'response']));
    expect(statSync(at('login.pcapng')).mode & 0o777).toBe(0o600);
    expect(capture.subarray(0, 200).toString('latin1')).toContain(
      'Holds PINs and responses as they were on the line.',
    );
  });
});
