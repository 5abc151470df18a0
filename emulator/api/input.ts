/**
 * What a request holds, read and checked by the schema of its route.
 *
 * Promises: a body is never read beyond its limit; a refusal names the first wrong field and says nothing of what was
 * in it.
 */
import type { z } from 'zod';
import { TokentwinError } from '../../firmware/error.js';
import { LIMITS } from './limits.js';

const MAXIMUM_PLACE_CHARACTERS = 120;

type Issue = z.core.$ZodIssue;

/** Of the ways in which a value could be right, the one that it comes nearest to. */
function nearest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const ways = [...issue.errors].sort((one, other) => one.length - other.length);
  const [first] = ways[0] ?? [];
  return first === undefined ? issue : nearest({ ...first, path: [...issue.path, ...first.path] } as Issue);
}

function pointer(path: readonly PropertyKey[]): string {
  const text = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return text.slice(0, MAXIMUM_PLACE_CHARACTERS).replace(/[^\x20-\x7e]/g, '?');
}

/** The sentence of an issue; those of the library say what was expected, and never what came. */
function sentence(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return 'there is no such field';
  const [first = ''] = issue.message.split('\n');
  return first.replace(/^Invalid input: /, '').replace(/[^\x20-\x7e]/g, '?');
}

function refuse(place: string, reason: string): never {
  const where = place === '' ? 'the body' : place;
  throw new TokentwinError('API_INPUT', `The request is wrong at ${where}: ${reason}.`, { place });
}

/** @param isQuery fields of a query are named `?NAME` @throws TokentwinError API_INPUT */
export function checked<T>(schema: z.ZodType<T>, value: unknown, isQuery = false): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = nearest(result.error.issues[0] as Issue);
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  const place = pointer(path);
  refuse(isQuery ? place.replace(/^\//, '?') : place, sentence(issue));
}

/** A query without the token, each field once. @throws TokentwinError API_INPUT */
export function queryFields(query: URLSearchParams): Record<string, string> {
  const fields: [string, string][] = [];
  for (const [name, value] of query) {
    if (name === 'token') continue;
    if (fields.some(([known]) => known === name))
      refuse(`?${pointer([name]).slice(1)}`, 'it is given more than once');
    fields.push([name, value]);
  }
  return Object.fromEntries(fields);
}

function tooLong(): never {
  throw new TokentwinError('API_BODY_SIZE', `A body has at most ${LIMITS.bodyBytes} bytes.`);
}

async function boundedText(request: Request): Promise<string> {
  const declared = request.headers.get('content-length');
  if (declared !== null) {
    if (Number(declared) > LIMITS.bodyBytes) tooLong();
    return await request.text();
  }
  if (request.body === null) return '';
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > LIMITS.bodyBytes) tooLong();
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** The JSON of a body; without one it is an empty object. @throws TokentwinError API_MEDIA_TYPE, API_BODY_SIZE, API_INPUT */
export async function bodyOf(request: Request): Promise<unknown> {
  const text = await boundedText(request);
  if (text === '') return {};
  // A form or a plain text is what a foreign page can send without asking first.
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new TokentwinError('API_MEDIA_TYPE', 'A body is JSON: send `Content-Type: application/json`.');
  try {
    return JSON.parse(text);
  } catch {
    refuse('', 'it is not JSON');
  }
}
