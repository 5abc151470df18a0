/**
 * A result: what a run of the bench leaves, as `--json` writes it (`schema/result.schema.json`).
 */
import { readFileSync } from 'node:fs';
import { TokentwinError } from '../firmware/error.js';
import type { Effort } from './effort.js';
import type { Finding } from './finding.js';
import type { Fingerprint } from './fingerprint.js';

export const FORMAT = 'tokentwin-bench';

/** Raised whenever a name or the meaning of a figure changes. */
export const FORMAT_VERSION = 2;

export interface SuiteResult {
  readonly name: string;
  readonly title: string;
  readonly findings: readonly Finding[];
}

export interface Result {
  readonly format: typeof FORMAT;
  readonly formatVersion: number;
  readonly effort: Effort;
  readonly fingerprint: Fingerprint;
  readonly suites: readonly SuiteResult[];
}

export function resultText(result: Result): string {
  return `${JSON.stringify(result, rounded, 1)}\n`;
}

/** A result or a finding as whoever reads its file has it: what else is said of it must say the same. */
export function asWritten<T extends Result | Finding>(written: T): T {
  return JSON.parse(JSON.stringify(written, rounded)) as T;
}

/** Six digits are more than any figure is worth. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}

/**
 * Reads an earlier result.
 *
 * @throws TokentwinError FILE_ACCESS, BENCH_RESULT when it is none, or of another version of the format
 */
export function readResult(file: string): Result {
  const value = parsed(file);
  if (value?.format !== FORMAT || !Array.isArray(value.suites)) {
    throw new TokentwinError('BENCH_RESULT', `${file} is not a result of the bench: give what --json wrote.`);
  }
  if (value.formatVersion !== FORMAT_VERSION) {
    throw new TokentwinError(
      'BENCH_RESULT',
      `${file} has version ${value.formatVersion} of the format and this is version ${FORMAT_VERSION}: measure it anew.`,
    );
  }
  return value as Result;
}

function parsed(file: string): Partial<Result> | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new TokentwinError('FILE_ACCESS', `The file ${file} cannot be read.`);
  }
  try {
    return JSON.parse(text) as Partial<Result> | null;
  } catch {
    return null;
  }
}
