/** Every refusal: as a problem with a code, and nothing of what a request held in it. */
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startApi } from '../../emulator/api/server.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { ERROR_CODES, isTokentwinError } from '../../firmware/error.js';
import { type Asked, bare, running, TOKEN } from './asking.js';

const SECRET = '40859174';
const BEARER = { authorization: `Bearer ${TOKEN}` };

function expectProblem({ status, type, json, text, headers }: Asked, expected: number, code: string): void {
  expect({ status, code: json.code }, text).toEqual({ status: expected, code });
  expect(type).toBe('application/problem+json');
  expect(json).toMatchObject({ status: expected, type: `urn:tokentwin:error:${code}` });
  expect(ERROR_CODES[code as keyof typeof ERROR_CODES]).toBe(json.title);
  expect(json.detail).toMatch(/^[^\n]+[.]$/);
  expect(text).not.toContain(SECRET);
  expectGuarded(headers);
}

function expectGuarded(headers: Headers): void {
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(headers.get('access-control-allow-origin')).toBeNull();
}

describe('who is not let in', () => {
  it.each([
    ['none', {}],
    ['a wrong one', { authorization: `Bearer ${'0'.repeat(32)}` }],
    ['half of it', { authorization: `Bearer ${TOKEN.slice(0, 16)}` }],
    ['more than it', { authorization: `Bearer ${TOKEN}0` }],
    ['another scheme', { authorization: `Basic ${TOKEN}` }],
  ])('has as token %s', async (_, headers) => {
    const { port } = await running();
    const refused = await bare(port, { headers: { host: `127.0.0.1:${port}`, ...headers } });
    expect({ status: refused.status, ...JSON.parse(refused.text) }).toMatchObject({
      status: 401,
      code: 'API_TOKEN',
    });
  });

  it('has a token in the query twice, or a wrong one there', async () => {
    const { port } = await running();
    const host = `127.0.0.1:${port}`;
    for (const query of [`token=${TOKEN}&token=${TOKEN}`, 'token=', `token=${TOKEN}x`])
      expect((await bare(port, { path: `/?${query}`, headers: { host } })).status).toBe(401);
    expect((await bare(port, { path: `/?token=${TOKEN}`, headers: { host } })).status).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '10.0.0.1:PORT',
    'localhost.evil:PORT',
    'a b',
  ])('names as host %s', async (host) => {
    const { port } = await running();
    const refused = await bare(port, { headers: { ...BEARER, host: host.replace('PORT', String(port)) } });
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'API_HOST' });
    expect(refused.status).toBe(403);
  });

  it.each([
    'null',
    'http://evil.example',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1',
    'http://localhost:1',
  ])('comes from the origin %s', async (origin) => {
    const asker = await running();
    const headers = { Origin: origin.replace('PORT', String(asker.port)) };
    expectProblem(await asker.ask('GET', '/twins', undefined, { headers }), 403, 'API_ORIGIN');
  });

  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('is not one who says %s', async (name) => {
    const { port } = await running();
    const headers = { ...BEARER, host: `${name}:${port}`, origin: `http://${name}:${port}` };
    expect((await bare(port, { headers })).status).toBe(200);
  });

  it('says no host at all', async () => {
    const { port } = await running();
    const socket = connect(port, '127.0.0.1');
    socket.end(`GET / HTTP/1.0\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`);
    let text = '';
    for await (const piece of socket) text += String(piece);
    expect(text).toMatch(/^HTTP\/1.1 403 /);
    expect(text).toContain('API_HOST');
  });
});

describe('a request that is refused', () => {
  it.each([
    ['POST', '/twins', { demo: true, foo: SECRET }, '/foo'],
    ['POST', '/twins', { kind: 'security-code-card', pin: SECRET }, '/pin'],
    ['POST', '/twins', { kind: SECRET }, '/kind'],
    ['POST', '/twins', { pin: 1234 }, '/pin'],
    ['POST', '/twins', { key: `${SECRET}0` }, '/key'],
    ['POST', '/twins', { demo: true, pin: SECRET }, '/pin'],
    ['POST', '/twins', { profile: 'security-code-card' }, '/kind'],
    ['POST', '/twins', [SECRET], ''],
    ['POST', '/twins/1/keys', { press: SECRET }, '/press'],
    ['POST', '/twins/1/keys', { press: 'ok', hold: 'ok', ms: 1 }, '/hold'],
    ['POST', '/twins/1/keys', { type: `${SECRET}x` }, '/type'],
    ['POST', '/twins/1/keys', { hold: 'ok' }, '/ms'],
    ['POST', '/twins/1/keys', undefined, '/press'],
    ['POST', '/twins/1/time', { advanceMs: -1 }, '/advanceMs'],
    ['POST', '/twins/1/time', { advanceMs: 1e300 }, '/advanceMs'],
    ['POST', '/twins/1/battery', { percent: 101 }, '/percent'],
    ['PUT', '/twins/1/faults', { deadSegments: [{ cell: 0, segment: 'a', x: SECRET }] }, '/deadSegments/0/x'],
    ['POST', '/twins/1/power-cut', { now: SECRET }, '/now'],
    ['POST', '/twins/1/snapshots', { name: '../x' }, '/name'],
    ['POST', '/twins/1/apdu', { command: `${SECRET}0` }, '/command'],
    ['GET', '/twins/1/frame?before=1', undefined, '?before'],
    ['GET', `/twins/1/frame?after=${SECRET}x`, undefined, '?after'],
    ['GET', '/twins/1/frame?after=1&after=2', undefined, '?after'],
    ['GET', '/twins/1/screen?format=png', undefined, '?format'],
  ])('is told the place: %s %s %j', async (method, path, body, place) => {
    const asker = await running();
    await asker.twin();
    const refused = await asker.ask(method, path, body);
    expectProblem(refused, 400, 'API_INPUT');
    expect(refused.json).toMatchObject({ place });
  });

  it.each([
    [{ pin: '1234567' }, 'PIN_FORMAT'],
    [{ profile: { name: 'x', pin: { refuseWeak: true } }, pin: '1111' }, 'PIN_WEAK'],
    [{ key: 'ab' }, 'KEY_LENGTH'],
    [{ serialNumber: 'x' }, 'CARD_SERIAL'],
    [{ profile: SECRET }, 'PROFILE_UNKNOWN'],
    [{ profile: { name: 'x', colour: SECRET } }, 'PROFILE_INVALID'],
  ])('says what a card cannot be: %j', async (body, code) => {
    const asker = await running();
    expectProblem(await asker.ask('POST', '/twins', body), 400, code);
    expect((await asker.ask('GET', '/twins')).json).toEqual({ twins: [] });
  });

  it('is too long, with its length said before or not', async () => {
    const asker = await running();
    expectProblem(await asker.ask('POST', '/twins', { name: SECRET.repeat(9000) }), 413, 'API_BODY_SIZE');
    const { port } = asker;
    const headers = { ...BEARER, host: `127.0.0.1:${port}`, 'content-type': 'application/json' };
    const chunked = { ...headers, 'transfer-encoding': 'chunked' };
    const refused = await bare(port, {
      method: 'POST',
      path: '/twins',
      headers: chunked,
      body: ' '.repeat(70_000),
    });
    expect(refused.status).toBe(413);
  });

  it('is no JSON', async () => {
    const asker = await running();
    const { port } = asker;
    const host = { ...BEARER, host: `127.0.0.1:${port}` };
    const posted = { method: 'POST', path: '/twins' };
    const json = { ...host, 'content-type': 'application/json; charset=utf-8' };
    expect(
      JSON.parse((await bare(port, { ...posted, headers: json, body: `{${SECRET}` })).text),
    ).toMatchObject({
      code: 'API_INPUT',
    });
    const form = { ...host, 'content-type': 'text/plain' };
    expect((await bare(port, { ...posted, headers: form, body: '{}' })).status).toBe(415);
    expect((await bare(port, { ...posted, headers: host, body: '{}' })).status).toBe(415);
  });

  it('asks for what is not there, or in another way', async () => {
    const asker = await running();
    const id = await asker.twin();
    const codes = await asker.twin({ kind: 'security-code-card' });
    expectProblem(await asker.ask('GET', '/twins/99'), 404, 'API_TWIN_UNKNOWN');
    expectProblem(await asker.ask('GET', '/twins/__proto__'), 404, 'API_TWIN_UNKNOWN');
    expectProblem(await asker.ask('GET', '/nothing'), 404, 'API_ROUTE');
    expectProblem(await asker.ask('POST', `/twins/${id}/frame`, {}), 405, 'API_METHOD');
    expectProblem(await asker.ask('PATCH', '/twins'), 405, 'API_METHOD');
    expect((await asker.ask('HEAD', '/events')).status).toBe(405);
    expectProblem(await asker.ask('POST', `/twins/${codes}/keys`, { press: 'ok' }), 409, 'API_TWIN_KIND');
    expectProblem(await asker.ask('POST', `/twins/${id}/lookup`, { indices: [1] }), 409, 'API_TWIN_KIND');
    expectProblem(await asker.ask('PUT', `/twins/${id}/print`, { smudged: [1] }), 409, 'API_TWIN_KIND');
    expectProblem(await asker.ask('POST', `/twins/${id}/snapshots/x/restore`), 404, 'API_SNAPSHOT_UNKNOWN');
    const headers = { Accept: 'image/png' };
    expectProblem(
      await asker.ask('GET', `/twins/${id}/screen`, undefined, { headers }),
      415,
      'API_MEDIA_TYPE',
    );
    await asker.ask('POST', `/twins/${id}/apdu/reset`);
    expectProblem(await asker.ask('POST', `/twins/${id}/snapshots`, { name: 'x' }), 409, 'API_SNAPSHOT');
  });

  it('is for a twin that was removed', async () => {
    const asker = await running();
    const id = await asker.twin();
    expect((await asker.ask('DELETE', `/twins/${id}`)).status).toBe(204);
    expectProblem(await asker.ask('POST', `/twins/${id}/keys`, { press: 'ok' }), 410, 'API_TWIN_REMOVED');
    expect(await asker.twin()).not.toBe(id);
  });

  it('is for what only a twin of the API has, where the emulator has it open', async () => {
    const twin = DscPlus.demo();
    const asker = await running({ devices: [{ kind: 'dsc-plus', name: 'open', twin, file: null }] });
    expect((await asker.keys('1', { press: 'power' })).text).toBe('PIN>');
    expect(twin.frame.text).toBe('PIN>');
    await asker.good('POST', '/twins/1/snapshots', { name: 'x' });
    for (const [method, path] of [
      ['DELETE', ''],
      ['POST', '/snapshots/x/restore'],
      ['GET', '/recording'],
      ['POST', '/apdu/reset'],
    ] as const)
      expectProblem(await asker.ask(method, `/twins/1${path}`), 409, 'API_TWIN_KIND');
  });
});

describe('limits', () => {
  it('are held for snapshots, and one more is room again', async () => {
    const asker = await running();
    const id = await asker.twin();
    for (let count = 0; count < 32; count += 1)
      await asker.good('POST', `/twins/${id}/snapshots`, { name: `s${count}` });
    expectProblem(await asker.ask('POST', `/twins/${id}/snapshots`, { name: 'more' }), 429, 'API_LIMIT');
    await asker.good('POST', `/twins/${id}/snapshots`, { name: 's3' });
    await asker.ask('DELETE', `/twins/${id}/snapshots/s3`);
    await asker.good('POST', `/twins/${id}/snapshots`, { name: 'more' });
  });

  it('are told where a port is taken', async () => {
    const { port } = await running();
    const taken = startApi({
      ...{ port, token: TOKEN, seed: '', version: '', showSecrets: false, onFailure: () => undefined },
    });
    await expect(taken).rejects.toSatisfy((error) => isTokentwinError(error, 'API_LISTEN'));
  });
});
