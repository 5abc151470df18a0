/**
 * The statements of the store, by the query builder, once for each shape: what varies is handed over with them.
 */
import type { Kysely } from 'kysely';
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

/** Id, version and the columns of a kind, in the order of `Rows`. */
function namesOf(kind: Kind): readonly string[] {
  return ['id', 'version', ...columnsOf(kind).map(({ column }) => column)];
}

export function selectById(db: Db, kind: Kind): Statement {
  return db.selectFrom(tableOf(kind)).select(namesOf(kind)).where('id', '=', LATER).compile();
}

export function selectByField(db: Db, kind: Kind, field: string): Statement {
  return db
    .selectFrom(tableOf(kind))
    .select(namesOf(kind))
    .where(columnName(field), '=', LATER)
    .orderBy('id')
    .compile();
}

/** The newest; of those before an id where one is given. */
export function selectPage(db: Db, kind: Kind, isFirst: boolean): Statement {
  const all = db.selectFrom(tableOf(kind)).select(namesOf(kind));
  const from = isFirst ? all : all.where('id', '<', LATER);
  return from.orderBy('id', 'desc').limit(1).compile();
}

/** Messages behind an id that wait for a gateway, the oldest first. */
export function selectUndelivered(db: Db): Statement {
  return db
    .selectFrom(tableOf('message'))
    .select(namesOf('message'))
    .where('delivered_at_ms', 'is', null)
    .where('id', '>', LATER)
    .orderBy('id')
    .limit(1)
    .compile();
}

/** Where each record begins in a row of `selectOpenChallenge`. */
export const JOINED = {
  challenge: 0,
  user: namesOf('challenge').length,
  device: namesOf('challenge').length + namesOf('user').length,
} as const;

/** A challenge by its handle, with its user and its device. */
export function selectOpenChallenge(db: Db): Statement {
  const all = (['challenge', 'user', 'device'] as const).flatMap((kind) =>
    namesOf(kind).map((name) => `${tableOf(kind)}.${name} as ${kind}_${name}`),
  );
  return db
    .selectFrom('challenges')
    .innerJoin('users', 'users.id', 'challenges.user_id')
    .leftJoin('devices', 'devices.id', 'challenges.device_id')
    .select(all)
    .where('challenges.handle', '=', LATER)
    .compile();
}

export function selectVersion(db: Db, kind: Kind): Statement {
  return db.selectFrom(tableOf(kind)).select('version').where('id', '=', LATER).compile();
}

/** With all columns in the order of `Rows.cellsOf`. */
export function insert(db: Db, kind: Kind): Statement {
  return db
    .insertInto(tableOf(kind))
    .values(Object.fromEntries(namesOf(kind).map((column) => [column, LATER])))
    .compile();
}

/** With version and columns in the order of `Rows.cellsOf`, and the id behind them. */
export function update(db: Db, kind: Kind): Statement {
  const columns = namesOf(kind).slice(1);
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
