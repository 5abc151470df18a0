/**
 * Opens a store by what the user names: a folder, or the URL of a PostgreSQL.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TokentwinError } from '../../../firmware/error.js';
import { migrate } from './sql/migrate.js';
import { Rows } from './sql/rows.js';
import { Seal } from './sql/seal.js';
import { type Engine, SqlStore } from './sql/sql-store.js';
import type { Store } from './store.js';

const FILE = 'sls.db';

/** Else it is the URL of a server. */
export function isFolder(database: string): boolean {
  return !/^[a-z]+:\/\//i.test(database);
}

/** @throws TokentwinError ARGUMENT for the URL of another kind of database */
export function checkDatabase(database: string): void {
  if (!isFolder(database) && !/^postgres(ql)?:\/\//.test(database))
    throw new TokentwinError('ARGUMENT', 'The database is a folder, or postgres://USER:PASSWORD@HOST/NAME.');
}

async function engineFor(database: string, rows: Rows): Promise<Engine> {
  checkDatabase(database);
  if (!isFolder(database)) {
    const { PostgresEngine } = await import('./sql/postgres-engine.js');
    return new PostgresEngine(database, rows);
  }
  const { SqliteEngine } = await import('./sql/sqlite-engine.js');
  try {
    mkdirSync(database, { recursive: true, mode: 0o700 });
  } catch {
    throw new TokentwinError('SLS_STORE', `The folder ${database} cannot be made.`);
  }
  return new SqliteEngine(join(database, FILE), rows);
}

/**
 * @param database a folder, which is made, or `postgres://…`
 * @param key of what is sealed: 32 bytes
 * @throws TokentwinError ARGUMENT, SLS_STORE, SLS_STORE_KEY, SLS_STORE_NEWER
 */
export async function openStore(database: string, key: Uint8Array): Promise<Store> {
  const seal = new Seal(key);
  const rows = new Rows(seal);
  const engine = await engineFor(database, rows);
  try {
    await migrate(engine.db as never, seal);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return new SqlStore(engine, rows);
}
