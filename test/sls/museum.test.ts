/**
 * The museum of stores: what versions of this program have written, as statements that restore it, and what their desk
 * said of it. Each must be read by this version, in a folder and in PostgreSQL, and go on from there.
 *
 * A folder once released is never written again; that of the current schema is made by
 * `UPDATE_SLS_MUSEUM=1 npx vitest run test/sls/museum.test.ts`.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { openStore } from '../../host/sls/store/open-store.js';
import { MIGRATIONS } from '../../host/sls/store/sql/migrations.js';
import type { Store } from '../../host/sls/store/store.js';
import { STORE_KEY } from './open-world.js';
import { throwAwayPostgres } from './throw-away-postgres.js';
import { PIN, question, World } from './world.js';

const MUSEUM = fileURLToPath(new URL('museum/', import.meta.url));
const CURRENT = Object.keys(MIGRATIONS).at(-1) as string;
/** In which the desk looks at everything, once the clock stands where it stood. */
const PATHS = [
  '/users/anna',
  '/users/bert',
  '/users/carl',
  '/users/dora',
  '/devices',
  '/orders',
  '/messages',
];
const CARD = { profile: 'dsc-plus', serialNumber: '10000001', seed: '10000001', pin: PIN } as const;

interface Exhibit {
  readonly nowMs: number;
  readonly said: Readonly<Record<string, unknown>>;
}

/** A bit of everything that a store can hold. */
async function furnished(store: Store): Promise<World> {
  const world = new World({ store, seed: 'museum' });
  const { entityId } = await world.person('anna');
  await world.dscPlus('anna');
  let asked = await world.asked('anna');
  for (let time = 0; time < 3; time += 1) asked = await world.wrongAnswer(asked, '00000000');
  await world.person('bert', { entityId });
  await world.codeCard('bert');
  await world.asked('bert', 'platform');
  await world.person('carl');
  await world.desk('POST', '/users/carl/temporary-code');
  await world.person('dora');
  const step = await world.begin('dora');
  if (step.step !== 'session') throw new Error(step.step);
  await world.done('PUT', '/mobile-number', { country: '41', national: '791234567' }, step.token);
  await world.done('POST', '/mobile-number/verification', undefined, step.token);
  const order = { deviceKind: 'dsc-plus', address: 'Seestrasse 1', pin: '2580' };
  await world.done('POST', '/orders', order, step.token);
  await world.done('POST', '/withdrawals', { amountUsd: 100 }, step.token);
  return world;
}

async function saidBy(world: World): Promise<Exhibit['said']> {
  const said: Record<string, unknown> = {};
  for (const path of PATHS) said[path] = await world.desk('GET', path);
  return said;
}

function literal(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
}

/** Statements that SQLite and PostgreSQL both take. */
function statementsOf(file: string): string {
  const database = new Database(file);
  const named = database
    .prepare('select name, sql from sqlite_master where sql is not null order by rowid')
    .all([]);
  const lines: string[] = [];
  for (const { name, sql } of named as { name: string; sql: string }[]) {
    lines.push(`${sql};`);
    if (!/^create table/i.test(sql)) continue;
    for (const row of database.prepare(`select * from "${name}" order by 1`).all([]) as Record<
      string,
      unknown
    >[]) {
      const columns = Object.keys(row).map((column) => `"${column}"`);
      lines.push(
        `insert into "${name}" (${columns.join(', ')}) values (${Object.values(row).map(literal).join(', ')});`,
      );
    }
  }
  database.close();
  return `${lines.join('\n')}\n`;
}

function folderOfTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-sls-museum-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function judge(name: string, store: Store): Promise<void> {
  onTestFinished(() => store.close());
  const { nowMs, said } = JSON.parse(readFileSync(join(MUSEUM, name, 'said.json'), 'utf8')) as Exhibit;
  const world = new World({ store });
  world.nowMs = nowMs;
  expect(await saidBy(world)).toEqual(said);
  const twin = DscPlus.make(CARD);
  const asked = question(await world.begin('anna'));
  expect(await world.answer(asked, { twin, pin: PIN })).toMatchObject({ step: 'session', userId: 'anna' });
}

if (process.env.UPDATE_SLS_MUSEUM === '1') {
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-sls-museum-'));
  const store = await openStore(folder, STORE_KEY);
  const world = await furnished(store);
  const exhibit: Exhibit = { nowMs: world.nowMs, said: await saidBy(world) };
  await store.close();
  mkdirSync(join(MUSEUM, CURRENT), { recursive: true });
  writeFileSync(join(MUSEUM, CURRENT, 'store.sql'), statementsOf(join(folder, 'sls.db')));
  writeFileSync(join(MUSEUM, CURRENT, 'said.json'), `${JSON.stringify(exhibit, null, 2)}\n`);
  rmSync(folder, { recursive: true });
}

describe.each(readdirSync(MUSEUM))('the store of %s', (name) => {
  const statements = readFileSync(join(MUSEUM, name, 'store.sql'), 'utf8');

  it('is read in a folder', async () => {
    const folder = folderOfTest();
    const database = new Database(join(folder, 'sls.db'));
    database.exec(statements);
    database.close();
    await judge(name, await openStore(folder, STORE_KEY));
  });

  it('is read in PostgreSQL', async () => {
    const server = await throwAwayPostgres(false);
    onTestFinished(() => server.stop());
    const url = server.database();
    const client = new pg.Client(url);
    await client.connect();
    await client.query(statements);
    await client.end();
    await judge(name, await openStore(url, STORE_KEY));
  });
});

it('the museum has the store of this version', () => {
  expect(readdirSync(MUSEUM)).toContain(CURRENT);
});
