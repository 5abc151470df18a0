/** The API as something that anybody may send anything to. */
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../host/sls/http/app.js';
import type { Problem } from '../../host/sls/http/problem.js';
import { type RunningSls, type ServerOptions, startSls } from '../../host/sls/http/server.js';
import { inFolders, inMemory, inPostgres, worldsOn } from './open-world.js';
import { DESK_TOKEN, HOST, PASSWORD, World } from './world.js';

/** What a field of text may hold that a statement, a page or a program would trip over. */
const INJECTIONS = [
  `'; drop table users; --`,
  `" or 1=1 --`,
  `\\'; delete from "devices"`,
  '\u0000\u0001',
  '%27%20or%201=1',
  '<script>alert(1)</script>',
  '../../../etc/passwd',
  '$1 $2 ?',
  '\ud800',
  '__proto__',
];

type Schema = Readonly<Record<string, unknown>> & {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly $ref?: string;
};

/** A body of that form with the text wherever text may stand. */
function filled(schema: Schema, text: string, root: Schema): unknown {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) as string;
    return filled(
      (root.components as Record<string, Record<string, Schema>>).schemas?.[name] as Schema,
      text,
      root,
    );
  }
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return filled(either[0] as Schema, text, root);
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, field]) => [name, filled(field, text, root)]),
      );
    case 'array':
      return [filled(schema.items ?? {}, text, root)];
    case 'number':
    case 'integer':
      return 7;
    case 'boolean':
      return true;
    default:
      return text;
  }
}

interface Described {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

function bodySchema(document: Schema, method: string, path: string): Schema | null {
  const paths = document.paths as unknown as Record<string, Record<string, Described>>;
  return paths[path]?.[method]?.requestBody?.content['application/json']?.schema ?? null;
}

describe.each([
  ['in memory', () => inMemory],
  ['in a folder', inFolders],
  ['in PostgreSQL', inPostgres],
] as const)('text in every field of every operation, %s', (_, storeOfTest) => {
  const open = worldsOn(storeOfTest());

  it('is refused or kept as text, and nothing else comes of it', async () => {
    const world = await open();
    await world.person('anna');
    const card = await world.dscPlus('anna');
    const { token } = await world.login('anna', card);
    const document = await world.done<Schema>('GET', '/openapi.json');
    let asked = 0;
    for (const { method, path, access } of OPERATIONS) {
      // Those would end the session that the others are asked in.
      if (method === 'delete' && path.startsWith('/session')) continue;
      const schema = bodySchema(document, method, path);
      for (const text of INJECTIONS) {
        const address = path.replace('{id}', encodeURIComponent(text.replace('\ud800', 'x')));
        const answer = await world.request(address, {
          method: method.toUpperCase(),
          headers: {
            Authorization: `Bearer ${access === 'desk' ? DESK_TOKEN : token}`,
            ...(schema !== null && { 'Content-Type': 'application/json' }),
          },
          ...(schema !== null && { body: JSON.stringify(filled(schema, text, document)) }),
        });
        expect(answer.status, `${method} ${path} ${JSON.stringify(text)}`).toBeLessThan(500);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(350);
    expect(world.failures).toEqual([]);
    await world.login('anna', card);
  });
});

describe('a request', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.person('anna');
  });

  it.each([
    ['another host', { host: 'evil.example' }, 'API_HOST'],
    ['no host', { host: '' }, 'API_HOST'],
    ['the host with another port', { host: 'sls.test:81' }, 'API_HOST'],
    ['a page of another origin', { origin: 'http://evil.example' }, 'API_ORIGIN'],
    ['a page from nowhere', { origin: 'null' }, 'API_ORIGIN'],
  ])('of %s is refused', async (_, headers, code) => {
    const answer = await world.request('/health', { headers });
    expect(((await answer.json()) as Problem).code).toBe(code);
  });

  it('of its own page is answered', async () => {
    expect((await world.request('/health', { headers: { origin: `http://${HOST}` } })).status).toBe(204);
  });

  it.each([
    ['no resource', 'GET', '/nothing', undefined, 404, 'API_ROUTE'],
    ['another method', 'PUT', '/login', undefined, 404, 'API_ROUTE'],
    [
      'a field too many',
      'POST',
      '/login',
      { entrance: 'portal', userName: 'a', password: 'b', x: 1 },
      400,
      'API_INPUT',
    ],
    [
      'a field of another type',
      'POST',
      '/login',
      { entrance: 'portal', userName: 1, password: 'b' },
      400,
      'API_INPUT',
    ],
    [
      'a long field',
      'POST',
      '/login',
      { entrance: 'portal', userName: 'a'.repeat(65), password: 'b' },
      400,
      'API_INPUT',
    ],
    ['no desk token', 'GET', '/desk/users', undefined, 401, 'SLS_DESK_TOKEN'],
    ['no session', 'GET', '/session', undefined, 401, 'SLS_SESSION'],
    ['a manual clock turned too far', 'POST', '/desk/clock', { advanceMs: 1e15 }, 400, 'API_INPUT'],
  ])('with %s is a problem', async (_, method, path, body, status, code) => {
    const token = path === '/desk/clock' ? DESK_TOKEN : undefined;
    const answer = await world.ask(method, path, body, token);
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('that is no JSON is a problem, which repeats nothing of it', async () => {
    for (const [type, body] of [
      ['application/json', '{"password":"secret1'],
      ['text/plain', 'secret1'],
    ] as const) {
      const answer = await world.request('/login', {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      expect(answer.status).toBe(type === 'text/plain' ? 415 : 400);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await answer.text()).not.toContain('secret1');
    }
  });

  it('is answered with the headers of every answer', async () => {
    for (const path of ['/health', '/nothing', '/session', '/openapi.json']) {
      const { headers } = await world.request(path);
      expect(headers.get('cache-control'), path).toBe('no-store');
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
    }
  });

  it('turns a manual clock, at the desk', async () => {
    const before = await world.desk<{ nowMs: number }>('GET', '/clock');
    expect(await world.desk('POST', '/clock', { advanceMs: 5000 })).toEqual({
      nowMs: before.nowMs + 5000,
      mode: 'manual',
    });
  });

  it('is counted for Prometheus', async () => {
    await world.begin('anna');
    const text = await (await world.request('/metrics')).text();
    expect(text).toMatch(/tokentwin_sls_requests_total\{operation="login",status="200"\} 1/);
  });
});

describe('the document of the API', () => {
  it('names every operation once, with its refusals, and refers to nothing that is not there', async () => {
    const document = await new World().done<Schema>('GET', '/openapi.json');
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"operationId":"([a-zA-Z]+)"/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(OPERATIONS.length);
    const schemas = Object.keys((document.components as unknown as Record<string, object>).schemas ?? {});
    for (const [, name] of text.matchAll(/#\/components\/schemas\/([A-Za-z]+)/g))
      expect(schemas).toContain(name);
    expect(text).toContain('Less secure device');
  });
});

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
