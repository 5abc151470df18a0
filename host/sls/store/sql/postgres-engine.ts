/**
 * PostgreSQL by URL, and what speaks its protocol: for several processes and machines.
 *
 * Promises: a batch is whole or not at all, and written only when each version is as it was read, whoever else writes
 * (see group-statement.ts). With `synchronous_commit = on`, the default of the server, what was committed is on its disk
 * before the answer goes out. Batches that wait at the same moment share one statement.
 */
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { isTokentwinError, TokentwinError } from '../../../../firmware/error.js';
import type { Batch } from '../store.js';
import { CommitQueue, type Waiting } from './commit-queue.js';
import { GroupStatements } from './group-statement.js';
import type { Cell, Row, Rows } from './rows.js';
import type { Engine } from './sql-store.js';
import type { Db, Statement } from './statements.js';

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 10_000;
/** While so many groups are on their way, who comes waits for the next one: measured, more only make them smaller. */
const GROUPS_AT_ONCE = 1;

/** Another one wrote between: unique violation, serialisation failure, deadlock. */
const CONFLICTS: ReadonlySet<string> = new Set(['23505', '40001', '40P01']);

/** The statements are made for looking up a few records by their ids, however many a table has. */
const PLANS =
  'set plan_cache_mode = force_generic_plan; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off';

function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}

function unavailable(error: unknown): TokentwinError {
  if (isTokentwinError(error)) return error;
  const code = codeOf(error);
  return new TokentwinError('SLS_STORE', `The database does not answer${code === '' ? '' : ` (${code})`}.`);
}

export class PostgresEngine implements Engine {
  readonly db: Db;
  readonly #pool: pg.Pool;
  readonly #names = new Map<string, string>();
  readonly #statements: GroupStatements;
  readonly #queue = new CommitQueue();
  #groupsOnTheirWay = 0;

  constructor(url: string, rows: Rows) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'tokentwin sls',
      // What speaks the protocol may have no such settings, and does without.
      verify: (client: pg.ClientBase, done: (error?: Error) => void) => {
        client.query(PLANS).then(
          () => done(),
          () => done(),
        );
      },
    } as pg.PoolConfig);
    // A connection that breaks while it is idle: the next query is told.
    this.#pool.on('error', () => undefined);
    this.db = new Kysely({ dialect: new PostgresDialect({ pool: this.#pool }) });
    this.#statements = new GroupStatements(this.db, rows);
  }

  /** Prepared on each connection, under a name of its own. */
  async #query(text: string, values: readonly unknown[]): Promise<pg.QueryArrayResult<unknown[]>> {
    let name = this.#names.get(text);
    if (name === undefined) {
      name = `sls-${this.#names.size + 1}`;
      this.#names.set(text, name);
    }
    return await this.#pool.query<unknown[]>({ name, text, values: [...values], rowMode: 'array' });
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

  commit(batch: Batch): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#queue.add({ batch, resolve, reject });
      setImmediate(() => void this.#send());
    });
  }

  async #send(): Promise<void> {
    if (this.#queue.length === 0 || this.#groupsOnTheirWay >= GROUPS_AT_ONCE) return;
    const group = this.#queue.takeGroup();
    this.#groupsOnTheirWay += 1;
    try {
      await this.#write(group);
    } finally {
      this.#groupsOnTheirWay -= 1;
      void this.#send();
    }
  }

  /** A group that fails is written one by one, so that only who is at fault fails. */
  async #write(group: readonly Waiting[]): Promise<void> {
    try {
      const { text, arrays } = this.#statements.statement(group.map(({ batch }) => batch));
      const { rows } = await this.#query(text, arrays);
      const good = new Set(rows.map(([number]) => Number(number)));
      for (const [number, { resolve }] of group.entries()) resolve(good.has(number));
    } catch (error) {
      const [only, ...others] = group;
      if (others.length > 0) for (const alone of group) await this.#write([alone]);
      else if (CONFLICTS.has(codeOf(error))) only?.resolve(false);
      else only?.reject(unavailable(error));
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
