/**
 * A second OCRA implementation, written from RFC 6287 over node:crypto: the oracle of the agreement test.
 *
 * Promises: it shares no code with the product, answers one JSON line as `tokentwin ocra --batch` does, and
 * refuses whatever the RFC leaves open. Does not promise speed, constant time or the product's error codes:
 * a refusal is told as "field: reason".
 */

import { createHash, createHmac } from 'node:crypto';

const SUITE = new RegExp(
  [
    '^OCRA-1:HOTP-(?<hash>SHA1|SHA256|SHA512)-(?<digits>[4-9]|10):',
    '(?<C>C-)?',
    'Q(?:(?<questionFormat>[ANH])(?<questionLength>[0-9]{1,2}))?',
    '(?<P>-P(?<pinHash>SHA1|SHA256|SHA512)?)?',
    '(?<S>-S(?<sessionLength>[0-9]{3})?)?',
    '(?<T>-T(?:(?<steps>[1-9][0-9]?)(?<unit>[SMH]))?)?$',
  ].join(''),
);

const QUESTION_CHARACTERS = { A: /^[A-Za-z0-9]*$/, N: /^[0-9]*$/, H: /^[0-9A-Fa-f]*$/ } as const;
const HASH_BYTES = { SHA1: 20, SHA256: 32, SHA512: 64 } as const;
const UNIT_SECONDS = { S: 1, M: 60, H: 3600 } as const;
const UNIT_LIMIT = { S: 59, M: 59, H: 48 } as const;

const TEXT_FIELDS = ['suite', 'key', 'question', 'pin', 'pinHash', 'session', 'mode'] as const;
const NUMBER_FIELDS = ['counter', 'time', 'timestamp'] as const;

type HashName = keyof typeof HASH_BYTES;
type Whole = string | number;
type Line = Partial<Record<(typeof TEXT_FIELDS)[number], string>> &
  Partial<Record<(typeof NUMBER_FIELDS)[number], Whole>>;

interface Suite {
  readonly hash: HashName;
  readonly digits: number;
  readonly counter: boolean;
  readonly questionFormat: keyof typeof QUESTION_CHARACTERS;
  readonly questionLength: number;
  readonly pinHash: HashName | undefined;
  readonly sessionBytes: number | undefined;
  readonly stepSeconds: number | undefined;
}

class Refusal extends Error {}

function refuse(field: string, reason: string): never {
  throw new Refusal(`${field}: ${reason}`);
}

/** Checks field names and JSON types; null counts as absent. */
function readLine(value: unknown): Line {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse('line', 'malformed');
  const present = Object.entries(value).filter(([, content]) => content !== null);
  const texts: readonly string[] = TEXT_FIELDS;
  const numbers: readonly string[] = NUMBER_FIELDS;
  for (const name of Object.keys(value)) {
    if (!texts.includes(name) && !numbers.includes(name)) refuse('line', 'malformed');
  }
  for (const [name, content] of present) {
    const typed = typeof content === 'string' || (typeof content === 'number' && numbers.includes(name));
    if (!typed) refuse('line', 'malformed');
  }
  return Object.fromEntries(present);
}

/** RFC 6287 section 6, with erratum 3729 for the hours. */
function readSuite(text: string): Suite {
  const parts = SUITE.exec(text)?.groups;
  if (parts === undefined) refuse('suite', 'malformed');
  const questionLength = Number(parts.questionLength ?? '08');
  if (questionLength < 4 || questionLength > 64) refuse('suite', 'malformed');
  const sessionBytes = Number(parts.sessionLength ?? '064');
  if (sessionBytes === 0) refuse('suite', 'malformed');
  const steps = Number(parts.steps ?? '1');
  const unit = (parts.unit ?? 'M') as keyof typeof UNIT_SECONDS;
  if (steps > UNIT_LIMIT[unit]) refuse('suite', 'malformed');
  return {
    hash: parts.hash as HashName,
    digits: Number(parts.digits),
    counter: parts.C !== undefined,
    questionFormat: (parts.questionFormat ?? 'N') as Suite['questionFormat'],
    questionLength,
    pinHash: parts.P === undefined ? undefined : ((parts.pinHash ?? 'SHA1') as HashName),
    sessionBytes: parts.S === undefined ? undefined : sessionBytes,
    stepSeconds: parts.T === undefined ? undefined : steps * UNIT_SECONDS[unit],
  };
}

function hexBytes(field: string, text: string): Buffer {
  if (!/^(?:[0-9A-Fa-f]{2})*$/.test(text)) refuse(field, 'malformed');
  return Buffer.from(text, 'hex');
}

function wholeNumber(field: string, value: Whole): bigint {
  const decimal = /^[0-9]+$/.test(String(value));
  if (!decimal) refuse(field, 'range');
  const number = BigInt(value);
  if (number < 0n || number >= 2n ** 64n) refuse(field, 'range');
  return number;
}

function eightBytes(number: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(number);
  return bytes;
}

function counterField(suite: Suite, line: Line): Buffer {
  if (!suite.counter) {
    return line.counter === undefined ? Buffer.alloc(0) : refuse('counter', 'unexpected');
  }
  if (line.counter === undefined) refuse('counter', 'missing');
  return eightBytes(wholeNumber('counter', line.counter));
}

/** 128 bytes, filled with zeros on the right; a mutual question is the text of both parties (section 7.2). */
function questionField(suite: Suite, line: Line): Buffer {
  const { question } = line;
  if (question === undefined) refuse('question', 'missing');
  const limit = suite.questionLength * (line.mode === 'mutual' ? 2 : 1);
  if (question.length === 0 || question.length > limit) refuse('question', 'length');
  if (!QUESTION_CHARACTERS[suite.questionFormat].test(question)) refuse('question', 'character');
  switch (suite.questionFormat) {
    case 'A':
      return Buffer.concat([Buffer.from(question, 'ascii')], 128);
    case 'N':
      return Buffer.from(BigInt(question).toString(16).padEnd(256, '0'), 'hex');
    case 'H':
      return Buffer.from(question.padEnd(256, '0'), 'hex');
  }
}

function pinField(suite: Suite, line: Line): Buffer {
  const { pin, pinHash } = line;
  if (suite.pinHash === undefined) {
    return pin === undefined && pinHash === undefined ? Buffer.alloc(0) : refuse('pin', 'unexpected');
  }
  if (pin !== undefined && pinHash !== undefined) refuse('pin', 'both');
  if (pin !== undefined) {
    if (pin === '') refuse('pin', 'empty');
    return createHash(suite.pinHash).update(pin, 'utf8').digest();
  }
  if (pinHash === undefined) refuse('pin', 'missing');
  const bytes = hexBytes('pinHash', pinHash);
  if (bytes.length !== HASH_BYTES[suite.pinHash]) refuse('pinHash', 'length');
  return bytes;
}

function sessionField(suite: Suite, line: Line): Buffer {
  if (suite.sessionBytes === undefined) {
    return line.session === undefined ? Buffer.alloc(0) : refuse('session', 'unexpected');
  }
  if (line.session === undefined) refuse('session', 'missing');
  const bytes = hexBytes('session', line.session);
  if (bytes.length !== suite.sessionBytes) refuse('session', 'length');
  return bytes;
}

function timeField(suite: Suite, line: Line): Buffer {
  const { time, timestamp } = line;
  if (suite.stepSeconds === undefined) {
    return time === undefined && timestamp === undefined ? Buffer.alloc(0) : refuse('time', 'unexpected');
  }
  if (time !== undefined && timestamp !== undefined) refuse('time', 'both');
  if (time !== undefined) return eightBytes(wholeNumber('time', time) / BigInt(suite.stepSeconds));
  if (timestamp === undefined) refuse('time', 'missing');
  return eightBytes(wholeNumber('time', timestamp));
}

function respond(line: Line): string {
  if (line.suite === undefined) refuse('suite', 'missing');
  const suite = readSuite(line.suite);
  if (line.key === undefined) refuse('key', 'missing');
  const key = hexBytes('key', line.key);
  if (key.length === 0) refuse('key', 'empty');
  if (!['one-way', 'mutual', 'signature'].includes(line.mode ?? 'one-way')) refuse('mode', 'unknown');
  // Section 7.3: the data input of a signature has no S.
  if (line.mode === 'signature' && suite.sessionBytes !== undefined) refuse('mode', 'session');

  // Section 5.1: DataInput = {OCRASuite | 00 | C | Q | P | S | T}.
  const hmac = createHmac(suite.hash, key)
    .update(line.suite, 'ascii')
    .update(Buffer.of(0))
    .update(counterField(suite, line))
    .update(questionField(suite, line))
    .update(pinField(suite, line))
    .update(sessionField(suite, line))
    .update(timeField(suite, line))
    .digest();

  // RFC 4226 section 5.3: four bytes from the offset in the last nibble, without the sign bit.
  const offset = hmac.readUInt8(hmac.length - 1) % 16;
  const truncated = hmac.readUInt32BE(offset) % 2 ** 31;
  return String(truncated % 10 ** suite.digits).padStart(suite.digits, '0');
}

/**
 * Answers one parsed line of `tokentwin ocra --batch`.
 *
 * @param line the parsed JSON value: `suite`, `key` (hex), `question`, and what the suite needs of `counter`,
 *   `pin` or `pinHash` (hex), `session` (hex), `time` (unix seconds) or `timestamp` (steps), and `mode`
 * @returns the response, or why there is none
 * Source: RFC 6287 sections 5 to 7; strictness where the RFC is open: [unknown: our choice].
 */
export function secondOcra(line: unknown): { response: string } | { error: string } {
  try {
    return { response: respond(readLine(line)) };
  } catch (error) {
    if (error instanceof Refusal) return { error: error.message };
    throw error;
  }
}
