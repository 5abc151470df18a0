/**
 * PostgreSQL by URL, and what speaks its protocol: for several processes and machines.
 *
 * Promises: a batch is one statement, so it is one transaction, whole or not at all: it locks what it stands on, in one
 * order for all, and writes only when each version is as it was read. With `synchronous_commit = on`, the default of the
 * server, what was committed is on its disk before the answer goes out.
 */
import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import { TokentwinError } from '../../../../firmware/error.js';
import type { Batch, Change, Place } from '../store.js';
import type { Cell, Row, Rows } from './rows.js';
import type { Engine } from './sql-store.js';
import type { Db, Statement } from './statements.js';
import { type ColumnType, columnsOf, TABLES } from './tables.js';

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 10_000;

/** Another one wrote between: unique violation, serialisation failure, deadlock. */
const CONFLICTS: ReadonlySet<string> = new Set(['23505', '40001', '40P01']);

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  ...{ text: 'text', whole: 'bigint', real: 'double precision', flag: 'integer' },
  ...{ json: 'text', sealed: 'text' },
};

function typesOf(kind: Change['kind']): readonly string[] {
  return ['text', 'bigint', ...columnsOf(kind).map(({ type }) => SQL_TYPES[type])];
}

function cast(cell: Cell, type: string): RawBuilder<unknown> {
  return sql`cast(${cell} as ${sql.raw(type)})`;
}

function unavailable(error: unknown): TokentwinError {
  const { code } = error as { readonly code?: unknown };
  return new TokentwinError(
    'SLS_STORE',
    `The database does not answer${typeof code === 'string' ? ` (${code})` : ''}.`,
  );
}

export class PostgresEngine implements Engine {
  readonly db: Db;
  readonly #pool: pg.Pool;
  readonly #names = new Map<string, string>();

  constructor(
    url: string,
    private readonly rows: Rows,
  ) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'tokentwin sls',
    });
    // A connection that breaks while it is idle: the next query is told.
    this.#pool.on('error', () => undefined);
    this.db = new Kysely({ dialect: new PostgresDialect({ pool: this.#pool }) });
  }

  /** Prepared on each connection, under a name of its own. */
  async #query(text: string, values: readonly unknown[]): Promise<pg.QueryResult<Row>> {
    let name = this.#names.get(text);
    if (name === undefined) {
      name = `sls-${this.#names.size + 1}`;
      this.#names.set(text, name);
    }
    return await this.#pool.query<Row>({ name, text, values: [...values] });
  }

  async read({ sql: text }: Statement, cells: readonly Cell[]): Promise<readonly Row[]> {
    try {
      return (await this.#query(text, cells)).rows;
    } catch (error) {
      throw unavailable(error);
    }
  }

  async write({ sql: text }: Statement, cells: readonly Cell[]): Promise<number> {
    try {
      return (await this.#query(text, cells)).rowCount ?? 0;
    } catch (error) {
      throw unavailable(error);
    }
  }

  async commit({ basis, changes }: Batch): Promise<boolean> {
    const held = basis.filter(({ version }) => version > 0);
    const changed = new Set(changes.map((change) => nameOf(change)));
    const locks = held.map((place) => lock(place, changed.has(nameOf(place))));
    const parts = [
      sql`held as materialized (select ${locks.length === 0 ? sql`0` : sql.join(locks, sql` + `)} as n)`,
      ...changes.map((change, index) => this.#part(change, index, held.length)),
    ];
    const statement = sql<{ n: string }>`with ${sql.join(parts)} select n from held`.compile(this.db);
    try {
      const { rows } = await this.#query(statement.sql, statement.parameters);
      return Number(rows[0]?.n) === held.length;
    } catch (error) {
      if (CONFLICTS.has((error as { readonly code: string }).code)) return false;
      throw unavailable(error);
    }
  }

  #part(change: Change, index: number, heldCount: number): RawBuilder<unknown> {
    const name = sql.raw(`part${index}`);
    const table = sql.table(TABLES[change.kind].name);
    const isHeld = sql`(select n from held) = ${sql.lit(heldCount)}`;
    if (change.type === 'remove')
      return sql`${name} as (delete from ${table} where id = ${change.id} and ${isHeld})`;
    const columns = ['id', 'version', ...columnsOf(change.kind).map(({ column }) => column)];
    const types = typesOf(change.kind);
    const cells = this.rows
      .cellsOf(change.kind, change.record, change.version + 1)
      .map((cell, place) => cast(cell, types[place] as string));
    const names = columns.map((column) => sql.ref(column));
    if (change.version === 0)
      return sql`${name} as (insert into ${table} (${sql.join(names)}) select ${sql.join(cells)} where ${isHeld})`;
    const sets = names.map((column, place) => sql`${column} = ${cells[place]}`).slice(1);
    return sql`${name} as (update ${table} set ${sql.join(sets)} where id = ${change.record.id} and ${isHeld})`;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

function nameOf(of: Change | Place): string {
  return `${of.kind} ${'record' in of ? of.record.id : of.id}`;
}

/** 1 when the record is in that version, and nobody can change it before this statement ends. */
function lock({ kind, id, version }: Place, isChanged: boolean): RawBuilder<unknown> {
  const strength = sql.raw(isChanged ? 'for update' : 'for share');
  const table = sql.table(TABLES[kind].name);
  const found = sql`select 1 from ${table} where id = ${id} and version = ${version} ${strength}`;
  return sql`(select count(*) from (${found}) as place)`;
}
