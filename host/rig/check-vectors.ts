/**
 * Runs a vector file against the core.
 *
 * Promises: every test of the file is run, one that fails does not stop the others, and a reason never shows
 * a response unless that is asked for. Expects a file that `parseVectorFile` has read.
 */
import { deriveCodeCard } from '../../firmware/code-card/derivation.js';
import { cardValues, parseIndex } from '../../firmware/code-card/lookup.js';
import { type ErrorCode, isTokentwinError } from '../../firmware/error.js';
import { hexBytes } from '../../firmware/oath/bytes.js';
import { Hotp, Ocra, type OcraInput, Totp } from '../../firmware/oath/index.js';
import type {
  CodeCardGroup,
  HotpGroup,
  OcraGroup,
  OcraVectorInput,
  TotpGroup,
  VectorFile,
  VectorTest,
} from './vector-file.js';

export interface VectorFailure {
  readonly id: number;
  readonly comment: string;
  readonly reason: string;
}

export interface VectorCheck {
  readonly passed: number;
  /** In the order of the file. */
  readonly failures: readonly VectorFailure[];
}

export interface CheckVectorsOptions {
  /** Shows the expected and the computed response in a reason. Default false. */
  readonly showResponses?: boolean;
}

type Outcome = { readonly answer: string } | { readonly error: ErrorCode };

/** A test, what the core makes of it, and what is wrong with its group as a whole. */
interface Case {
  readonly test: VectorTest<unknown> | VectorTest<unknown, 'code'>;
  readonly outcome: Outcome;
  readonly groupFault?: string;
}

/** What a computation gives; an error that is not one of the core's refusals goes on to the caller. */
function outcomeOf(compute: () => string): Outcome {
  try {
    return { answer: compute() };
  } catch (error) {
    if (isTokentwinError(error)) return { error: error.code };
    throw error;
  }
}

/** Makes a value when it is first asked for; when making it throws, each asking throws. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * The input of a test as the core takes it.
 *
 * @throws TokentwinError HEX_INVALID
 */
export function ocraInput({ pinHash, session, ...rest }: OcraVectorInput): OcraInput {
  return {
    ...rest,
    ...(pinHash !== undefined && { pinHash: hexBytes(pinHash, 'PIN hash') }),
    ...(session !== undefined && { session: hexBytes(session, 'session information') }),
  };
}

function ocraCases({ suite, key, mode, tests }: OcraGroup): Case[] {
  const ocra = once(() => new Ocra(suite, hexBytes(key, 'key')));
  return tests.map((test) => ({
    test,
    outcome: outcomeOf(() => ocra().respond(ocraInput(test.input), mode)),
  }));
}

function hotpCases({ key, digits, tests }: HotpGroup): Case[] {
  const hotp = once(() => new Hotp(hexBytes(key, 'key'), { digits }));
  return tests.map((test) => ({ test, outcome: outcomeOf(() => hotp().code(BigInt(test.input.counter))) }));
}

function totpCases({ key, hash, digits, stepSeconds, tests }: TotpGroup): Case[] {
  const totp = once(() => new Totp(hexBytes(key, 'key'), { hash, digits, stepSeconds }));
  return tests.map((test) => ({ test, outcome: outcomeOf(() => totp().code(BigInt(test.input.time))) }));
}

function codeCardCases({ seed, serialNumber, alphabet, checkValue, tests }: CodeCardGroup): Case[] {
  const card = once(() => deriveCodeCard({ seed: hexBytes(seed, 'seed'), serialNumber, alphabet }));
  const derived = outcomeOf(() => card().checkValue);
  const sameCard = ('answer' in derived ? derived.answer : '') === checkValue;
  return tests.map((test) => ({
    test,
    outcome: outcomeOf(() => cardValues(card(), [parseIndex(test.input.index)])),
    ...(!sameCard && { groupFault: "The card's check value differs." }),
  }));
}

function casesOf(file: VectorFile): Case[] {
  switch (file.algorithm) {
    case 'OCRA':
      return file.groups.flatMap(ocraCases);
    case 'HOTP':
      return file.groups.flatMap(hotpCases);
    case 'TOTP':
      return file.groups.flatMap(totpCases);
    case 'CODE-CARD':
      return file.groups.flatMap(codeCardCases);
  }
}

/** Why a test fails, or null when it passes. */
function reasonOf({ test, outcome, groupFault }: Case, showResponses: boolean): string | null {
  if (test.result === 'invalid') {
    if ('answer' in outcome) return `The core answered, but the test expects ${test.error}.`;
    if (outcome.error !== test.error) {
      return `The core refused with ${outcome.error}, but the test expects ${test.error}.`;
    }
    return groupFault ?? null;
  }
  if ('error' in outcome) return `The core refused with ${outcome.error}, but the test expects a response.`;
  const expected = 'code' in test ? test.code : test.response;
  if (outcome.answer !== expected) {
    const shown = showResponses ? `: the test expects ${expected}, the core gave ${outcome.answer}` : '';
    return `The response differs${shown}.`;
  }
  return groupFault ?? null;
}

/**
 * Runs every test of a vector file.
 *
 * @param file as `parseVectorFile` gives it
 */
export function checkVectors(
  file: VectorFile,
  { showResponses = false }: CheckVectorsOptions = {},
): VectorCheck {
  const failures: VectorFailure[] = [];
  let passed = 0;
  for (const each of casesOf(file)) {
    const reason = reasonOf(each, showResponses);
    if (reason === null) passed += 1;
    else failures.push({ id: each.test.id, comment: each.test.comment, reason });
  }
  return { passed, failures };
}
