/**
 * A store in a database: statements made once, rows in and out. How a batch is written whole is the database's own.
 */
import type { Indices, Kind, ListedKind, Records } from '../../records/kinds.js';
import type { Message } from '../../records/traces.js';
import type { Batch, OpenChallenge, Page, Store, Stored } from '../store.js';
import type { Cell, Row, Rows } from './rows.js';
import * as statements from './statements.js';

/** A connection, or several, to one database. */
export interface Engine {
  readonly db: statements.Db;
  read(statement: statements.Statement, cells: readonly Cell[]): Promise<readonly Row[]>;
  /** @returns how many rows were changed */
  write(statement: statements.Statement, cells: readonly Cell[]): Promise<number>;
  /** As `Store.commit`. */
  commit(batch: Batch): Promise<boolean>;
  close(): Promise<void>;
}

/** No database keeps it in a text, so there is nothing to be found by it. */
function isKeepable(text: string): boolean {
  return !text.includes('\0');
}

export class SqlStore implements Store {
  readonly #statements = new Map<string, statements.Statement>();

  constructor(
    private readonly engine: Engine,
    private readonly rows: Rows,
  ) {}

  #statement(name: string, make: () => statements.Statement): statements.Statement {
    const known = this.#statements.get(name);
    if (known !== undefined) return known;
    const made = make();
    this.#statements.set(name, made);
    return made;
  }

  async get<K extends Kind>(kind: K, id: string): Promise<Stored<K> | null> {
    if (!isKeepable(id)) return null;
    const statement = this.#statement(`get ${kind}`, () => statements.selectById(this.engine.db, kind));
    const [row] = await this.engine.read(statement, [id]);
    return row === undefined ? null : this.rows.recordOf(kind, row);
  }

  async find<K extends Kind>(kind: K, field: Indices[K], value: string): Promise<readonly Stored<K>[]> {
    if (!isKeepable(value)) return [];
    const statement = this.#statement(`find ${kind} ${field}`, () =>
      statements.selectByField(this.engine.db, kind, field),
    );
    const found = await this.engine.read(statement, [value]);
    return found.map((row) => this.rows.recordOf(kind, row));
  }

  async list<K extends ListedKind>(kind: K, { before, limit }: Page): Promise<readonly Records[K][]> {
    const isFirst = before === null;
    const statement = this.#statement(`list ${kind} ${isFirst}`, () =>
      statements.selectPage(this.engine.db, kind, isFirst),
    );
    const found = await this.engine.read(statement, isFirst ? [limit] : [before, limit]);
    return found.map((row) => this.rows.recordOf(kind, row).record);
  }

  async undelivered(after: string | null, limit: number): Promise<readonly Message[]> {
    const statement = this.#statement('undelivered', () => statements.selectUndelivered(this.engine.db));
    // No id is empty: all come behind it.
    const found = await this.engine.read(statement, [after ?? '', limit]);
    return found.map((row) => this.rows.recordOf('message', row).record);
  }

  async openChallenge(handle: string): Promise<OpenChallenge | null> {
    if (!isKeepable(handle)) return null;
    const statement = this.#statement('open challenge', () => statements.selectOpenChallenge(this.engine.db));
    const [row] = await this.engine.read(statement, [handle]);
    if (row === undefined) return null;
    const { challenge, user, device } = statements.JOINED;
    return {
      challenge: this.rows.recordOf('challenge', row, challenge),
      user: this.rows.recordOf('user', row, user),
      device: row[device] === null ? null : this.rows.recordOf('device', row, device),
    };
  }

  async commit(batch: Batch): Promise<boolean> {
    return await this.engine.commit(batch);
  }

  async purge(beforeMs: number): Promise<number> {
    let removed = 0;
    for (const kind of ['challenge', 'session'] as const) {
      const statement = this.#statement(`purge ${kind}`, () =>
        statements.removeExpired(this.engine.db, kind),
      );
      removed += await this.engine.write(statement, [beforeMs]);
    }
    return removed;
  }

  async close(): Promise<void> {
    await this.engine.close();
  }
}
