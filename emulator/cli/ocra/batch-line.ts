/**
 * A line of `ocra --batch`, read by JSON.parse.
 *
 * Fields that are null count as absent; unknown ones are refused, because a misspelt `pinHash` would otherwise
 * go unnoticed.
 */
import { TokentwinError } from '../../../firmware/error.js';
import { hexBytes } from '../../../firmware/oath/bytes.js';
import type { OcraInput, OcraMode } from '../../../firmware/oath/ocra.js';
import type { Line } from '../text-line.js';

/** The longest line that is read. */
export const MAXIMUM_LINE_BYTES = 65_536;

const TEXT_FIELDS = ['suite', 'key', 'question', 'pin', 'pinHash', 'session', 'mode'] as const;
const NUMBER_FIELDS = ['counter', 'time', 'timestamp'] as const;
const FIELDS: readonly string[] = [...TEXT_FIELDS, ...NUMBER_FIELDS];

/** The fields as they stand in the line. */
type BatchFields = { readonly [field in (typeof TEXT_FIELDS)[number]]?: string } & {
  readonly [field in (typeof NUMBER_FIELDS)[number]]?: string | number;
};

/** A line that asks for a response; the core has not judged it yet. */
export interface BatchRequest {
  readonly fields: BatchFields;
  readonly suite: string;
  /** In hexadecimal. */
  readonly key: string;
  readonly mode: OcraMode;
  readonly input: OcraInput;
}

function refuse(sentence: string): never {
  throw new TokentwinError('BATCH_LINE', sentence);
}

/** @throws TokentwinError BATCH_LINE, BATCH_LINE_LENGTH, HEX_INVALID */
export function parseRequest(line: Line): BatchRequest {
  const fields = parseFields(line);
  const { suite, key, mode = 'one-way' } = fields;
  if (suite === undefined) refuse('The line has no suite.');
  if (key === undefined) refuse('The line has no key.');
  return { fields, suite, key, mode: mode as OcraMode, input: ocraInput(fields) };
}

/** Field by field: to spread them costs as much as the rest of the reading. */
function ocraInput({ question, counter, pin, pinHash, session, time, timestamp }: BatchFields): OcraInput {
  const input: { -readonly [name in keyof OcraInput]: OcraInput[name] } = { question: question ?? '' };
  if (counter !== undefined) input.counter = counter;
  if (pin !== undefined) input.pin = pin;
  if (pinHash !== undefined) input.pinHash = hexBytes(pinHash, 'PIN hash');
  if (session !== undefined) input.session = hexBytes(session, 'session information');
  if (time !== undefined) input.time = time;
  if (timestamp !== undefined) input.timestamp = timestamp;
  return input;
}

function parseFields(line: Line): BatchFields {
  if (typeof line !== 'string') {
    if (line.fault === 'not UTF-8') refuse('The line is not UTF-8 text.');
    throw new TokentwinError('BATCH_LINE_LENGTH', 'The line is longer than 64 KiB.');
  }
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse('The line is not a JSON object.');
  const contents = value as Record<string, unknown>;
  let hasNull = false;
  for (const field in contents) {
    if (contents[field] === null) hasNull = true;
    else checkField(field, contents[field]);
  }
  if (!hasNull) return contents as BatchFields;
  return Object.fromEntries(Object.entries(contents).filter(([, content]) => content !== null));
}

function checkField(field: string, content: unknown): void {
  if (!FIELDS.includes(field)) refuse(`The line has an unknown field: use ${FIELDS.join(', ')}.`);
  if (typeof content === 'string') return;
  const mayBeNumber = (NUMBER_FIELDS as readonly string[]).includes(field);
  if (!(mayBeNumber && typeof content === 'number')) {
    refuse(`The field ${field} must be text${mayBeNumber ? ' or a number' : ''}.`);
  }
}

/** Whole numbers beyond 2^53, which JSON.parse would round, are taken by their digits. */
const LARGE_NUMBER = /"(counter|time|timestamp)"(\s*:\s*)([0-9]{16,20})(?=\s*[,}])/g;

function parseJson(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    if (!hasLargeNumber(value)) return value;
  } catch {
    // Digits behind leading zeros are no JSON, but may be a large number.
  }
  try {
    return JSON.parse(line.replace(LARGE_NUMBER, '"$1"$2"$3"'));
  } catch {
    return refuse('The line is not JSON.');
  }
}

function hasLargeNumber(value: unknown): boolean {
  const { counter, time, timestamp } = (value ?? {}) as Record<string, unknown>;
  return isLarge(counter) || isLarge(time) || isLarge(timestamp);
}

function isLarge(content: unknown): boolean {
  return typeof content === 'number' && content > Number.MAX_SAFE_INTEGER;
}

/** Those first that differ most often. */
const BESIDES_QUESTION = [
  'key',
  'counter',
  'time',
  'timestamp',
  'pin',
  'pinHash',
  'suite',
  'session',
  'mode',
] as const;

/** Do two lines differ in nothing but their questions? */
export function differInQuestion(one: BatchRequest, other: BatchRequest): boolean {
  for (const field of BESIDES_QUESTION) if (one.fields[field] !== other.fields[field]) return false;
  return true;
}
