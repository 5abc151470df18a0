/**
 * How the tables came to be, step by step. A step that was ever on a disk is never changed: what is to be different is a
 * new step.
 *
 * One dialect for SQLite and PostgreSQL, and what speaks their protocols: whole numbers of eight bytes, text, and JSON
 * as text.
 */
import { type CreateTableBuilder, type Kysely, type Migration, sql } from 'kysely';

type Types = Readonly<Record<string, 'text' | 'bigint' | 'double precision' | 'integer'>>;

/** `!` behind a name: never null. */
async function createTable(db: Kysely<unknown>, name: string, columns: Types): Promise<void> {
  let table: CreateTableBuilder<string> = db.schema
    .createTable(name)
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('version', 'bigint', (column) => column.notNull());
  for (const [column, type] of Object.entries(columns)) {
    const isRequired = column.endsWith('!');
    table = table.addColumn(column.replace('!', ''), sql.raw(type), (built) =>
      isRequired ? built.notNull() : built,
    );
  }
  await table.execute();
}

async function createIndex(
  db: Kysely<unknown>,
  table: string,
  column: string,
  isUnique = false,
): Promise<void> {
  const index = db.schema.createIndex(`${table}_${column}`).on(table).column(column);
  await (isUnique ? index.unique() : index).execute();
}

const FIRST: Readonly<Record<string, Types>> = {
  entities: { 'kind!': 'text', 'name!': 'text', 'identification!': 'text', 'personal_data!': 'text' },
  accounts: {
    ...{ 'kind!': 'text', 'primary_user_id!': 'text', 'security_officer_ids!': 'text' },
    ...{ 'equity_usd!': 'double precision', funded_at_ms: 'bigint' },
  },
  users: {
    ...{ 'entity_id!': 'text', 'account_id!': 'text', 'password_hash!': 'text', 'failures_ms!': 'text' },
    ...{ mobile: 'text', opted_out_at_ms: 'bigint', 'had_temporary_code!': 'integer' },
  },
  devices: {
    ...{ 'kind!': 'text', serial_number: 'text', 'status!': 'text', 'status_since_ms!': 'bigint' },
    ...{ owner_id: 'text', 'secret!': 'text', counter: 'text', clock: 'text', open_pair: 'text' },
    ...{ 'used_indices!': 'text', sent_code: 'text', 'recent_questions!': 'text', 'failures_ms!': 'text' },
    ...{ started_at_ms: 'bigint', expires_at_ms: 'bigint' },
  },
  assignments: {
    ...{ 'user_id!': 'text', 'device_id!': 'text', 'role!': 'text', 'status!': 'text' },
    ...{ 'since_ms!': 'bigint' },
  },
  orders: {
    ...{ 'user_id!': 'text', 'device_kind!': 'text', 'address!': 'text', pin: 'text', 'account_id!': 'text' },
    ...{ 'held_usd!': 'double precision', 'status!': 'text', 'ordered_at_ms!': 'bigint' },
    ...{ 'estimated_shipping!': 'text', device_id: 'text', credit_at_ms: 'bigint' },
  },
  challenges: {
    ...{ 'handle!': 'text', 'user_id!': 'text', 'intent!': 'text', hidden: 'text', session_id: 'text' },
    ...{ device_id: 'text', asked: 'text', 'opened_at_ms!': 'bigint', 'expires_at_ms!': 'bigint' },
  },
  sessions: {
    ...{ 'user_id!': 'text', 'entrance!': 'text', 'factor!': 'text', device_id: 'text' },
    ...{ 'restriction!': 'text', 'opened_at_ms!': 'bigint', 'expires_at_ms!': 'bigint' },
    ...{ identified_at_ms: 'bigint' },
  },
  withdrawals: {
    ...{ 'user_id!': 'text', 'amount_usd!': 'double precision', 'factor!': 'text', 'at_ms!': 'bigint' },
  },
  messages: {
    ...{ 'user_id!': 'text', 'channel!': 'text', 'to!': 'text', 'text!': 'text', 'at_ms!': 'bigint' },
    ...{ delivered_at_ms: 'bigint' },
  },
  audit_entries: {
    ...{ 'at_ms!': 'bigint', 'event!': 'text', user_id: 'text', device_id: 'text', 'details!': 'text' },
  },
  /** What the store says of itself: whether its key is the right one. */
  store_facts: { 'value!': 'text' },
};

const FIRST_INDICES: readonly (readonly [table: string, column: string])[] = [
  ['devices', 'serial_number'],
  ['assignments', 'user_id'],
  ['assignments', 'device_id'],
  ['orders', 'user_id'],
  ['orders', 'device_id'],
  ['sessions', 'user_id'],
  ['withdrawals', 'user_id'],
];

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first': {
    async up(db) {
      for (const [name, columns] of Object.entries(FIRST)) await createTable(db, name, columns);
      for (const [table, column] of FIRST_INDICES) await createIndex(db, table, column);
      await createIndex(db, 'challenges', 'handle', true);
    },
  },
  '0002-undelivered': {
    async up(db) {
      const index = db.schema.createIndex('messages_undelivered').on('messages');
      await index.columns(['delivered_at_ms', 'id']).execute();
    },
  },
};
