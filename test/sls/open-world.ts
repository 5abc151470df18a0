/** Worlds on each kind of store, empty at the start of a test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { MemoryStore } from '../../host/sls/store/memory-store.js';
import { openStore } from '../../host/sls/store/open-store.js';
import { TABLES } from '../../host/sls/store/sql/tables.js';
import type { Store } from '../../host/sls/store/store.js';
import { type ThrowAwayPostgres, throwAwayPostgres } from './throw-away-postgres.js';
import { World, type WorldOptions } from './world.js';

export type OpenWorld = (options?: WorldOptions) => Promise<World>;
export type OpenStore = () => Promise<Store>;

export const STORE_KEY = new Uint8Array(32).fill(7);

export const inMemory: OpenStore = async () => new MemoryStore();

/** Each store in a folder of its own, closed and removed after the test. */
export function inFolders(): OpenStore {
  const open: { readonly store: Store; readonly folder: string }[] = [];
  afterEach(async () => {
    for (const { store, folder } of open.splice(0)) {
      await store.close();
      rmSync(folder, { recursive: true });
    }
  });
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tokentwin-sls-'));
    const store = await openStore(folder, STORE_KEY);
    open.push({ store, folder });
    return store;
  };
}

/** One database of a server of our own, emptied for each store. */
export function inPostgres(): OpenStore & { url(): string; server(): ThrowAwayPostgres } {
  let server: ThrowAwayPostgres;
  let url: string;
  let store: Store | null = null;
  beforeAll(async () => {
    server = await throwAwayPostgres(false);
    url = server.database();
  });
  afterAll(async () => {
    await store?.close();
    server.stop();
  });
  const open = async () => {
    store ??= await openStore(url, STORE_KEY);
    const client = new pg.Client(url);
    await client.connect();
    const tables = Object.values(TABLES).map(({ name }) => name);
    await client.query(`truncate ${tables.join(', ')}`);
    await client.end();
    return store;
  };
  return Object.assign(open, { url: () => url, server: () => server });
}

export function worldsOn(openStoreOfTest: OpenStore): OpenWorld {
  return async (options = {}) => new World({ ...options, store: await openStoreOfTest() });
}
