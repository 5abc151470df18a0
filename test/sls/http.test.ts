/** The API as something that anybody may send anything to. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../host/http/problem.js';
import { OPERATIONS } from '../../host/sls/http/app.js';
import { inFolders, inMemory, inPostgres, worldsOn } from './open-world.js';
import { DESK_TOKEN, HOST, World } from './world.js';

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
