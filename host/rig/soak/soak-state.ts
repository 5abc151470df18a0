/**
 * What a soak has found so far: it goes to a file, from which a later run goes on. Holds no PIN, key or response.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { ERROR_CODES, type ErrorCode, isTokentwinError, TokentwinError } from '../../../firmware/error.js';
import { COUNTER_MEANINGS, type LinkCounters, newCounters } from '../../driver/counters.js';
import { dictionary, exactly, integer, list, object, refuseAt, type Shape, text } from '../json-shape.js';
import { BUCKETS, LatencyHistogram } from './latency-histogram.js';

export interface SoakState {
  readonly formatVersion: 1;
  /** Of the card: another one does not go on with this file. */
  readonly serialNumber: string;
  /** Of all runs together. */
  elapsedMs: number;
  /** Logins with an answer: the right one where the key is known, else a well-formed one. */
  answered: number;
  /** Answers that were not right. */
  wrong: number;
  /** Logins, of those that failed, of which it is not known whether the card computed; never repeated. */
  unknown: number;
  /** Logins that ended in an error, by its code. */
  readonly failures: Partial<Record<ErrorCode, number>>;
  /** Was every response computed again, or the form of some judged alone? */
  responsesChecked: boolean;
  /** Of the logins with an answer. */
  readonly latency: LatencyHistogram;
  /** Of the runs before this one. */
  readonly link: LinkCounters;
}

export function newSoakState(serialNumber: string): SoakState {
  return {
    formatVersion: 1,
    serialNumber,
    elapsedMs: 0,
    answered: 0,
    wrong: 0,
    unknown: 0,
    failures: {},
    responsesChecked: true,
    latency: new LatencyHistogram(),
    link: newCounters(),
  };
}

export function failureCount({ failures }: SoakState): number {
  return Object.values(failures).reduce((sum, count) => sum + count, 0);
}

/** Logins that were begun, but for those called off before the card computed. */
export function loginCount(state: SoakState): number {
  return state.answered + state.wrong + failureCount(state);
}

/** Was every login answered rightly? */
export function isAllRight(state: SoakState): boolean {
  return state.wrong + failureCount(state) === 0;
}

/** Counters of this run and of those before it. */
export function sumOfCounters(one: LinkCounters, other: LinkCounters): LinkCounters {
  const sum = newCounters();
  for (const name of Object.keys(sum) as (keyof LinkCounters)[]) sum[name] = one[name] + other[name];
  return sum;
}

/** The text of the file. */
export function encodeSoakState(state: SoakState): string {
  return `${JSON.stringify({ ...state, elapsedMs: Math.round(state.elapsedMs), latency: state.latency.entries() })}\n`;
}

type StoredState = Omit<SoakState, 'latency'> & { readonly latency: readonly (readonly [number, number])[] };

const count = integer(0, Number.MAX_SAFE_INTEGER);

const boolean: Shape<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : refuseAt(path, 'true or false');

const bucketCount: Shape<readonly [number, number]> = (value, path) => {
  if (!Array.isArray(value) || value.length !== 2) refuseAt(path, 'a bucket and its count');
  return [integer(0, BUCKETS - 1)(value[0], `${path}[0]`), count(value[1], `${path}[1]`)];
};

const codes = new RegExp(`^(${Object.keys(ERROR_CODES).join('|')})$`);

const storedState = object<StoredState>({
  formatVersion: exactly(1),
  serialNumber: text(/^[\x20-\x7e]{1,64}$/, 'a serial number'),
  elapsedMs: count,
  answered: count,
  wrong: count,
  unknown: count,
  failures: dictionary(codes, count),
  responsesChecked: boolean,
  latency: list(bucketCount, 0),
  link: object<LinkCounters>(
    Object.fromEntries(Object.keys(COUNTER_MEANINGS).map((name) => [name, count])) as Record<
      keyof LinkCounters,
      Shape<number>
    >,
  ),
});

/** @throws TokentwinError SOAK_FILE */
export function decodeSoakState(json: string, file: string): SoakState {
  try {
    const stored = storedState(JSON.parse(json), '');
    const buckets = stored.latency.map(([bucket]) => bucket);
    if (new Set(buckets).size < buckets.length) refuseAt('latency', 'each bucket once');
    const latency = LatencyHistogram.from(stored.latency);
    const state: SoakState = { ...stored, failures: { ...stored.failures }, latency };
    if (state.unknown > failureCount(state)) refuseAt('unknown', 'at most the number of failures');
    return state;
  } catch (error) {
    if (!(error instanceof SyntaxError) && !isTokentwinError(error, 'VECTOR_FILE')) throw error;
    throw new TokentwinError(
      'SOAK_FILE',
      `${file} does not hold the state of an earlier soak: remove it, or name another file.`,
    );
  }
}

/** @returns null when there is no such file yet. @throws TokentwinError SOAK_FILE */
export function readSoakState(file: string): SoakState | null {
  let json: string;
  try {
    json = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new TokentwinError('SOAK_FILE', `${file} cannot be read: check the path and its permissions.`);
  }
  return decodeSoakState(json, file);
}

/**
 * Writes the file as a whole: whatever happens, it holds the state before or the one after.
 *
 * @throws TokentwinError FILE_ACCESS
 */
export function writeSoakState(file: string, state: SoakState): void {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, encodeSoakState(state), { flush: true });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new TokentwinError(
      'FILE_ACCESS',
      `Could not write ${file} (${codeOf(error) ?? String(error)}): check the path, its permissions and the room on the disk.`,
    );
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
