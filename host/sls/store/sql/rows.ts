/**
 * Records as rows, and rows as records.
 */
import type { Kind, Records } from '../../records/kinds.js';
import type { Stored } from '../store.js';
import type { Seal } from './seal.js';
import { type ColumnType, columnsOf, TABLES } from './tables.js';

/** What a driver takes and gives. */
export type Cell = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

export class Rows {
  constructor(private readonly seal: Seal) {}

  /** The cells of a record in the order of its columns, behind id and version. */
  cellsOf(kind: Kind, record: Records[Kind], version: number): readonly Cell[] {
    const values = record as unknown as Readonly<Record<string, unknown>>;
    const { id } = record;
    const cells = columnsOf(kind).map(({ field, type }) =>
      this.#cell(values[field], type, this.#place(kind, field, id)),
    );
    return [id, version, ...cells];
  }

  /** @param prefix of the columns, where rows of several tables are joined */
  recordOf<K extends Kind>(kind: K, row: Row, prefix = ''): Stored<K> {
    const id = row[`${prefix}id`] as string;
    const fields = columnsOf(kind).map(({ field, column, type }) => [
      field,
      this.#value(row[prefix + column], type, this.#place(kind, field, id)),
    ]);
    const record = { id, ...Object.fromEntries(fields) } as Records[K];
    return { record, version: Number(row[`${prefix}version`]) };
  }

  #place(kind: Kind, field: string, id: string): string {
    return `${TABLES[kind].name} ${field} ${id}`;
  }

  #cell(value: unknown, type: ColumnType, place: string): Cell {
    if (value === null) return null;
    switch (type) {
      case 'text':
      case 'whole':
      case 'real':
        return value as string | number;
      case 'flag':
        return value === true ? 1 : 0;
      case 'json':
        return JSON.stringify(value);
      case 'sealed':
        return this.seal.close(value, place);
    }
  }

  #value(cell: unknown, type: ColumnType, place: string): unknown {
    if (cell === null || cell === undefined) return null;
    switch (type) {
      case 'text':
        return cell;
      case 'whole':
      case 'real':
        return Number(cell);
      case 'flag':
        return Number(cell) === 1;
      case 'json':
        return JSON.parse(cell as string);
      case 'sealed':
        return this.seal.open(cell as string, place);
    }
  }
}
