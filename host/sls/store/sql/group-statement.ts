/**
 * One statement that writes many batches, each whole or not at all, for PostgreSQL and what speaks its protocol.
 *
 * The batches come as arrays: what they stand on, and for each kind what is put and removed. The statement locks the
 * records that they stand on, in one order for all; a batch whose records are all in the versions that it read is good,
 * and what belongs to it is written. As one statement it is one transaction. Batches that touch the same record do not
 * belong in one group.
 */
import { type RawBuilder, sql } from 'kysely';
import { KINDS, type Kind } from '../../records/kinds.js';
import type { Batch, Change } from '../store.js';
import type { Cell, Rows } from './rows.js';
import type { Db } from './statements.js';
import { type ColumnType, columnsOf, TABLES } from './tables.js';

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  ...{ text: 'text', whole: 'bigint', real: 'double precision', flag: 'integer' },
  ...{ json: 'text', sealed: 'text' },
};

type Action = 'insert' | 'update' | 'remove';

/** An array for each column of something: first the numbers of the batches. */
type Arrays = readonly (readonly Cell[])[];

interface Part {
  readonly action: Action | 'hold';
  readonly kind: Kind;
  readonly arrays: Arrays;
}

export interface GroupStatement {
  readonly text: string;
  readonly arrays: Arrays;
}

/** One of the parameters that the statement is called with later. */
const LATER = '';

function columnTypes(kind: Kind): readonly { readonly name: string; readonly type: string }[] {
  const columns = columnsOf(kind).map(({ column, type }) => ({ name: column, type: SQL_TYPES[type] }));
  return [{ name: 'id', type: 'text' }, { name: 'version', type: 'bigint' }, ...columns];
}

function typesOf({ action, kind }: Part): readonly string[] {
  switch (action) {
    case 'hold':
      return ['integer', 'text', 'bigint'];
    case 'remove':
      return ['integer', 'text'];
    default:
      return ['integer', ...columnTypes(kind).map(({ type }) => type)];
  }
}

function actionOf({ type, version }: Change): Action {
  if (type === 'remove') return 'remove';
  return version === 0 ? 'insert' : 'update';
}

function columnsFrom(rows: readonly (readonly Cell[])[], width: number): Arrays {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] as Cell));
}

/** What the batches have in common, kind by kind in a fixed order. */
function partsOf(batches: readonly Batch[], rows: Rows): readonly Part[] {
  const gathered = new Map<string, { action: Part['action']; kind: Kind; rows: (readonly Cell[])[] }>();
  const add = (action: Part['action'], kind: Kind, row: readonly Cell[]) => {
    const known = gathered.get(`${action} ${kind}`);
    if (known === undefined) gathered.set(`${action} ${kind}`, { action, kind, rows: [row] });
    else known.rows.push(row);
  };
  for (const [number, { basis, changes }] of batches.entries()) {
    for (const { kind, id, version } of basis) if (version > 0) add('hold', kind, [number, id, version]);
    for (const change of changes) {
      const { kind, version } = change;
      if (change.type === 'remove') add('remove', kind, [number, change.id]);
      else add(actionOf(change), kind, [number, ...rows.cellsOf(kind, change.record, version + 1)]);
    }
  }
  const order = (action: Part['action']) => (['hold', 'remove', 'update', 'insert'] as const).indexOf(action);
  return [...gathered.values()]
    .sort(
      (one, other) =>
        order(one.action) - order(other.action) || KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind),
    )
    .map(({ action, kind, rows: list }) => ({
      ...{ action, kind },
      arrays: columnsFrom(list, list[0]?.length ?? 0),
    }));
}

/** The arrays as rows under the names given. */
function unnested(types: readonly string[], names: readonly string[]): RawBuilder<unknown> {
  const arrays = types.map((type) => sql`cast(${LATER} as ${sql.raw(type)}[])`);
  return sql`unnest(${sql.join(arrays)}) as given(${sql.join(names.map((name) => sql.ref(name)))})`;
}

function partStatement(part: Part): RawBuilder<unknown> {
  const { action, kind } = part;
  const table = sql.table(TABLES[kind].name);
  const name = sql.ref(`${action}_${kind}`);
  const types = typesOf(part);
  const isGood = sql`given.batch in (select batch from good)`;
  if (action === 'hold')
    return sql`${name} as (select given.batch from ${unnested(types, ['batch', 'id', 'version'])} join ${table} as kept on kept.id = given.id and kept.version = given.version order by kept.id for update of kept)`;
  if (action === 'remove')
    return sql`${name} as (delete from ${table} as kept using ${unnested(types, ['batch', 'id'])} where kept.id = given.id and ${isGood})`;
  const names = columnTypes(kind).map((column) => column.name);
  const from = unnested(types, ['batch', ...names]);
  const columns = sql.join(names.map((column) => sql.ref(column)));
  if (action === 'insert') {
    const given = sql.join(names.map((column) => sql.ref(`given.${column}`)));
    return sql`${name} as (insert into ${table} (${columns}) select ${given} from ${from} where ${isGood})`;
  }
  const sets = names.slice(1).map((column) => sql`${sql.ref(column)} = ${sql.ref(`given.${column}`)}`);
  return sql`${name} as (update ${table} as kept set ${sql.join(sets)} from ${from} where kept.id = given.id and ${isGood})`;
}

function statementOf(parts: readonly Part[]): RawBuilder<unknown> {
  const holding = parts.filter(({ action }) => action === 'hold');
  const held = holding.map(({ kind }) => sql`select batch from ${sql.ref(`hold_${kind}`)}`);
  const counted =
    held.length === 0
      ? sql`select 0 as batch, 0 as held where false`
      : sql`select batch, count(*) as held from (${sql.join(held, sql` union all `)}) as each_held group by batch`;
  const good = [
    sql`counted as (${counted})`,
    sql`good as materialized (select given.batch from ${unnested(['integer', 'integer'], ['batch', 'needed'])} left join counted on counted.batch = given.batch where coalesce(counted.held, 0) = given.needed)`,
  ];
  const writing = parts.filter(({ action }) => action !== 'hold');
  return sql`with ${sql.join([...holding.map(partStatement), ...good, ...writing.map(partStatement)])} select batch from good`;
}

/** The statements that were made, by what their groups have in common. */
export class GroupStatements {
  readonly #texts = new Map<string, string>();

  constructor(
    private readonly db: Db,
    private readonly rows: Rows,
  ) {}

  /** @param batches of which none touches a record of another; the statement answers with the numbers of the good ones */
  statement(batches: readonly Batch[]): GroupStatement {
    const parts = partsOf(batches, this.rows);
    const shape = parts.map(({ action, kind }) => `${action} ${kind}`).join(', ');
    let text = this.#texts.get(shape);
    if (text === undefined) {
      text = statementOf(parts).compile(this.db).sql;
      this.#texts.set(shape, text);
    }
    const holding = parts.filter(({ action }) => action === 'hold');
    const writing = parts.filter(({ action }) => action !== 'hold');
    const needed = batches.map(({ basis }) => basis.filter(({ version }) => version > 0).length);
    return {
      text,
      arrays: [
        ...holding.flatMap(({ arrays }) => arrays),
        ...[batches.map((_, number) => number), needed],
        ...writing.flatMap(({ arrays }) => arrays),
      ],
    };
  }
}
