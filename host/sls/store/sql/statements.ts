/**
 * The statements of the store, by the query builder, once for each shape: what varies is handed over with them.
 */
import { type Kysely, sql } from 'kysely';
import type { Kind } from '../../records/kinds.js';
import { columnName, columnsOf, TABLES } from './tables.js';

/** Any table, since the tables are data here. */
export type Tables = Record<string, Record<string, string | number | null>>;
export type Db = Kysely<Tables>;

export interface Statement {
  readonly sql: string;
}

function tableOf(kind: Kind): string {
  return TABLES[kind].name;
}

/** One of the parameters that a statement is called with later. */
const LATER = '' as const;

export function selectById(db: Db, kind: Kind): Statement {
  return db.selectFrom(tableOf(kind)).selectAll().where('id', '=', LATER).compile();
}

export function selectByField(db: Db, kind: Kind, field: string): Statement {
  return db
    .selectFrom(tableOf(kind))
    .selectAll()
    .where(columnName(field), '=', LATER)
    .orderBy('id')
    .compile();
}

/** The newest; of those before an id where one is given. */
export function selectPage(db: Db, kind: Kind, isFirst: boolean): Statement {
  const all = db.selectFrom(tableOf(kind)).selectAll();
  const from = isFirst ? all : all.where('id', '<', LATER);
  return from.orderBy('id', 'desc').limit(1).compile();
}

export const JOINED = { challenge: 'c_', user: 'u_', device: 'd_' } as const;

/** A challenge by its handle, with its user and its device. */
export function selectOpenChallenge(db: Db): Statement {
  const all = Object.entries(JOINED).flatMap(([kind, prefix]) =>
    ['id', 'version', ...columnsOf(kind as Kind).map(({ column }) => column)].map((column) =>
      sql`${sql.ref(`${prefix.slice(0, 1)}.${column}`)}`.as(prefix + column),
    ),
  );
  return db
    .selectFrom('challenges as c')
    .innerJoin('users as u', 'u.id', 'c.user_id')
    .leftJoin('devices as d', 'd.id', 'c.device_id')
    .select(all)
    .where('c.handle', '=', LATER)
    .compile();
}

export function selectVersion(db: Db, kind: Kind): Statement {
  return db.selectFrom(tableOf(kind)).select('version').where('id', '=', LATER).compile();
}

/** With all columns in the order of `Rows.cellsOf`. */
export function insert(db: Db, kind: Kind): Statement {
  const columns = ['id', 'version', ...columnsOf(kind).map(({ column }) => column)];
  return db
    .insertInto(tableOf(kind))
    .values(Object.fromEntries(columns.map((column) => [column, LATER])))
    .compile();
}

/** With version and columns in the order of `Rows.cellsOf`, and the id behind them. */
export function update(db: Db, kind: Kind): Statement {
  const columns = ['version', ...columnsOf(kind).map(({ column }) => column)];
  return db
    .updateTable(tableOf(kind))
    .set(Object.fromEntries(columns.map((column) => [column, LATER])))
    .where('id', '=', LATER)
    .compile();
}

export function remove(db: Db, kind: Kind): Statement {
  return db.deleteFrom(tableOf(kind)).where('id', '=', LATER).compile();
}

export function removeExpired(db: Db, kind: Kind): Statement {
  return db.deleteFrom(tableOf(kind)).where('expires_at_ms', '<', LATER).compile();
}
