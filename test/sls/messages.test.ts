/** Messages on their way to a gateway: each at least once, and none lost or held up by one that fails. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { Message } from '../../host/sls/records/traces.js';
import { Delivery, type Gateway, webhook } from '../../host/sls/runtime/delivery.js';
import { World } from './world.js';

/** Three users who have asked for a Confirm Code. */
async function withMessages(): Promise<World> {
  const world = new World();
  for (const userName of ['anna', 'bert', 'carl']) {
    await world.person(userName);
    const step = await world.begin(userName);
    if (step.step !== 'session') throw new Error(step.step);
    await world.done('PUT', '/mobile-number', { country: '41', national: '791234567' }, step.token);
    await world.done('POST', '/mobile-number/verification', undefined, step.token);
  }
  return world;
}

function deliveryOf(world: World, gateway: Gateway) {
  const failures: unknown[] = [];
  return { failures, delivery: new Delivery(world.system.ports, gateway, (error) => failures.push(error)) };
}

it('go to the gateway once, the oldest first, and say when', async () => {
  const world = await withMessages();
  const sent: Message[] = [];
  const { delivery } = deliveryOf(world, async (message) => void sent.push(message));
  expect(await delivery.pass()).toBe(3);
  expect(sent.map(({ userId }) => userId)).toEqual(['anna', 'bert', 'carl']);
  expect(await delivery.pass()).toBe(0);
  const { items } = await world.desk<{ items: Message[] }>('GET', '/messages');
  expect(items.map(({ deliveredAtMs }) => deliveredAtMs)).toEqual(Array(3).fill(world.nowMs));
});

it('are tried again where one has failed, after pauses that grow; the others go on', async () => {
  const world = await withMessages();
  const sent: string[] = [];
  let triesOfBert = 0;
  const { delivery, failures } = deliveryOf(world, async ({ userId }) => {
    if (userId === 'bert') triesOfBert += 1;
    if (userId === 'bert' && triesOfBert < 4) throw new Error('no such number');
    sent.push(userId);
  });
  expect(await delivery.pass()).toBe(2);
  expect(sent).toEqual(['anna', 'carl']);
  let passes = 1;
  while ((await delivery.pass()) === 0 && passes < 100) passes += 1;
  expect([triesOfBert, passes]).toEqual([4, 1 + 1 + 2 + 1 + 4 + 1]);
  expect(sent).toEqual(['anna', 'carl', 'bert']);
  expect(failures).toHaveLength(3);
});

it('wait as many as they are, and all go when there is a gateway', async () => {
  const world = await withMessages();
  const waiting = Array.from(
    { length: 250 },
    (_, index): Message => ({
      ...{ id: `0${String(index).padStart(4, '0')}`, userId: 'anna', channel: 'notice', to: '', text: 'x' },
      ...{ atMs: 1, deliveredAtMs: null },
    }),
  );
  const changes = waiting.map((record) => ({ type: 'put', kind: 'message', record, version: 0 }) as const);
  await world.store.commit({ basis: [], changes });
  const sent = new Set<string>();
  const { delivery } = deliveryOf(world, async ({ id }) => void sent.add(id));
  expect(await delivery.pass()).toBe(253);
  expect(sent.size).toBe(253);
});

it('stay where they are once the delivery is stopped', async () => {
  const world = await withMessages();
  const sent: string[] = [];
  const { delivery } = deliveryOf(world, async ({ userId }) => {
    sent.push(userId);
    delivery.stop();
  });
  expect(await delivery.pass()).toBe(1);
  expect(sent).toEqual(['anna']);
});

it('go to a webhook as JSON; a status that is not good counts as a failure', async () => {
  const world = await withMessages();
  const bodies: string[] = [];
  let status = 503;
  const server = createServer((request, answer) => {
    let body = '';
    request.on('data', (piece) => {
      body += String(piece);
    });
    request.on('end', () => {
      bodies.push(body);
      answer.writeHead(status).end();
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { delivery, failures } = deliveryOf(
    world,
    webhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
  );
  expect(await delivery.pass()).toBe(0);
  expect(failures).toMatchObject(
    Array(3).fill({ code: 'SLS_GATEWAY', message: expect.stringContaining('status 503') }),
  );
  status = 204;
  expect([await delivery.pass(), await delivery.pass()]).toEqual([0, 3]);
  expect(JSON.parse(bodies[3] ?? '')).toEqual({
    id: expect.any(String),
    userId: 'anna',
    channel: 'sms',
    to: '41791234567',
    text: expect.stringMatching(/[0-9]{6}/),
  });
});
