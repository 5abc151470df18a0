/**
 * The verifier under load, in a process of its own: users in numbers, challenges opened for them, and the yardstick of a
 * bare statement through the same connections.
 */

import { join } from 'node:path';
import Database from 'libsql';
import pg from 'pg';
import { Ocra } from '../../../firmware/oath/ocra.js';
import { startSls } from '../../../host/sls/http/server.js';
import { assign, makeActive } from '../../../host/sls/procedures/devices-of-user.js';
import { beginLogin } from '../../../host/sls/procedures/login.js';
import { newDevice } from '../../../host/sls/procedures/new-device.js';
import { openSystem } from '../../../host/sls/runtime/open-system.js';
import { decided } from '../../../host/sls/unit.js';

/** One in so many answers is wrong. */
const WRONG_EVERY = 10;
const CONNECTIONS = 10;
const SUITE = 'OCRA-1:HOTP-SHA1-8:QN06';
const DESK_TOKEN = 'desk-token-of-a-load-test-nothing-to-keep';

export interface LoadRequest {
  readonly handle: string;
  readonly response: string;
  readonly isRight: boolean;
}

export type Order =
  | { readonly order: 'users'; readonly from: number; readonly to: number }
  | { readonly order: 'challenges'; readonly from: number; readonly to: number }
  | { readonly order: 'bare'; readonly count: number }
  | { readonly order: 'end' };

const [database = ''] = process.argv.slice(2);
const { system, clock, close } = await openSystem({ database, policy: { challengeLifeMs: 600_000 } });
const server = await startSls({
  ...{ system, clock, port: 0, requestsPerMinute: 0, deskToken: DESK_TOKEN, version: '0.0.0' },
  ownsProcess: true,
  onFailure: (error) => console.error(error),
});
/** The statement that a user would write, through as many connections as the store has. */
const bareUpdate = database.includes('://') ? inPostgres() : inSqlite();

function inPostgres() {
  const pool = new pg.Pool({ connectionString: database, max: CONNECTIONS });
  const text = 'update users set version = version + 1 where id = $1 returning version';
  return { run: (id: string): Promise<unknown> => pool.query(text, [id]), close: () => pool.end() };
}

function inSqlite() {
  const file = new Database(join(database, 'sls.db'));
  for (const pragma of ['busy_timeout = 10000', 'synchronous = FULL']) file.exec(`PRAGMA ${pragma}`);
  const statement = file.prepare('update users set version = version + 1 where id = ? returning version');
  return {
    run: async (id: string): Promise<unknown> => statement.all([id]),
    close: async () => {
      file.close();
    },
  };
}

function keyOf(index: number): Uint8Array {
  return Buffer.from(`load key ${index}`.padEnd(20, '.'));
}

async function addUser(index: number): Promise<void> {
  await decided(system.ports, async (unit) => {
    const id = `load${index}`;
    unit.put('user', {
      ...{ id, entityId: 'load', accountId: 'load', passwordHash: system.ports.passwords.ofNobody },
      ...{ failuresMs: [], mobile: null, optedOutAtMs: null, hadTemporaryCode: false },
    });
    const device = newDevice(unit, {
      ...{ serialNumber: String(index), status: 'active' },
      secret: {
        ...{
          kind: 'dsc-plus',
          suite: SUITE,
          challengeDigits: 6,
          pinHash: null,
          pinCheck: 'soft',
          unlock: null,
        },
        key: Buffer.from(keyOf(index)).toString('hex'),
      },
    });
    await makeActive(unit, device, assign(unit, id, device));
  });
}

async function openChallenge(index: number): Promise<LoadRequest> {
  const step = await decided(system.ports, (unit) => beginLogin(unit, 'portal', `load${index}`, true));
  if (step?.step !== 'answer' || step.asked.by !== 'challenge') throw new Error('no challenge');
  const right = new Ocra(SUITE, keyOf(index)).respondLast({ question: step.asked.question });
  const isRight = index % WRONG_EVERY !== 0;
  const response = isRight ? right : right.slice(0, -1) + ((Number(right.at(-1)) + 1) % 10);
  return { handle: step.handle, response, isRight };
}

/** @returns how many a second, with as many at once as the load has connections */
async function bare(count: number): Promise<number> {
  const startedAt = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await bareUpdate.run(`load${index}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return count / ((performance.now() - startedAt) / 1000);
}

async function inTurns<T>(from: number, to: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  let next = from;
  const worker = async () => {
    while (next < to) {
      const index = next;
      next += 1;
      done[index - from] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return done;
}

async function carryOut(order: Order): Promise<unknown> {
  switch (order.order) {
    case 'users':
      await inTurns(order.from, order.to, addUser);
      return null;
    case 'challenges':
      return await inTurns(order.from, order.to, openChallenge);
    case 'bare':
      return await bare(order.count);
    case 'end':
      await server.stop();
      await bareUpdate.close();
      await close();
      return null;
  }
}

process.on('message', (order: Order) => {
  carryOut(order).then(
    (outcome) => process.send?.({ outcome }, () => (order.order === 'end' ? process.exit(0) : undefined)),
    (error) => process.send?.({ error: String(error) }),
  );
});
process.send?.({ outcome: server.url });
