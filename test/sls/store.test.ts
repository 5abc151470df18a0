/** What every store promises, on each of the three; and what those on a disk promise besides. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../host/sls/records/access.js';
import type { User } from '../../host/sls/records/people.js';
import type { Message } from '../../host/sls/records/traces.js';
import { MemoryStore } from '../../host/sls/store/memory-store.js';
import { openStore } from '../../host/sls/store/open-store.js';
import type { Change, Store } from '../../host/sls/store/store.js';
import { inFolders, inMemory, inPostgres, STORE_KEY } from './open-world.js';

const ANNA: User = {
  ...{ id: 'anna', entityId: 'e', accountId: 'a', passwordHash: 'hash' },
  ...{ failuresMs: [1, 2], mobile: { number: '41791234567', verifiedAtMs: null } },
  ...{ optedOutAtMs: null, hadTemporaryCode: true },
};

function put(record: User, version: number): Change {
  return { type: 'put', kind: 'user', record, version };
}

function written(store: Store, record: User, version: number): Promise<boolean> {
  return store.commit({ basis: [{ kind: 'user', id: record.id, version }], changes: [put(record, version)] });
}

describe.each([
  ['in memory', () => inMemory],
  ['in a folder', inFolders],
  ['in PostgreSQL', inPostgres],
] as const)('a store %s', (_, storeOfTest) => {
  const open = storeOfTest();
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });

  it('gives a record back as it was put, with its version', async () => {
    expect(await store.get('user', 'anna')).toBeNull();
    expect(await written(store, ANNA, 0)).toBe(true);
    expect(await store.get('user', 'anna')).toEqual({ record: ANNA, version: 1 });
  });

  it('writes nothing on a version that is not there any more, nor over what is new to nobody', async () => {
    await written(store, ANNA, 0);
    expect(await written(store, { ...ANNA, failuresMs: [] }, 0)).toBe(false);
    expect(await written(store, { ...ANNA, failuresMs: [3] }, 1)).toBe(true);
    expect(await written(store, { ...ANNA, failuresMs: [4] }, 1)).toBe(false);
    expect((await store.get('user', 'anna'))?.record.failuresMs).toEqual([3]);
  });

  it('lets one of many at once through', async () => {
    await written(store, ANNA, 0);
    const attempts = Array.from({ length: 30 }, (__, index) =>
      written(store, { ...ANNA, failuresMs: [index] }, 1),
    );
    expect((await Promise.all(attempts)).filter(Boolean)).toHaveLength(1);
    expect((await store.get('user', 'anna'))?.version).toBe(2);
  });

  it('writes a batch whole or not at all', async () => {
    const bert = { ...ANNA, id: 'bert' };
    await written(store, ANNA, 0);
    const basis = [
      { kind: 'user', id: 'anna', version: 7 },
      { kind: 'user', id: 'bert', version: 0 },
    ] as const;
    expect(await store.commit({ basis, changes: [put(bert, 0)] })).toBe(false);
    expect(await store.get('user', 'bert')).toBeNull();
    const good = basis.map((place) => ({ ...place, version: place.id === 'anna' ? 1 : 0 }));
    const remove: Change = { type: 'remove', kind: 'user', id: 'anna', version: 1 };
    expect(await store.commit({ basis: good, changes: [put(bert, 0), remove] })).toBe(true);
    expect([await store.get('user', 'anna'), (await store.get('user', 'bert'))?.version]).toEqual([null, 1]);
  });

  it('writes batches of many shapes at once, each by itself', async () => {
    const users = Array.from({ length: 40 }, (__, index) => ({ ...ANNA, id: `user${index}` }));
    await Promise.all(users.map((user) => written(store, user, 0)));
    const outcomes = await Promise.all(
      users.map((user, index) => {
        const version = index % 3 === 0 ? 9 : 1;
        const basis = [{ kind: 'user', id: user.id, version } as const];
        const change: Change =
          index % 2 === 0
            ? put({ ...user, failuresMs: [index] }, version)
            : { type: 'remove', kind: 'user', id: user.id, version };
        const id = `note${index}`;
        const record = { id, atMs: index, event: 'x', userId: user.id, deviceId: null, details: {} };
        return store.commit({ basis, changes: [change, { type: 'put', kind: 'audit', record, version: 0 }] });
      }),
    );
    expect(outcomes).toEqual(users.map((__, index) => index % 3 !== 0));
    const kept = await Promise.all(users.map(({ id }) => store.get('user', id)));
    expect(kept.map((user) => user?.version ?? 0)).toEqual(
      users.map((__, index) => (index % 3 === 0 ? 1 : index % 2 === 0 ? 2 : 0)),
    );
    const notes = await store.list('audit', { before: null, limit: 100 });
    expect(notes).toHaveLength(outcomes.filter(Boolean).length);
  });

  it('lists the newest first, page by page', async () => {
    const entries = ['a1', 'a2', 'a3'].map((id, atMs) => ({
      ...{ id, atMs, event: `event ${id}`, userId: null, deviceId: null, details: { n: atMs, b: true } },
    }));
    const changes = entries.map((record): Change => ({ type: 'put', kind: 'audit', record, version: 0 }));
    await store.commit({ basis: [], changes });
    const first = await store.list('audit', { before: null, limit: 2 });
    expect(first).toEqual([entries[2], entries[1]]);
    expect(await store.list('audit', { before: 'a2', limit: 2 })).toEqual([entries[0]]);
  });

  it('lists messages that no gateway has taken, the oldest first, page by page', async () => {
    const message = (id: string, deliveredAtMs: number | null): Message => ({
      ...{ id, userId: 'anna', channel: 'sms', to: '41791234567', text: `code of ${id}` },
      ...{ atMs: 1, deliveredAtMs },
    });
    const messages = [message('m3', null), message('m1', null), message('m2', 7), message('m4', null)];
    const changes = messages.map((record): Change => ({ type: 'put', kind: 'message', record, version: 0 }));
    await store.commit({ basis: [], changes });
    expect(await store.undelivered(null, 2)).toEqual([message('m1', null), message('m3', null)]);
    expect(await store.undelivered('m3', 2)).toEqual([message('m4', null)]);
    expect(await store.undelivered('m4', 2)).toEqual([]);
  });

  it('refuses a text that no database keeps, and nobody else with it', async () => {
    const attempts = [
      written(store, { ...ANNA, passwordHash: 'a\0b' }, 0),
      written(store, { ...ANNA, id: 'bert' }, 0),
    ];
    const [bad, good] = await Promise.allSettled(attempts);
    expect(good).toEqual({ status: 'fulfilled', value: true });
    // In memory there is nothing that it could not be kept in.
    if (store instanceof MemoryStore) return;
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'ARGUMENT' } });
    expect(await store.get('user', 'a\0b')).toBeNull();
  });

  it('keeps text as it is, whatever is in it', async () => {
    const odd = `'; drop table users; -- "\\ %_ \u00e4\u{1f600} $1 ? :x`;
    await written(
      store,
      { ...ANNA, id: odd, passwordHash: odd, mobile: { number: odd, verifiedAtMs: 5 } },
      0,
    );
    const found = await store.get('user', odd);
    expect(found?.record).toMatchObject({ id: odd, passwordHash: odd, mobile: { number: odd } });
    expect(await store.openChallenge(odd)).toBeNull();
  });

  it('removes sessions and challenges that are over', async () => {
    const session: Session = {
      ...{ id: 's', userId: 'anna', entrance: 'portal', factor: 'none', deviceId: null },
      ...{ restriction: 'none', openedAtMs: 0, expiresAtMs: 100, identifiedAtMs: null },
    };
    await store.commit({
      basis: [],
      changes: [{ type: 'put', kind: 'session', record: session, version: 0 }],
    });
    expect(await store.purge(100)).toBe(0);
    expect(await store.purge(101)).toBe(1);
    expect(await store.get('session', 's')).toBeNull();
  });
});

describe('a store in a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tokentwin-store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is there again when it is opened again, for two at once too', async () => {
    const first = await openStore(folder, STORE_KEY);
    const second = await openStore(folder, STORE_KEY);
    await written(first, ANNA, 0);
    expect((await second.get('user', 'anna'))?.record).toEqual(ANNA);
    expect(await written(second, { ...ANNA, failuresMs: [9] }, 1)).toBe(true);
    expect(await written(first, { ...ANNA, failuresMs: [8] }, 1)).toBe(false);
    await first.close();
    await second.close();
    const third = await openStore(folder, STORE_KEY);
    expect((await third.get('user', 'anna'))?.record.failuresMs).toEqual([9]);
    await third.close();
  });

  it('opens with its own key alone, and keeps what is sealed from a change of place', async () => {
    const store = await openStore(folder, STORE_KEY);
    await written(store, ANNA, 0);
    await written(store, { ...ANNA, id: 'bert', mobile: { number: '1', verifiedAtMs: null } }, 0);
    await store.close();
    await expect(openStore(folder, new Uint8Array(32).fill(8))).rejects.toMatchObject({
      code: 'SLS_STORE_KEY',
    });
    await expect(openStore(folder, new Uint8Array(31))).rejects.toMatchObject({ code: 'SLS_STORE_KEY' });
    const file = new Database(join(folder, 'sls.db'));
    file.exec("update users set mobile = (select mobile from users where id = 'bert') where id = 'anna'");
    file.close();
    const moved = await openStore(folder, STORE_KEY);
    await expect(moved.get('user', 'anna')).rejects.toMatchObject({ code: 'SLS_STORE_KEY' });
    await moved.close();
  });

  it('has none of what is sealed in its file', async () => {
    const store = await openStore(folder, STORE_KEY);
    await written(store, ANNA, 0);
    await store.close();
    expect(readFileSync(join(folder, 'sls.db')).includes('41791234567')).toBe(false);
  });

  it('that a newer version wrote is left as it is', async () => {
    await (await openStore(folder, STORE_KEY)).close();
    const file = new Database(join(folder, 'sls.db'));
    file.exec("insert into kysely_migration (name, timestamp) values ('9999-later', '2999-01-01')");
    file.close();
    await expect(openStore(folder, STORE_KEY)).rejects.toMatchObject({ code: 'SLS_STORE_NEWER' });
  });

  it('is refused where the file is something else', async () => {
    writeFileSync(join(folder, 'sls.db'), 'no database'.repeat(500));
    await expect(openStore(folder, STORE_KEY)).rejects.toMatchObject({ code: 'SLS_STORE' });
    await expect(openStore(join(folder, 'sls.db', 'x'), STORE_KEY)).rejects.toMatchObject({
      code: 'SLS_STORE',
    });
    await expect(openStore('mysql://host/name', STORE_KEY)).rejects.toMatchObject({ code: 'ARGUMENT' });
  });

  it('is for its owner alone where it is made', async () => {
    await (await openStore(join(folder, 'made'), STORE_KEY)).close();
    expect(statSync(join(folder, 'made')).mode & 0o777).toBe(0o700);
  });
});

describe('a store in PostgreSQL', () => {
  it('that does not answer says so', async () => {
    await expect(openStore('postgres://nobody@127.0.0.1:9/none', STORE_KEY)).rejects.toMatchObject({
      code: 'SLS_STORE',
    });
  });
});
