/**
 * The embedded database: one SQLite file in a folder, by libsql, whose binaries come with the package.
 *
 * Promises: what was committed is on disk (WAL with `synchronous = FULL`) before its answer goes out. Batches that wait
 * at the same moment share one transaction, so they share the wait for the disk; each stands and falls by itself.
 * Several processes may have the folder open; they take turns.
 */

import { Kysely, SqliteDialect } from 'kysely';
import Database from 'libsql';
import { isTokentwinError, TokentwinError } from '../../../../firmware/error.js';
import type { Batch, Change, Place } from '../store.js';
import type { Waiting } from './commit-queue.js';
import type { Cell, Row, Rows } from './rows.js';
import type { Engine } from './sql-store.js';
import * as statements from './statements.js';

const BUSY_TIMEOUT_MS = 10_000;
/** Rows lie all over the file, since their keys are drawn: what does not fit is read from the disk again and again. */
const CACHE_KIB = 32_768;
/** Of 4 KiB; the log is written back into the file that seldom. */
const CHECKPOINT_PAGES = 8000;

type Prepared = ReturnType<Database.Database['prepare']>;

/** How long a batch waits for the next one, where several came at once before. */
const GATHER_MS = 0.3;

/** A record that was to be new is there: another one was quicker. Anything else is the database's. */
function fail(error: unknown, resolve: Waiting['resolve'], reject: Waiting['reject']): void {
  if (/UNIQUE constraint/.test(String(error))) resolve(false);
  else if (isTokentwinError(error)) reject(error);
  else reject(new TokentwinError('SLS_STORE', 'The store could not be written: is the disk full?'));
}

/** @throws TokentwinError SLS_STORE when the file cannot be opened, or is no database */
function open(file: string): Database.Database {
  try {
    const database = new Database(file);
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
    database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    return database;
  } catch {
    throw new TokentwinError('SLS_STORE', `The store ${file} cannot be opened as a database.`);
  }
}

export class SqliteEngine implements Engine {
  readonly db: statements.Db;
  readonly #database: Database.Database;
  readonly #prepared = new Map<string, Prepared>();
  readonly #compiled = new Map<string, statements.Statement>();
  #waiting: Waiting[] = [];
  /** How many shared the last transaction. */
  #lastCount = 0;

  /** @throws TokentwinError SLS_STORE */
  constructor(
    file: string,
    private readonly rows: Rows,
  ) {
    this.#database = open(file);
    this.db = new Kysely({ dialect: new SqliteDialect({ database: this.#database as never }) });
  }

  #prepare({ sql }: statements.Statement): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const made = this.#database.prepare(sql);
    this.#prepared.set(sql, made.reader ? made.raw() : made);
    return made;
  }

  #statement(name: string, make: () => statements.Statement): Prepared {
    const compiled = this.#compiled.get(name) ?? make();
    this.#compiled.set(name, compiled);
    return this.#prepare(compiled);
  }

  async read(statement: statements.Statement, cells: readonly Cell[]): Promise<readonly Row[]> {
    return this.#prepare(statement).all([...cells]) as Row[];
  }

  async write(statement: statements.Statement, cells: readonly Cell[]): Promise<number> {
    return this.#prepare(statement).run([...cells]).changes;
  }

  commit(batch: Batch): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#flushSoon(1, performance.now()));
    });
  }

  /**
   * Others may be about to come, who would share the wait for the disk: where there were several the last time, they
   * are waited for a moment.
   */
  #flushSoon(count: number, lastAtMs: number): void {
    const { length } = this.#waiting;
    const since = length > count ? performance.now() : lastAtMs;
    const patienceMs = this.#lastCount > 1 ? GATHER_MS : 0;
    if (length < this.#lastCount && performance.now() - since < patienceMs)
      setImmediate(() => this.#flushSoon(length, since));
    else this.#flush();
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#lastCount = waiting.length;
    try {
      const written = this.#inTransaction(() => waiting.map(({ batch }) => this.#write(batch)));
      for (const [index, { resolve }] of waiting.entries()) resolve(written[index] as boolean);
    } catch (error) {
      if (waiting.length > 1) for (const alone of waiting) this.#flushAlone(alone);
      else for (const { resolve, reject } of waiting) fail(error, resolve, reject);
    }
  }

  /** One of many has failed: each by itself, so that only that one does. */
  #flushAlone({ batch, resolve, reject }: Waiting): void {
    try {
      resolve(this.#inTransaction(() => this.#write(batch)));
    } catch (error) {
      fail(error, resolve, reject);
    }
  }

  #inTransaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const done = work();
      this.#database.exec('COMMIT');
      return done;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Checked before anything is written, so that a batch which does not stand leaves nothing. */
  #write({ basis, changes }: Batch): boolean {
    // What is new collides in its insertion.
    if (!basis.every((place) => place.version === 0 || this.#isAsRead(place))) return false;
    for (const change of changes) this.#change(change);
    return true;
  }

  #isAsRead({ kind, id, version }: Place): boolean {
    const statement = this.#statement(`version ${kind}`, () => statements.selectVersion(this.db, kind));
    const row = statement.get([id]) as readonly [number] | undefined;
    return row?.[0] === version;
  }

  #change(change: Change): void {
    const { kind, version } = change;
    if (change.type === 'remove') {
      this.#statement(`remove ${kind}`, () => statements.remove(this.db, kind)).run(change.id);
      return;
    }
    const cells = this.rows.cellsOf(kind, change.record, version + 1);
    if (version === 0) {
      this.#statement(`insert ${kind}`, () => statements.insert(this.db, kind)).run([...cells]);
      return;
    }
    const [id, ...rest] = cells;
    this.#statement(`update ${kind}`, () => statements.update(this.db, kind)).run([...rest, id]);
  }

  async close(): Promise<void> {
    if (this.#waiting.length > 0) this.#flush();
    this.#prepared.clear();
    this.#database.close();
  }
}
