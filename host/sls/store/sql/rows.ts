/**
 * Records as rows, and rows as records.
 */
import { TokentwinError } from '../../../../firmware/error.js';
import type { Kind, Records } from '../../records/kinds.js';
import type { Stored } from '../store.js';
import type { Seal } from './seal.js';
import { type ColumnType, columnsOf, TABLES } from './tables.js';

/** What a driver takes and gives. */
export type Cell = string | number | null;
/** In the order of the columns that were selected. */
export type Row = readonly unknown[];

export class Rows {
  constructor(private readonly seal: Seal) {}

  /** The cells of a record in the order of its columns, behind id and version. */
  cellsOf(kind: Kind, record: Records[Kind], version: number): readonly Cell[] {
    const values = record as unknown as Readonly<Record<string, unknown>>;
    const { id } = record;
    const cells = columnsOf(kind).map(({ field, type }) => this.#cell(values[field], type, kind, field, id));
    return [id, version, ...cells];
  }

  /** @param start where the id stands, where rows of several tables are joined */
  recordOf<K extends Kind>(kind: K, row: Row, start = 0): Stored<K> {
    const id = row[start] as string;
    const record: Record<string, unknown> = { id };
    let place = start + 2;
    for (const { field, type } of columnsOf(kind)) {
      record[field] = this.#value(row[place], type, kind, field, id);
      place += 1;
    }
    return { record: record as unknown as Records[K], version: Number(row[start + 1]) };
  }

  #place(kind: Kind, field: string, id: string): string {
    return `${TABLES[kind].name} ${field} ${id}`;
  }

  #cell(value: unknown, type: ColumnType, kind: Kind, field: string, id: string): Cell {
    if (value === null) return null;
    switch (type) {
      case 'text':
        if ((value as string).includes('\0'))
          throw new TokentwinError('ARGUMENT', 'A text has a character that no database keeps.');
        return value as string;
      case 'whole':
      case 'real':
        return value as number;
      case 'flag':
        return value === true ? 1 : 0;
      case 'json':
        return JSON.stringify(value);
      case 'sealed':
        return this.seal.close(value, this.#place(kind, field, id));
    }
  }

  #value(cell: unknown, type: ColumnType, kind: Kind, field: string, id: string): unknown {
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
        return this.seal.open(cell as string, this.#place(kind, field, id));
    }
  }
}
