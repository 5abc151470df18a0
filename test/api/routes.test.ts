/** Every route, with a good answer that is what the document of the API says. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { openApiOf } from '../../emulator/api/openapi.js';
import { ROUTES } from '../../emulator/api/routes/all-routes.js';
import { parseRecording } from '../../emulator/recording/recording.js';
import { replayRecording } from '../../emulator/recording/replay.js';
import { ERROR_CODES } from '../../firmware/error.js';
import { type Asked, type Asker, running } from './asking.js';
import { EventReader } from './events-read.js';

interface Operation {
  readonly operationId: string;
  readonly responses: Record<string, { content?: Record<string, { schema: object }>; description: string }>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object> };
}

const DOCUMENT = JSON.parse(JSON.stringify(openApiOf(ROUTES, '0.0.0'))) as Document;
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(DOCUMENT, 'api');
const operations = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

/** @returns the operation whose document the answer was held against */
function expectDocumented(method: string, path: string, asked: Asked): string {
  const plain = path.split('?')[0] as string;
  const found = operations.find(
    (each) =>
      each.method === method && new RegExp(`^${each.path.replaceAll(/\{[a-z]+\}/g, '[^/]+')}$`).test(plain),
  );
  if (found === undefined) throw new Error(`${method} ${path} is not in the document`);
  const response = found.operation.responses[String(asked.status)];
  expect(response, `${method} ${path}: ${asked.status}`).toBeDefined();
  const type = asked.type.split(';')[0] as string;
  const media = response?.content?.[type];
  if (asked.status === 204) return found.operation.operationId;
  expect(media, `${method} ${path}: ${type}`).toBeDefined();
  if (type.endsWith('json')) {
    const pointer = `${found.path}/${method.toLowerCase()}/responses/${asked.status}/content/${type}/schema`;
    const escaped = pointer
      .split(`${found.path}/`)
      .map((part) => part.replaceAll(type, type.replaceAll('/', '~1')))
      .join(`${found.path.replaceAll('/', '~1')}/`);
    const check = ajv.getSchema(
      `api#/paths/${escaped.replaceAll('{', '%7B').replaceAll('}', '%7D').replaceAll('+', '%2B')}`,
    );
    expect(check, escaped).toBeDefined();
    expect(check?.(asked.json), JSON.stringify(check?.errors)).toBe(true);
  }
  return found.operation.operationId;
}

class Documented {
  readonly tried = new Set<string>();
  constructor(private readonly asker: Asker) {}

  async ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Asked> {
    const asked = await this.asker.ask(method, path, body, headers === undefined ? {} : { headers });
    const operation = expectDocumented(method, path, asked);
    if (asked.status < 300) this.tried.add(operation);
    return asked;
  }
}

describe('the document', () => {
  it('has every route and no other, each operation with a name of its own', () => {
    expect(DOCUMENT.openapi).toBe('3.1.0');
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      ROUTES.map(({ method, path }) => `${method} ${path}`).sort(),
    );
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(ROUTES.length);
  });

  it('has schemas that are schemas, and names codes that there are', () => {
    for (const name of Object.keys(DOCUMENT.components.schemas))
      expect(() => ajv.getSchema(`api#/components/schemas/${name}`)).not.toThrow();
    const codes = operations.flatMap(({ operation }) =>
      Object.entries(operation.responses).flatMap(([status, { description }]) =>
        Number(status) < 300
          ? []
          : [...description.matchAll(/\b([A-Z]+_[A-Z_]+|ARGUMENT):/g)].map(([, code]) => code),
      ),
    );
    expect(codes.length).toBeGreaterThan(100);
    expect(codes.filter((code) => !Object.hasOwn(ERROR_CODES, String(code)))).toEqual([]);
  });
});

describe('the routes', () => {
  it('answer as the document says, all of them', async () => {
    const asker = await running();
    const api = new Documented(asker);
    expect((await api.ask('GET', '/')).json).toMatchObject({ product: 'tokentwin', twins: 0 });
    expect((await api.ask('GET', '/openapi.json')).json).toEqual(DOCUMENT);
    const card = { profile: 'dsc-plus', pin: '8351', key: '31'.repeat(20), serialNumber: '12345678' };
    const made = await api.ask('POST', '/twins', { ...card, name: 'mine', seed: '7', startMs: 1000 });
    expect(made.json).toEqual({
      ...{ id: '1', kind: 'dsc-plus', name: 'mine', profile: 'dsc-plus' },
      ...{ serialNumber: '12345678', origin: 'api' },
    });
    const codes = { kind: 'security-code-card', demo: true, smudged: [1], misprinted: [2] };
    await api.ask('POST', '/twins', codes);
    expect((await api.ask('GET', '/twins')).json).toMatchObject({ twins: [{ id: '1' }, { id: '2' }] });
    await api.ask('GET', '/twins/2');
    await usedCard(api);
    await pastOfCard(api);
    await benchRoutes(api);
    const looked = await api.ask('POST', '/twins/2/lookup', { indices: [1, 2, 3] });
    expect(looked.json).toMatchObject({ entries: [{ index: 1, code: '???' }, { index: 2 }, { index: 3 }] });
    const printed = await api.ask('PUT', '/twins/2/print', { smudged: [3], misprinted: [224] });
    expect(printed.json).toMatchObject({ smudged: [3], misprinted: [224] });
    expect((await api.ask('POST', '/twins/2/lookup', { indices: [1, 3] })).json).toMatchObject({
      entries: [{ code: expect.stringMatching(/^[A-Z0-9]{3}$/) }, { code: '???' }],
    });
    expect((await api.ask('GET', '/twins/2/status')).json).toEqual(printed.json);
    await api.ask('DELETE', '/twins/2');
    for (const path of ['/events', '/twins/1/events']) {
      const reader = await EventReader.open(asker.api.url, path, 0);
      expect(await reader.next()).toMatchObject({ type: 'created', data: { twin: { id: '1' } } });
      reader.leave();
      api.tried.add(path === '/events' ? 'streamEvents' : 'streamTwinEvents');
    }
    expect([...api.tried].sort()).toEqual(ROUTES.map(({ operation }) => operation).sort());
  });
});

/** What a person does with a card, and what is to be seen. */
async function usedCard(api: Documented): Promise<void> {
  for (const step of [{ press: 'power' }, { type: '8351' }, { press: 'ok' }, { type: '12345' }])
    await api.ask('POST', '/twins/1/keys', step);
  await api.ask('POST', '/twins/1/snapshots', { name: 'typed' });
  await api.ask('POST', '/twins/1/keys', { down: '6' });
  await api.ask('POST', '/twins/1/keys', { up: '6' });
  const shown = await api.ask('POST', '/twins/1/keys', { hold: 'ok', ms: 50 });
  expect(shown.json).toMatchObject({ text: '--------', isMasked: true });
  const { response } = (await api.ask('GET', '/twins/1/response')).json as { response?: string };
  expect(response).toMatch(/^[0-9]{8}$/);
  const recording = await api.ask('GET', '/twins/1/recording');
  expect(recording.headers.get('tokentwin-recording')).toBe('going');
  expect(replayRecording(parseRecording(recording.text)).response).toBe(response);
  const art = await api.ask('GET', '/twins/1/screen?format=text');
  expect(art.text).toMatch(/━━━━━ ━━━━━/);
  expect(art.text.split('\n')).toHaveLength(6);
  const svg = await api.ask('GET', '/twins/1/screen', undefined, { Accept: 'image/svg+xml' });
  expect(svg.text).toContain('TEST DEVICE');
  expect(svg.text).not.toContain(response);
  await api.ask('GET', '/twins/2/screen?format=svg');
  for (const path of ['/twins/1/screen.png', '/twins/2/screen.png'])
    expect((await api.ask('GET', path)).text).toContain('PNG');
  const restored = await api.ask('POST', '/twins/1/snapshots/typed/restore');
  expect(restored.json).toMatchObject({ text: '12345_' });
  expect((await api.ask('GET', '/twins/1/snapshots')).json).toMatchObject({ snapshots: [{ name: 'typed' }] });
  await api.ask('DELETE', '/twins/1/snapshots/typed');
  await api.ask('POST', '/twins/1/keys', { type: '6' });
  await api.ask('POST', '/twins/1/keys', { press: 'ok' });
  expect((await api.ask('GET', '/twins/1/response')).json).toEqual({ response });
}

/** Going back in what came to it since the snapshot was restored. */
async function pastOfCard(api: Documented): Promise<void> {
  const first = await api.ask('GET', '/twins/1/history?position=0');
  expect(first.json).toMatchObject({ position: 0, length: 4, input: null, frame: { text: '12345_' } });
  const typed = await api.ask('GET', '/twins/1/history?position=2');
  expect(typed.json).toMatchObject({
    input: 'a digit up',
    state: 'enterChallenge',
    frame: { text: '123456' },
  });
  const shown = await api.ask('GET', '/twins/1/history?position=4');
  expect(shown.json).toMatchObject({ frame: { text: '--------', isMasked: true } });
  const svg = await api.ask('GET', '/twins/1/history/screen?position=2');
  expect(svg.text).toContain('The display shows 123456');
  expect((await api.ask('GET', '/twins/1/history/screen.png?position=2')).text).toContain('PNG');
  const branched = await api.ask('POST', '/twins/1/history/branch', { position: 2 });
  expect(branched.json).toMatchObject({ id: '3', name: 'mine from input 2' });
  expect((await api.ask('POST', '/twins/3/keys', { press: 'back' })).json).toMatchObject({ text: '12345_' });
  expect((await api.ask('GET', '/twins/1/frame')).json).toMatchObject({ text: '--------' });
  expect((await api.ask('GET', '/twins/1/history?position=99')).json).toMatchObject({ code: 'API_PAST' });
  await api.ask('DELETE', '/twins/3');
}

/** What a bench does to a card. */
async function benchRoutes(api: Documented): Promise<void> {
  const { number } = (await api.ask('GET', '/twins/1/frame')).json as { number?: number };
  await api.ask('GET', `/twins/1/frame?after=${Number(number) - 1}&text=--------`);
  expect((await api.ask('POST', '/twins/1/time', { advanceMs: 60_000 })).json).toMatchObject({ text: '' });
  const faults = { nextResponse: 'wrong', deadSegments: [{ cell: 0, segment: 'a' }], slowMs: 5 };
  await api.ask('PUT', '/twins/1/faults', faults);
  expect((await api.ask('GET', '/twins/1/status')).json).toMatchObject({ state: 'off', faults });
  await api.ask('POST', '/twins/1/battery', { percent: 40 });
  expect((await api.ask('GET', '/twins/1/status')).json).toMatchObject({ batteryPercent: 40 });
  await api.ask('POST', '/twins/1/battery', { percent: null });
  await api.ask('POST', '/twins/1/power-cut');
  const { atr } = (await api.ask('POST', '/twins/1/apdu/reset')).json as { atr?: string };
  expect(atr).toMatch(/^3b/);
  const selected = await api.ask('POST', '/twins/1/apdu', { command: '00a4040006f05457494e01' });
  expect(selected.json).toMatchObject({ response: expect.stringMatching(/9000$/) });
  const ended = await api.ask('GET', '/twins/1/recording');
  expect(ended.headers.get('tokentwin-recording')).toMatch(/^ended-by-/);
}
