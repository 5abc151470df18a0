/**
 * What is asked of the workers, judged and laid out in shared memory.
 *
 * Promises: the engine has judged everything but the questions behind the first; what it refuses is refused
 * here, before a worker hears of it. Keys, PIN hashes and session information are copied to memory that is
 * wiped after the job; a PIN is hashed here and goes no further.
 */
import { TokentwinError } from '../../firmware/error.js';
import { textBytes } from '../../firmware/oath/bytes.js';
import type { FixedInput } from '../../firmware/oath/engine/fixed-inputs.js';
import { HotpEngine } from '../../firmware/oath/engine/hotp-engine.js';
import { OcraEngine } from '../../firmware/oath/engine/ocra-engine.js';
import type { QuestionNumbers } from '../../firmware/oath/engine/question-sources.js';
import { hash } from '../../firmware/oath/hash.js';
import type { HotpOptions } from '../../firmware/oath/hotp.js';
import type { OcraMode } from '../../firmware/oath/ocra.js';
import type { Suite } from '../../firmware/oath/suite.js';
import type { HotpJob, OcraJob, SharedBytes, SharedNumbers, SharedQuestions } from './job.js';

/** HOTP codes of counters in a row; of time steps in a row, they are TOTP codes. */
export interface HotpRequest extends HotpOptions {
  /** 1 byte or more. */
  readonly key: Uint8Array;
  /** The first counter, 0 or more; the last must not be above 2^64 - 1. */
  readonly first: bigint | number;
  /** How many codes, or the array on shared memory that receives as many as it has places. */
  readonly codes: number | SharedNumbers;
}

/** OCRA responses to many decimal questions under otherwise equal inputs. */
export interface OcraRequest {
  /** A suite with QN, or its text. */
  readonly suite: Suite | string;
  /** 1 byte or more. */
  readonly key: Uint8Array;
  /**
   * Whole numbers from 0 to 2^53 - 1, at most as long as the suite allows. Read where they are if that is
   * shared memory, so they must stay as they are until the end; copied there otherwise.
   */
  readonly questions: QuestionNumbers;
  /** The inputs without question. */
  readonly fixed?: FixedInput;
  /** Default one-way. */
  readonly mode?: OcraMode;
  /** The array on shared memory that receives a response for each question; made if there is none. */
  readonly responses?: SharedNumbers;
}

/** The most results of one job: 4 GiB of them. */
const MAXIMUM_RESULTS = 2 ** 30;
const MAXIMUM_THREADS = 1024;

function argumentError(sentence: string): TokentwinError {
  return new TokentwinError('ARGUMENT', sentence);
}

function isShared(array: object): boolean {
  return 'buffer' in array && array.buffer instanceof SharedArrayBuffer;
}

function sharedBytes(bytes: Uint8Array): SharedBytes {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

function sharedQuestions(questions: QuestionNumbers): SharedQuestions {
  if (isShared(questions)) return questions as SharedQuestions;
  const copy =
    questions instanceof Uint32Array
      ? newNumbers(questions.length)
      : new Float64Array(new SharedArrayBuffer(questions.length * Float64Array.BYTES_PER_ELEMENT));
  copy.set(questions);
  return copy;
}

function newNumbers(count: number): SharedNumbers {
  return new Uint32Array(new SharedArrayBuffer(count * Uint32Array.BYTES_PER_ELEMENT));
}

/** @throws TokentwinError ARGUMENT */
function resultNumbers(given: number | SharedNumbers, name: string): SharedNumbers {
  if (typeof given !== 'number') {
    if (given instanceof Uint32Array && isShared(given)) return given;
    throw argumentError(`\`${name}\` must be a Uint32Array on a SharedArrayBuffer.`);
  }
  if (Number.isInteger(given) && given >= 0 && given <= MAXIMUM_RESULTS) return newNumbers(given);
  throw argumentError(`\`${name}\` must be a whole number from 0 to 2^30, or an array for the results.`);
}

/**
 * Judges how many threads a caller asks for.
 *
 * @throws TokentwinError ARGUMENT
 */
export function threadCount(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= MAXIMUM_THREADS) return threads;
  throw argumentError(`\`threads\` must be a whole number from 1 to ${MAXIMUM_THREADS}.`);
}

/** @throws TokentwinError as `HotpEngine` and its `numbers`; ARGUMENT */
export function hotpJob({ key, first, codes, digits = 6, hash = 'SHA1' }: HotpRequest): HotpJob {
  const numbers = resultNumbers(codes, 'codes');
  const engine = new HotpEngine(key, { hash, digits });
  try {
    engine.code(first);
    const last = BigInt(first) + BigInt(Math.max(numbers.length, 1)) - 1n;
    engine.code(last);
  } finally {
    engine.destroy();
  }
  return { kind: 'hotp', key: sharedBytes(key), hash, digits, first: BigInt(first), numbers };
}

/** @throws TokentwinError as `OcraEngine` and its `respondNumbers`, but for questions behind the first; ARGUMENT */
export function ocraJob(request: OcraRequest): OcraJob {
  const { key, fixed = {}, mode = 'one-way' } = request;
  const questions = sharedQuestions(request.questions);
  const numbers = resultNumbers(request.responses ?? questions.length, 'responses');
  if (numbers.length !== questions.length)
    throw argumentError('`responses` must have as many places as there are questions.');
  const engine = new OcraEngine(request.suite, key);
  try {
    engine.respondNumbers(questions.subarray(0, 1), new Uint32Array(1), fixed, mode);
  } finally {
    engine.destroy();
  }
  const { suite } = engine;
  return {
    kind: 'ocra',
    suite: suite.text,
    hash: suite.hash,
    key: sharedBytes(key),
    questions,
    fixed: sharedInputs(fixed, suite),
    mode,
    numbers,
  };
}

/** Accepted inputs without PIN and on shared memory. */
function sharedInputs(
  { pin, pinHash, session, ...others }: FixedInput,
  { pinHash: name }: Suite,
): FixedInput {
  const hashed = pin !== undefined && name !== null ? hash(name, textBytes(pin)) : pinHash;
  const inputs = {
    ...others,
    ...(hashed === undefined ? {} : { pinHash: sharedBytes(hashed) }),
    ...(session === undefined ? {} : { session: sharedBytes(session) }),
  };
  if (hashed !== pinHash) hashed?.fill(0);
  return inputs;
}
