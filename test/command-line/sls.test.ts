/** The verifier from the command line: what `sls` and `with --user` do and refuse. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { AnswerStep, SessionStep } from '../../host/sls/procedures/steps.js';
import type { Message } from '../../host/sls/records/traces.js';
import { post } from '../sls/served.js';
import { output, PROGRAM, RunningProgram, run } from './run-program.js';

const EXAMPLE = fileURLToPath(new URL('../../host/sls/examples/login.sh', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokentwin-sls-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const STORE = ['--database', 'demo/store'];

describe('sls demo', () => {
  it('makes users, token files and a store, and says how to try them', () => {
    const told = output(['sls', 'demo', 'demo'], { folder });
    expect(told).toContain('test devices, not issued by any broker');
    for (const name of ['anna', 'anna2', 'bert', 'carla', 'dora', 'emil'])
      expect(told).toContain(`  ${name}`);
    const files = [...told.matchAll(/^ +(demo\/\S+\.token)$/gm)].map(([, file = '']) => file);
    expect(files).toHaveLength(5);
    for (const file of files) expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
    expect(readFileSync(join(folder, 'demo/store.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  });

  it('does not write into a folder that is there', () => {
    expect(run(['sls', 'demo', 'demo'], { folder })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('FILE_EXISTS'),
    });
  });
});

describe('sls serve', () => {
  it('serves a login that a twin answers, and ends with status 0 at a signal', async () => {
    const program = new RunningProgram(['sls', 'serve', ...STORE], { folder });
    const [, url = ''] =
      /^sls (http:\S+) {2}desk token [0-9a-f]{48}$/.exec(await program.line(/^sls /)) ?? [];
    const login = { entrance: 'portal', userName: 'anna', password: 'demo1234' };
    const { asked, handle } = (await post(url, '/login', login)).body as AnswerStep;
    const question = asked.by === 'challenge' ? asked.question : '';
    const words = ['respond', 'demo/anna-dsc-plus.token', '--pin', '2580', '--challenge', question];
    const response = output(words, { folder }).trim();
    expect(await post(url, `/questions/${handle}/answer`, { response })).toMatchObject({
      status: 200,
      body: { step: 'session', userId: 'anna' },
    });
    process.kill(program.pid, 'SIGTERM');
    expect(await program.end()).toMatchObject({ status: 0, stderr: '' });
    expect(output(['sls', 'desk', 'audit', ...STORE], { folder })).toContain('logged in  anna');
  });

  it('hands messages to the URL that it is given, and what it cannot hand over is said and kept', async () => {
    let status = 503;
    const texts: string[] = [];
    const gateway = createServer((request, answer) => {
      void json(request).then((message) => {
        if (status === 200) texts.push((message as Message).text);
        answer.writeHead(status).end();
        status = 200;
      });
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void gateway.close());
    await once(gateway, 'listening');
    const { port } = gateway.address() as AddressInfo;
    const words = ['sls', 'serve', ...STORE, '--messages-to', `http://127.0.0.1:${port}/`];
    const program = new RunningProgram(words, { folder });
    const [, url = ''] = /^sls (http:\S+)/.exec(await program.line(/^sls /)) ?? [];
    const login = { entrance: 'portal', userName: 'emil', password: 'demo1234' };
    const { token } = (await post(url, '/login', login)).body as SessionStep;
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
    const number = { method: 'PUT', headers, body: '{"country":"41","national":"791234567"}' };
    expect((await fetch(`${url}/mobile-number`, number)).status).toBe(200);
    expect((await fetch(`${url}/mobile-number/verification`, { method: 'POST', headers })).status).toBe(200);
    await vi.waitFor(() => expect(texts).toEqual([expect.stringMatching(/[0-9]{6}/)]), 10_000);
    process.kill(program.pid, 'SIGTERM');
    const said = expect.stringMatching(/answers with status 503: message \S+ waits and is tried again\.\n$/);
    expect(await program.end()).toMatchObject({ status: 0, stderr: said });
  });

  it.each([
    [['--port', '70000'], 'ARGUMENT'],
    [['--clock', 'broken'], 'ARGUMENT'],
    [['--challenge-seconds', '601'], 'ARGUMENT'],
    [['--database', 'http://x'], 'ARGUMENT'],
    [['--database', 'postgres://x@127.0.0.1:9/x'], 'SLS_STORE_KEY'],
    [['--radius-strict'], 'ARGUMENT'],
    [['--radius', '0'], 'SECRET_MISSING'],
  ])('refuses %j', (words, code) => {
    const { status, stderr } = run(['sls', 'serve', ...words], { folder });
    expect({ status, stderr }).toEqual({
      status: code === 'ARGUMENT' ? 2 : 1,
      stderr: expect.stringMatching(code === 'ARGUMENT' ? /\(ARGUMENT\)\n$/ : new RegExp(`\\(${code}\\)\n$`)),
    });
  });
});

describe('users and devices', () => {
  it('are added and imported: the token file of somebody becomes the device of a user', () => {
    output(['new', 'dsc-plus', 'carl.token', '--pin', '8351', '--seed', 'carl'], { folder });
    const person = ['--birth-date', '1980-01-02', '--citizenship', 'CH', '--document', 'passport:P1'];
    const added = ['sls', 'user', 'add', 'carl', '--password', 'secret1', ...person, ...STORE, '--json'];
    expect(JSON.parse(output(added, { folder }))).toMatchObject({ user: 'carl' });
    const imported = output(['sls', 'device', 'import', 'carl.token', '--user', 'carl', ...STORE, '--json'], {
      folder,
    });
    const { device } = JSON.parse(imported) as { device: string };
    expect(output(['sls', 'user', 'show', 'carl', ...STORE], { folder })).toContain(device);
    expect(output(['sls', 'device', 'list', ...STORE], { folder }).split('\n')[0]).toContain(device);
    expect(output(['sls', 'device', 'end', device, '--reason', 'lost', ...STORE], { folder })).toContain(
      'chargedUsd: 0',
    );
    expect(
      run(['sls', 'device', 'hand-over', device, '--user', 'emil', ...STORE], { folder }).stderr,
    ).toContain('SLS_DEVICE');
  });

  it('need a PIN where the card stores none', () => {
    output(['new', 'dsc-plus-soft', 'soft.token', '--seed', 'soft'], { folder });
    const words = ['sls', 'device', 'import', 'soft.token', ...STORE];
    expect(run(words, { folder }).stderr).toContain('SECRET_MISSING');
    expect(run([...words, '--pin', '2580'], { folder }).status).toBe(0);
  });

  it('are served by the desk: a Temporary Code, never two in a row', () => {
    const words = ['sls', 'desk', 'temporary-code', '--user', 'bert', ...STORE];
    expect(output(words, { folder })).toMatch(/^code: [A-Z2-9]{8}\nexpires: /);
    expect(run(words, { folder }).stderr).toContain('SLS_CONSECUTIVE');
  });
});

describe('with --user', () => {
  it('runs a login of another language against verifier and twin', () => {
    const words = ['with', '--device', 'card=dsc-plus', '--user', 'anna=card', '--', 'bash', EXAMPLE, 'anna'];
    expect(execFileSync(process.execPath, [PROGRAM, ...words], { encoding: 'utf8' })).toBe(
      'anna logged in with dsc-plus\n',
    );
  });

  it.each([
    [['--user', 'anna=nothing'], 'ARGUMENT'],
    [['--user', 'Anna'], 'SLS_USER_NAME'],
    [['--user', 'anna', '--user', 'anna'], 'SLS_EXISTS'],
  ])('refuses %j, and runs nothing', (words, code) => {
    const { stderr } = run(['with', ...words, '--', 'touch', 'ran'], { folder });
    expect(stderr).toContain(code);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });
});
