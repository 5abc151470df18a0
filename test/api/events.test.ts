/** Events: in order, resumed, and cut off with a reason. */
import { describe, expect, it } from 'vitest';
import { EventHistory } from '../../emulator/api/event-history.js';
import { EventStream } from '../../emulator/api/event-stream.js';
import { type Asker, running } from './asking.js';
import { EventReader } from './events-read.js';

/** A card of the older generation whose response stays, and changes its half every ten seconds of virtual time. */
const RESTLESS = {
  profile: { extends: 'dsc-plus-classic', times: { responseMs: null } },
  key: '31'.repeat(20),
};

/** @returns the id of a twin that shows its response */
async function restless(asker: Asker): Promise<string> {
  const id = await asker.twin(RESTLESS);
  await asker.login(id);
  return id;
}

async function changes(asker: Asker, id: string, count: number): Promise<void> {
  await asker.good('POST', `/twins/${id}/time`, { advanceMs: count * 10_000 });
}

function expectRising(ids: readonly (number | null)[], first: number): void {
  expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => first + index));
}

describe('events', () => {
  it('tell every frame of every twin in order, and twins made and removed', async () => {
    const asker = await running();
    const reader = await EventReader.open(asker.api.url, '/events');
    const one = await asker.twin();
    const other = await asker.twin();
    await asker.keys(one, { press: 'power' });
    await asker.keys(other, { press: 'power' });
    await asker.login(one);
    await asker.ask('DELETE', `/twins/${other}`);
    const events = await reader.take(6);
    expect(events.map(({ type }) => type)).toEqual([
      'created',
      'created',
      'frame',
      'frame',
      'frame',
      'frame',
    ]);
    expectRising(
      events.map(({ id }) => id),
      1,
    );
    const rest: string[] = [];
    for (let event = await reader.next(); event !== null; event = await reader.next()) {
      rest.push(JSON.stringify(event.data));
      if (event.type === 'removed') break;
    }
    expect(rest.join()).toContain('"isMasked":true');
    expect(rest.join()).not.toContain('98276595');
    reader.leave();
  });

  it('of one twin are its own, up to its end', async () => {
    const asker = await running();
    const one = await asker.twin();
    const other = await asker.twin();
    const reader = await EventReader.open(asker.api.url, `/twins/${one}/events`);
    await asker.keys(other, { press: 'power' });
    await asker.keys(one, { press: 'power' });
    await asker.ask('DELETE', `/twins/${one}`);
    const events = await reader.rest();
    expect(events.map(({ type }) => type)).toEqual(['frame', 'removed', 'end']);
    expect(events[2]?.data).toMatchObject({ code: 'API_TWIN_REMOVED' });
  });

  it('go on where a reader has left, without one twice and without one missing', async () => {
    const asker = await running();
    const id = await asker.twin();
    const reader = await EventReader.open(asker.api.url, '/events');
    await asker.login(id);
    const first = await reader.take(3);
    reader.leave();
    await asker.keys(id, { hold: 'power', ms: 2500 });
    const again = await EventReader.open(asker.api.url, '/events', Number(first.at(-1)?.id));
    await asker.keys(id, { press: 'power' });
    const rest = await again.take(12);
    expectRising(
      [...first, ...rest].map(({ id: number }) => number),
      Number(first[0]?.id),
    );
    again.leave();
  });

  it('that are not kept any more are told as a gap with their number', async () => {
    const asker = await running();
    const id = await restless(asker);
    await changes(asker, id, 5000);
    const reader = await EventReader.open(asker.api.url, '/events', 1);
    const [gap, next] = await reader.take(2);
    expect(gap).toMatchObject({ id: null, type: 'gap' });
    expect(Number(next?.id)).toBe(2 + Number(gap?.data.missed));
    reader.leave();
    const later = await EventReader.open(asker.api.url, '/events', 1e9);
    expect(await later.next()).toMatchObject({ type: 'gap', data: { missed: null } });
    later.leave();
  });

  it('end with a reason when the server stops', async () => {
    const asker = await running();
    const reader = await EventReader.open(asker.api.url, '/events');
    await asker.api.stop();
    expect((await reader.rest()).at(-1)).toMatchObject({ type: 'end', data: { code: 'API_CLOSED' } });
  });

  it('do not open more streams than there are places, and a reader that goes leaves its own', async () => {
    const asker = await running();
    const readers = await Promise.all(
      Array.from({ length: 256 }, () => EventReader.open(asker.api.url, '/events')),
    );
    expect((await asker.ask('GET', '/events')).json).toMatchObject({ code: 'API_LIMIT' });
    for (const reader of readers) reader.leave();
    while ((await asker.good<{ streams: number }>('GET', '/')).streams !== 0);
  });
});

describe('a reader of events', () => {
  it('that reads gets all, while one that does not is cut off with a reason and can come back', async () => {
    const asker = await running();
    const id = await restless(asker);
    const slow = await EventReader.open(asker.api.url, `/twins/${id}/events`);
    const quick = await EventReader.open(asker.api.url, `/twins/${id}/events`);
    const rounds = 90;
    let first: number | null = null;
    for (let round = 0; round < rounds; round += 1) {
      await changes(asker, id, 500);
      const events = await quick.take(500);
      first ??= Number(events[0]?.id);
      expectRising(
        events.map((event) => event.id),
        first + round * 500,
      );
    }
    quick.leave();
    const late = await slow.rest();
    const end = late.pop();
    expect(end).toMatchObject({ id: null, type: 'end', data: { code: 'API_SLOW_READER' } });
    expectRising(
      late.map((event) => event.id),
      Number(first),
    );
    expect(late.length).toBeGreaterThan(1024);
    expect(late.length).toBeLessThan(rounds * 500);
    const again = await EventReader.open(asker.api.url, `/twins/${id}/events`, Number(late.at(-1)?.id));
    const next = await again.next();
    const missed = next?.type === 'gap' ? Number(next.data.missed) : 0;
    const found = next?.type === 'gap' ? await again.next() : next;
    expect(found?.id).toBe(Number(late.at(-1)?.id) + missed + 1);
    again.leave();
  });

  it('is cut off when its queue is over its bound, and gets what was in it', async () => {
    const history = new EventHistory(100);
    let over = 0;
    const { stream } = new EventStream({
      ...{ history, twin: '1', lastId: null, queueLimit: 10 },
      over: () => {
        over += 1;
      },
    });
    for (let count = 0; count < 30; count += 1) {
      history.add('frame', '2', () => ({}));
      history.add('frame', '1', () => ({ count }));
    }
    const text = await new Response(stream).text();
    expect([...text.matchAll(/^id: ([0-9]+)$/gm)].map(([, id]) => Number(id))).toEqual(
      Array.from({ length: 11 }, (_, index) => 2 * index + 2),
    );
    expect(text).toMatch(/event: end\ndata: \{"code":"API_SLOW_READER"/);
    expect(over).toBe(1);
  });
});
