/**
 * Brings a database to the tables of this version, and makes sure that the key is the one that it was written with.
 */
import { setTimeout } from 'node:timers/promises';
import { type Kysely, Migrator, sql } from 'kysely';
import { isTokentwinError, TokentwinError } from '../../../../firmware/error.js';
import { MIGRATIONS } from './migrations.js';
import type { Seal } from './seal.js';

const ATTEMPTS = 10;
const RETRY_MS = 100;
const KEY_FACT = 'key';
const KEY_WORDS = 'tokentwin sls';

/** @throws TokentwinError SLS_STORE_NEWER, SLS_STORE_KEY, SLS_STORE */
export async function migrate(db: Kysely<unknown>, seal: Seal): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  for (let attempt = 1; ; attempt += 1) {
    const { error } = await migrator.migrateToLatest();
    if (error === undefined) break;
    const refusal = refusalOf(error);
    if (refusal.code !== 'SLS_STORE' || attempt === ATTEMPTS) throw refusal;
    // Another process may be making the same tables.
    await setTimeout(RETRY_MS);
  }
  await checkKey(db, seal);
}

function refusalOf(error: unknown): TokentwinError {
  if (isTokentwinError(error)) return error;
  if (/corrupted migrations|missing/i.test(String(error)))
    return new TokentwinError(
      'SLS_STORE_NEWER',
      'The store was written by a newer version: update tokentwin. Nothing was changed.',
    );
  return new TokentwinError(
    'SLS_STORE',
    'The tables of the store cannot be made: see the log of the database.',
  );
}

async function checkKey(db: Kysely<unknown>, seal: Seal): Promise<void> {
  const place = `store_facts value ${KEY_FACT}`;
  const made = seal.close(KEY_WORDS, place);
  await sql`insert into store_facts (id, version, value) values (${KEY_FACT}, 1, ${made}) on conflict (id) do nothing`.execute(
    db,
  );
  const { rows } = await sql<{ value: string }>`select value from store_facts where id = ${KEY_FACT}`.execute(
    db,
  );
  seal.open(rows[0]?.value ?? '', place);
}
