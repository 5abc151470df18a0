/** No secret in what the verifier says on the command line, over HTTP, and in its store, unless it was asked for by name. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningProgram } from '../command-line/run-program.js';
import { allCommands, gaps } from './coverage.js';
import { fillFolder } from './local-scenarios.js';
import { KEY, PIN, secretMarks, UNLOCK_QUESTION, unlockAnswerTo } from './marked-card.js';
import { hexMark, textMark } from './marks.js';
import { runInProcess } from './run-in-process.js';
import { judge, line, type Scenario } from './scenario.js';
import { DOCUMENT, PASSWORD, STORE_KEY, slsScenarios } from './sls-scenarios.js';

const RADIUS_SECRET = 'marked-radius-secret-5521';
const folder = mkdtempSync(join(tmpdir(), 'tokentwin-sls-silence-'));
const at = (name: string) => join(folder, name);
const marks = secretMarks([
  textMark('password', PASSWORD),
  textMark('document', DOCUMENT),
  textMark('RADIUS secret', RADIUS_SECRET),
  hexMark('store key', STORE_KEY),
]);
const scenarios = slsScenarios(at);
const store = `--database ${at('store')} --key-file ${at('marked.key')}`;

/** What the last test serves with. */
const SERVING: Scenario = {
  ...line(
    `sls serve ${store} --port 0 --host 127.0.0.1 --name localhost:1 --clock manual --rate-limit 0 --failure-limit 9 --challenge-seconds 60 --retire-indices --online-card-from funding --messages-to http://127.0.0.1:9/ --radius 0 --radius-entrance platform --radius-strict`,
  ),
  succeeds: true,
};
const WITH_JSON: Scenario = { ...line('sls serve --json'), succeeds: true };

beforeAll(async () => {
  await fillFolder(folder);
  writeFileSync(at('marked.key'), `${STORE_KEY}\n`, { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true }));

function title({ words, succeeds }: Scenario): string {
  return `${succeeds ? '' : '(fails) '}${words.join(' ').replaceAll(`${folder}/`, '').slice(0, 110)}`;
}

/** The id of a device, as `device list` says it. */
async function deviceOf(kind: string): Promise<string> {
  const { stdout } = await runInProcess(line(`sls device list ${store} --json`));
  const rows = stdout
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row) as { device: string; kind: string });
  return rows.find((row) => row.kind === kind)?.device ?? '';
}

describe('a command of the verifier', () => {
  it.each(scenarios.map((scenario) => [title(scenario), scenario] as const))(
    'keeps secrets to itself: %s',
    async (_, scenario) => {
      await judge(scenario, () => marks);
    },
  );

  it('says the unlock answer where the desk asks for it, and nothing else of the device', async () => {
    const id = await deviceOf('dsc-plus');
    const { stdout } = await judge(
      { ...line(`sls desk unlock --device ${id} --question ${UNLOCK_QUESTION} ${store}`), succeeds: true },
      () => marks,
    );
    expect(stdout).toContain(unlockAnswerTo(UNLOCK_QUESTION));
    for (const words of [`show ${id}`, `pin ${id} --pin ${PIN}`, `end ${id} --reason worn`])
      await judge({ ...line(`sls device ${words} ${store}`), succeeds: true }, () => marks);
  });

  it('is tried in ways that succeed and that fail, with every option that it has', async () => {
    const commands = [...(await allCommands())].filter(([name]) => name.startsWith('sls '));
    expect(commands).toHaveLength(5);
    const all = [...scenarios, SERVING, WITH_JSON];
    expect(commands.flatMap(([name, body]) => gaps(name, body, all))).toEqual([]);
  });
});

describe('the store', () => {
  it('has no key, PIN, password, document or code in the clear', () => {
    const files = readdirSync(at('store'));
    expect(files).toContain('sls.db');
    for (const file of files) expect(marks.findIn(readFileSync(at(`store/${file}`), 'latin1'))).toEqual([]);
  });
});

describe('the server', () => {
  it('keeps secrets to itself, whatever it is asked', async () => {
    const program = new RunningProgram(SERVING.words, {
      folder,
      environment: { TOKENTWIN_RADIUS_SECRET: RADIUS_SECRET },
    });
    const [, url = '', token = ''] =
      /^sls (http:\S+) {2}desk token ([0-9a-f]+)/.exec(await program.line(/^sls /)) ?? [];
    let said = '';
    const ask = async (method: string, path: string, body?: unknown, bearer = token) => {
      const answer = await fetch(url + path, {
        method,
        headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      said += `${[...answer.headers].join('\n')}\n${await answer.text()}`;
    };
    const login = { entrance: 'portal', userName: 'anna', password: PASSWORD };
    await ask('POST', '/login', login);
    await ask('POST', '/login', { ...login, password: `${PASSWORD}x` });
    await ask('POST', '/login', { ...login, userName: PASSWORD });
    await ask('POST', '/login', { ...login, entrance: KEY });
    await ask('POST', '/login', `{"password":"${PASSWORD}"`);
    await ask('POST', `/questions/${KEY}/answer`, { response: PIN });
    await ask('POST', `/questions/${KEY}/answer`, { response: PIN, [PIN]: KEY });
    await ask('GET', '/session', undefined, PASSWORD);
    for (const path of ['users', 'users/anna', 'devices', 'orders', 'audit', 'messages', `users/${PIN}`])
      await ask('GET', `/desk/${path}`);
    await ask('GET', `/desk/audit?limit=${KEY}`);
    await ask('PUT', '/desk/users/anna/password', { password: PIN });
    await ask('POST', '/desk/devices', { serialNumber: '1234', secret: { kind: 'dsc-plus', key: KEY } });
    await ask('GET', `/${KEY}`);
    await ask('GET', '/metrics');
    process.kill(program.pid, 'SIGTERM');
    const { status, stdout, stderr } = await program.end();
    expect(status).toBe(0);
    expect(said).toContain('SLS_CREDENTIALS');
    expect(marks.findIn(said + stdout + stderr)).toEqual([]);
  });
});
