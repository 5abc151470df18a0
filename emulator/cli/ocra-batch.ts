/**
 * `ocra --batch`: JSON lines in, JSON lines out, one for one and in order, as they come.
 *
 * Promises: every line gets an answer, a malformed one an error with its code; a suite and key that repeat
 * are prepared once. Fields that are null count as absent; unknown ones are refused, because a misspelt
 * `pinHash` would otherwise go unnoticed.
 */
import { TokentwinError } from '../../firmware/error.js';
import { hexBytes } from '../../firmware/oath/bytes.js';
import { Ocra, type OcraInput, type OcraMode } from '../../firmware/oath/ocra.js';
import { type Line, standardInputLines } from './standard-input.js';
import { complain, print } from './standard-output.js';

const MAXIMUM_LINE_BYTES = 65_536;
const PREPARED_MAXIMUM = 256;

const TEXT_FIELDS = ['suite', 'key', 'question', 'pin', 'pinHash', 'session', 'mode'] as const;
const NUMBER_FIELDS = ['counter', 'time', 'timestamp'] as const;
const FIELDS: readonly string[] = [...TEXT_FIELDS, ...NUMBER_FIELDS];

type BatchLine = { readonly [field in (typeof TEXT_FIELDS)[number]]?: string } & {
  readonly [field in (typeof NUMBER_FIELDS)[number]]?: string | number;
};

function refuse(sentence: string): never {
  throw new TokentwinError('BATCH_LINE', sentence);
}

function parseLine(line: Line): BatchLine {
  if (typeof line !== 'string') {
    if (line.fault === 'not UTF-8') refuse('The line is not UTF-8 text.');
    throw new TokentwinError('BATCH_LINE_LENGTH', 'The line is longer than 64 KiB.');
  }
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse('The line is not a JSON object.');
  const fields = Object.entries(value).filter(([, content]) => content !== null);
  for (const [field, content] of fields) checkField(field, content);
  return Object.fromEntries(fields);
}

/** Whole numbers beyond 2^53, which JSON.parse would round, are taken by their digits. */
const LARGE_NUMBER = /"(counter|time|timestamp)"(\s*:\s*)([0-9]{16,20})(?=\s*[,}])/g;

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line.replace(LARGE_NUMBER, '"$1"$2"$3"'));
  } catch {
    return refuse('The line is not JSON.');
  }
}

function checkField(field: string, content: unknown): void {
  if (!FIELDS.includes(field)) refuse(`The line has an unknown field: use ${FIELDS.join(', ')}.`);
  const isText = typeof content === 'string';
  const mayBeNumber = (NUMBER_FIELDS as readonly string[]).includes(field);
  if (!isText && !(mayBeNumber && typeof content === 'number')) {
    refuse(`The field ${field} must be text${mayBeNumber ? ' or a number' : ''}.`);
  }
}

/** Keeps the suites and keys of the last lines prepared; its memory is bounded. */
class PreparedCache {
  readonly #prepared = new Map<string, Ocra>();

  get(suite: string, key: string): Ocra {
    const name = `${suite} ${key}`;
    const known = this.#prepared.get(name);
    if (known !== undefined) return known;
    const ocra = new Ocra(suite, hexBytes(key, 'key'));
    if (this.#prepared.size >= PREPARED_MAXIMUM) this.#prepared.clear();
    this.#prepared.set(name, ocra);
    return ocra;
  }
}

function answer(line: Line, cache: PreparedCache): string {
  const { suite, key, mode = 'one-way', question, pinHash, session, ...rest } = parseLine(line);
  if (suite === undefined) refuse('The line has no suite.');
  if (key === undefined) refuse('The line has no key.');
  const input: OcraInput = {
    ...rest,
    question: question ?? '',
    ...(pinHash !== undefined && { pinHash: hexBytes(pinHash, 'PIN hash') }),
    ...(session !== undefined && { session: hexBytes(session, 'session information') }),
  };
  return cache.get(suite, key).respond(input, mode as OcraMode);
}

/**
 * Answers all lines of standard input.
 *
 * @returns the exit status: 0, or with `strict` 1 when a line had an error
 */
export function answerBatch(strict: boolean): number {
  const cache = new PreparedCache();
  let refused = 0;
  for (const lines of standardInputLines(MAXIMUM_LINE_BYTES)) {
    let answers = '';
    for (const line of lines) {
      try {
        answers += `{"response":"${answer(line, cache)}"}\n`;
      } catch (error) {
        if (!(error instanceof TokentwinError)) throw error;
        refused += 1;
        answers += `${JSON.stringify({ error: { code: error.code, message: error.message } })}\n`;
      }
    }
    print(answers);
  }
  if (!strict || refused === 0) return 0;
  complain(`tokentwin: ${refused} ${refused === 1 ? 'line' : 'lines'} had an error`);
  return 1;
}
