/** Waiting for a frame: by number, by text, and how it ends. */
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type Asker, type FrameAnswer, running, TOKEN } from './asking.js';

function frame(asker: Asker, id: string, query = ''): Promise<FrameAnswer> {
  return asker.good('GET', `/twins/${id}/frame${query}`);
}

/** Until the server has so many requests that wait. */
async function untilWaiting(asker: Asker, count: number): Promise<void> {
  while ((await asker.good<{ waiting: number }>('GET', '/')).waiting !== count);
}

describe('a wait', () => {
  it('for what is shown already is over at once', async () => {
    const asker = await running();
    const id = await asker.twin();
    const { number } = await asker.keys(id, { press: 'power' });
    expect((await frame(asker, id, `?after=${number - 1}`)).number).toBe(number);
    expect((await frame(asker, id, '?text=PIN%3E')).number).toBe(number);
  });

  it('ends with the first frame above the number, whoever brings it about', async () => {
    const asker = await running();
    const id = await asker.twin();
    const { number } = await asker.keys(id, { press: 'power' });
    const waits = Array.from({ length: 20 }, () => frame(asker, id, `?after=${number}`));
    await untilWaiting(asker, 20);
    const typed = await asker.keys(id, { type: '12' });
    for (const found of await Promise.all(waits)) {
      expect(found.number).toBeGreaterThan(number);
      expect(found.number).toBeLessThanOrEqual(typed.number);
    }
  });

  it('ends with the text, also one that is passed on the way', async () => {
    const asker = await running();
    const id = await asker.twin();
    await asker.keys(id, { press: 'power' });
    const prompt = frame(asker, id, '?text=CHALLNG%3E');
    const passed = frame(asker, id, '?text=123___');
    await untilWaiting(asker, 2);
    await asker.keys(id, { type: '1234' });
    await asker.keys(id, { press: 'ok' });
    await asker.keys(id, { type: '123456' });
    expect((await prompt).text).toBe('CHALLNG>');
    expect((await passed).text).toBe('123___');
  });

  it('sees texts as the API shows them: a masked response is no oracle', async () => {
    const asker = await running();
    const id = await asker.twin();
    const masked = frame(asker, id, '?text=--------');
    await untilWaiting(asker, 1);
    await asker.login(id);
    expect((await masked).text).toBe('--------');
  });

  it('ends with a problem when the twin is removed', async () => {
    const asker = await running();
    const id = await asker.twin();
    const waiting = asker.ask('GET', `/twins/${id}/frame?after=1000`);
    await untilWaiting(asker, 1);
    await asker.ask('DELETE', `/twins/${id}`);
    expect(await waiting).toMatchObject({ status: 410, json: { code: 'API_TWIN_REMOVED' } });
  });

  it('ends with a problem when the server stops, and nothing is answered any more', async () => {
    const asker = await running();
    const id = await asker.twin();
    const waiting = asker.ask('GET', `/twins/${id}/frame?after=1000`);
    await untilWaiting(asker, 1);
    await asker.api.stop();
    expect(await waiting).toMatchObject({ status: 503, json: { code: 'API_CLOSED' } });
    await expect(asker.ask('GET', '/')).rejects.toThrow();
  });

  it('is one of so many, and its place is free when who waits has gone', async () => {
    const asker = await running();
    const id = await asker.twin();
    const { port } = asker;
    const headers = { host: `127.0.0.1:${port}`, authorization: `Bearer ${TOKEN}` };
    const path = `/twins/${id}/frame?after=1000`;
    const waiting = Array.from({ length: 1000 }, () => {
      const asked = request({ host: '127.0.0.1', port, path, headers, agent: false });
      asked.on('error', () => undefined);
      asked.end();
      return asked;
    });
    await untilWaiting(asker, 1000);
    expect((await asker.ask('GET', `/twins/${id}/frame?after=1000`)).json).toMatchObject({
      code: 'API_LIMIT',
    });
    for (const asked of waiting) asked.destroy();
    await untilWaiting(asker, 0);
  });
});
