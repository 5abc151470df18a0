/** Messages on their way to a gateway: each at least once, in their order, and none lost by one that fails. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { Message } from '../../host/sls/records/traces.js';
import { deliver, webhook } from '../../host/sls/runtime/housekeeping.js';
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

it('go to the gateway once, the oldest first, and say when', async () => {
  const world = await withMessages();
  const sent: Message[] = [];
  const gateway = async (message: Message) => void sent.push(message);
  expect(await deliver(world.system, gateway)).toBe(3);
  expect(sent.map(({ userId }) => userId)).toEqual(['anna', 'bert', 'carl']);
  expect(await deliver(world.system, gateway)).toBe(0);
  const { items } = await world.desk<{ items: Message[] }>('GET', '/messages');
  expect(items.map(({ deliveredAtMs }) => deliveredAtMs)).toEqual(Array(3).fill(world.nowMs));
});

it('wait for a gateway that fails, and none is left out', async () => {
  const world = await withMessages();
  const sent: string[] = [];
  let isDown = true;
  const gateway = async ({ userId }: Message) => {
    if (isDown && userId === 'bert') throw new Error('down');
    sent.push(userId);
  };
  await expect(deliver(world.system, gateway)).rejects.toThrow('down');
  isDown = false;
  expect(await deliver(world.system, gateway)).toBe(2);
  expect(sent).toEqual(['anna', 'bert', 'carl']);
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
  const gateway = webhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await expect(deliver(world.system, gateway)).rejects.toThrow('503');
  status = 204;
  expect(await deliver(world.system, gateway)).toBe(3);
  expect(JSON.parse(bodies[1] ?? '')).toEqual({
    id: expect.any(String),
    userId: 'anna',
    channel: 'sms',
    to: '41791234567',
    text: expect.stringMatching(/[0-9]{6}/),
  });
});
