/**
 * Which store a command of the verifier works on, and the work itself: directly, beside a running server.
 */
import { TokentwinError } from '../../../../firmware/error.js';
import type { SecureLoginSystem } from '../../../../host/sls/system.js';
import { type Arguments, JSON_OPTION, type OptionDefinition } from '../../command.js';
import { printLine } from '../../standard-output.js';

export const DATABASE_OPTIONS: Readonly<Record<string, OptionDefinition>> = {
  database: {
    type: 'string',
    describe: 'a folder, which is made, or postgres://USER:PASSWORD@HOST/NAME; else TOKENTWIN_SLS_DATABASE',
  },
  'key-file': {
    type: 'string',
    describe: 'the key of what is encrypted; of a folder by default FOLDER.key; else TOKENTWIN_SLS_KEY',
  },
};

export const STORE_OPTIONS: Readonly<Record<string, OptionDefinition>> = {
  ...DATABASE_OPTIONS,
  json: JSON_OPTION,
};

/** @returns null where none is named */
export function databaseOf(given: Arguments): string | null {
  const named = given.text('database') ?? process.env.TOKENTWIN_SLS_DATABASE ?? '';
  return named === '' ? null : named;
}

/**
 * Does something with a store, and closes it.
 *
 * @throws TokentwinError ARGUMENT, SLS_STORE, SLS_STORE_KEY, SLS_STORE_NEWER, and what the work throws
 */
export async function withStore<T>(
  given: Arguments,
  work: (system: SecureLoginSystem) => Promise<T>,
): Promise<T> {
  const database = databaseOf(given);
  if (database === null)
    throw new TokentwinError('ARGUMENT', 'Name the store: --database FOLDER, or a URL of PostgreSQL.');
  const { openSystem } = await import('../../../../host/sls/runtime/open-system.js');
  const opened = await openSystem({ database, keyFile: given.text('key-file') ?? null });
  try {
    return await work(opened.system);
  } finally {
    await opened.close();
  }
}

/** An option that has to be there. @throws TokentwinError ARGUMENT */
export function needed(given: Arguments, option: string): string {
  const text = given.text(option);
  if (text === undefined) throw new TokentwinError('ARGUMENT', `Give --${option}.`);
  return text;
}

type Value = string | number | boolean | null;

/** What a command found, as JSON or as lines of names and values. */
export function printFound(given: Arguments, found: Readonly<Record<string, unknown>>): void {
  if (given.flag('json')) {
    printLine(JSON.stringify(found));
    return;
  }
  for (const [name, value] of Object.entries(found)) printLine(`${name}: ${shown(value)}`);
}

/** Rows, each on a line of its own. */
export function printRows(given: Arguments, rows: readonly Readonly<Record<string, Value>>[]): void {
  for (const row of rows)
    printLine(given.flag('json') ? JSON.stringify(row) : Object.values(row).map(shown).join('  '));
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
