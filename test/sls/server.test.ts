/** The API on a port: as many requests as are allowed, slow clients, long bodies, and its end. */
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningSls, type ServerOptions, startSls } from '../../host/sls/http/server.js';
import { PASSWORD, World } from './world.js';

describe('a server', () => {
  let server: RunningSls | null = null;
  afterEach(async () => {
    await server?.stop();
    server = null;
  });

  async function start(options: Partial<ServerOptions> = {}): Promise<World> {
    const world = new World();
    await world.person('anna');
    server = await startSls({ ...world.service.options, port: 0, ...options });
    return world;
  }

  function login(): Promise<Response> {
    return fetch(`${server?.url}/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ entrance: 'portal', userName: 'anna', password: PASSWORD }),
    });
  }

  /** What a client is sent until its connection ends. */
  function rawly(text: string): Promise<string> {
    return new Promise((resolve) => {
      const { port } = new URL(server?.url ?? '');
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
      let said = '';
      socket.on('data', (piece) => {
        said += piece.toString();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(said));
    });
  }

  it('answers so many requests of one address a minute, and no more', async () => {
    await start({ requestsPerMinute: 5 });
    const statuses = [];
    for (let request = 0; request < 7; request += 1) statuses.push((await login()).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
  });

  it('refuses a body that is too long, or of which nobody knows how long it is', async () => {
    await start();
    const headers =
      'POST /login HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\nConnection: close\r\n'.replace(
        'HOST',
        new URL(server?.url ?? '').host,
      );
    expect(await rawly(`${headers}Content-Length: 70000\r\n\r\n`)).toMatch(/^HTTP\/1.1 413/);
    expect(await rawly(`${headers}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 413/,
    );
  });

  it('refuses who names no host, or one that is none, as anything else', async () => {
    await start();
    for (const request of [
      'GET /health HTTP/1.0',
      'GET /health HTTP/1.1\r\nHost: a b\r\nConnection: close',
    ]) {
      const said = await rawly(`${request}\r\n\r\n`);
      expect(said).toMatch(/^HTTP\/1.1 403/);
      expect(said).toContain('"code":"API_HOST"');
      expect(said.toLowerCase()).toContain('content-security-policy: ');
      expect(said).toContain('application/problem+json');
    }
  });

  it('cuts off who sends slower than is waited for, and answers others meanwhile', async () => {
    await start({ requestTimeoutMs: 400 });
    const { host } = new URL(server?.url ?? '');
    const slow = Array.from({ length: 50 }, (_, index) =>
      rawly(
        index % 2 === 0
          ? 'GET /health HTTP/1.1\r\nHost: '
          : `POST /login HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{`,
      ),
    );
    expect((await login()).status).toBe(200);
    for (const said of await Promise.all(slow)) expect(said).toMatch(/^(HTTP\/1.1 408|$)/);
  });

  it('lets answers leave that are on their way when it is stopped', async () => {
    const world = await start();
    const get = world.store.get.bind(world.store);
    let release: () => void = () => undefined;
    let reached: () => void = () => undefined;
    const isReached = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    world.store.get = async (kind, id) => {
      reached();
      await isReleased;
      return await get(kind, id);
    };
    const answer = login();
    await isReached;
    const stopping = server?.stop();
    release();
    expect((await answer).status).toBe(200);
    await stopping;
    await expect(login()).rejects.toThrow();
  });
});
