/** The typed client: it is what its generator writes, and it does what the API does. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ApiProblem, type ServerEvent, TokentwinClient } from '../../emulator/api/client.js';
import { apiClientTexts } from '../../emulator/api/client-text.js';
import { ROOT } from '../house/source-files.js';
import { running, TOKEN } from './asking.js';

const BIOME = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');

describe('the client', () => {
  it.each(Object.entries(apiClientTexts()))('is what the generator writes: %s', (name, text) => {
    const file = `emulator/api/${name}.ts`;
    const words = [BIOME, 'format', `--stdin-file-path=${file}`];
    const written = execFileSync(process.execPath, words, { input: text, encoding: 'utf8', cwd: ROOT });
    expect(readFileSync(join(ROOT, file), 'utf8'), 'npm run api-client').toBe(written);
  });

  it('logs in, waits, looks and takes snapshots', async () => {
    const { api } = await running();
    const client = new TokentwinClient(api.url, TOKEN);
    const { id } = await client.createTwin({ demo: true });
    const prompt = client.getFrame(id, { text: 'CHALLNG>' });
    await client.pressKeys(id, { press: 'power' });
    await client.pressKeys(id, { type: '1234' });
    await client.pressKeys(id, { press: 'ok' });
    expect((await prompt).text).toBe('CHALLNG>');
    await client.keepSnapshot(id, { name: 'asked' });
    await client.pressKeys(id, { type: '123456' });
    expect(await client.pressKeys(id, { press: 'ok' })).toMatchObject({ isMasked: true });
    expect(await client.getResponse(id)).toEqual({ response: '98276595' });
    expect(await client.restoreSnapshot(id, 'asked')).toMatchObject({ text: 'CHALLNG>' });
    expect(await client.getScreen(id, { format: 'svg' })).toContain('<svg');
    expect(await client.getScreenPng(id)).toBeInstanceOf(Uint8Array);
    expect(await client.cutPower(id)).toMatchObject({ text: '' });
    await client.removeSnapshot(id, 'asked');
    expect(await client.listSnapshots(id)).toEqual({ snapshots: [] });
  });

  it('reads events to their end', async () => {
    const { api } = await running();
    const client = new TokentwinClient(api.url, TOKEN);
    const { id } = await client.createTwin({});
    await client.pressKeys(id, { press: 'power' });
    await client.createTwin({});
    const events: ServerEvent[] = [];
    for await (const event of client.streamTwinEvents(id, 0)) {
      events.push(event);
      if (event.type === 'frame') await client.removeTwin(id);
    }
    expect(events.map(({ type }) => type)).toEqual(['created', 'frame', 'removed', 'end']);
  });

  it('throws the problem of a refusal', async () => {
    const { api } = await running();
    const client = new TokentwinClient(api.url, TOKEN);
    const refused = await client.createTwin({ pin: '12' }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ApiProblem);
    expect(refused).toMatchObject({ status: 400, code: 'PIN_FORMAT', place: null });
    const other = new TokentwinClient(api.url, 'another');
    await expect(other.getServer()).rejects.toMatchObject({ status: 401, code: 'API_TOKEN' });
  });
});
