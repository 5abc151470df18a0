/** Debian's radclient logs in against the twins of the demo. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM, type Served, serve } from '../sls/served.js';

const SECRET = 'shared secret of a test';
const PASSWORD = 'demo1234';
const PIN = '2580';

let folder: string;
let demo: string;
let server: Served;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tokentwin-radius-'));
  demo = join(folder, 'demo');
  tokentwin('sls', 'demo', demo);
  process.env.TOKENTWIN_RADIUS_SECRET = SECRET;
  server = await serve(join(demo, 'store'), '--radius', '0', '--key-file', join(demo, 'store.key'));
  port = server.radiusPort ?? 0;
});

afterAll(async () => {
  await server.end('SIGTERM');
  rmSync(folder, { recursive: true });
});

function tokentwin(...words: readonly string[]): string {
  return execFileSync(process.execPath, [PROGRAM, ...words], { encoding: 'utf8' }).trim();
}

interface Reply {
  readonly code: string;
  readonly message: string;
  readonly state: string;
}

/** One request; radclient checks that the answer is proved by the secret. */
function ask(attributes: Readonly<Record<string, string>>, secret = SECRET): Reply {
  const given = { ...attributes, 'Message-Authenticator': '0x00' };
  const input = Object.entries(given)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
  const words = ['-x', '-r', '1', '-t', '3', `127.0.0.1:${port}`, 'auth', secret];
  const { stdout } = spawnSync('radclient', words, { input: `${input}\n`, encoding: 'utf8' });
  const answer = stdout.slice(stdout.indexOf('Received'));
  return {
    code: /Received (Access-\w+)/.exec(answer)?.[1] ?? 'nothing',
    message: /Reply-Message = "([^"]*)"/.exec(answer)?.[1] ?? '',
    state: /State = (0x[0-9a-f]+)/.exec(answer)?.[1] ?? '',
  };
}

function login(userName: string): Reply {
  return ask({ 'User-Name': userName, 'User-Password': PASSWORD });
}

function answer(userName: string, { state }: Reply, response: string): Reply {
  return ask({ 'User-Name': userName, 'User-Password': response, State: state });
}

function responded({ message }: Reply, file: string): string {
  const challenge = /[0-9]{6}/.exec(message)?.[0] ?? '';
  return tokentwin('respond', join(demo, file), '--pin', PIN, '--challenge', challenge);
}

describe('radclient', () => {
  it('logs in with the response of a DSC+, once', () => {
    const challenge = login('anna');
    expect(challenge).toMatchObject({
      code: 'Access-Challenge',
      message: expect.stringContaining('Challenge code'),
    });
    const response = responded(challenge, 'anna-dsc-plus.token');
    expect(answer('anna', challenge, response).code).toBe('Access-Accept');
    expect(answer('anna', challenge, response).code).toBe('Access-Reject');
  });

  it('logs in with a code card', () => {
    const challenge = login('bert');
    const indices = challenge.message.match(/[0-9]+/g) ?? [];
    const values = tokentwin('lookup', join(demo, 'bert-security-code-card.token'), ...indices);
    expect(answer('bert', challenge, values).code).toBe('Access-Accept');
  });

  it('selects one of two devices', () => {
    const choice = login('carla');
    expect(choice.message).toMatch(/^Select Second Factor Device: /);
    const number = /([0-9]) DSC\+/.exec(choice.message)?.[1] ?? '';
    const challenge = answer('carla', choice, number);
    expect(answer('carla', challenge, responded(challenge, 'carla-dsc-plus-soft.token')).code).toBe(
      'Access-Accept',
    );
  });

  it('is rejected with a wrong password, a wrong response, a number out of the list, and another name', () => {
    expect(ask({ 'User-Name': 'anna', 'User-Password': 'wrong1' }).code).toBe('Access-Reject');
    expect(ask({ 'User-Name': 'nobody', 'User-Password': PASSWORD }).code).toBe('Access-Reject');
    expect(answer('anna', login('anna'), '00000000').code).toBe('Access-Reject');
    expect(answer('carla', login('carla'), '9').code).toBe('Access-Reject');
    const challenge = login('anna');
    expect(answer('bert', challenge, responded(challenge, 'anna-dsc-plus.token')).code).toBe('Access-Reject');
  });

  it('gets no answer with another secret', () => {
    expect(ask({ 'User-Name': 'anna', 'User-Password': PASSWORD }, 'another secret').code).toBe('nothing');
  });
});
