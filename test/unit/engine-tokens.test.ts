/** Tokens by the million against the second implementation, and their refusals against the core's. */
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../emulator/board/seeded-random.js';
import { isTokentwinError } from '../../firmware/error.js';
import { Kernels } from '../../firmware/oath/engine/kernels.js';
import { OcraTokens } from '../../firmware/oath/engine/ocra-tokens.js';
import { SHELF_TOKENS } from '../../firmware/oath/engine/token-shelf.js';
import { hash, hashLength } from '../../firmware/oath/hash.js';
import { Ocra, type OcraMode } from '../../firmware/oath/ocra.js';
import { parseSuite } from '../../firmware/oath/suite.js';
import { secondOcra } from '../vectors/second-ocra.js';

const KERNELS = { 'by kernels': new Kernels(undefined, 0), 'by the core': new Kernels(null) };
const SUITES = ['SHA1', 'SHA256', 'SHA512'].flatMap((name) =>
  // The lengths of the suites put the fields at every place within a word.
  [
    'QN08',
    'QA9',
    'C-QN06-PSHA1',
    'C-QH40-PSHA256-T1M',
    'QN08-PSHA512-S003',
    'C-QN64-PSHA512-S128-T30S',
    'QN10-S064-T2H',
  ].map((input) => `OCRA-1:HOTP-${name}-${input.length % 2 === 0 ? 10 : 8}:${input}`),
);
const SEED = 6287;

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function codeOf(call: () => unknown): string {
  try {
    call();
    return 'none';
  } catch (error) {
    return isTokentwinError(error) ? error.code : String(error);
  }
}

/** Random tokens of a suite, with what the second implementation must know of them. */
function someTokens(text: string, count: number, kernels: Kernels) {
  const random = new SeededRandom(SEED);
  const suite = parseSuite(text);
  const tokens = new OcraTokens(text, {}, kernels);
  const shared = {
    ...(suite.sessionLength !== null && { session: random.bytes(suite.sessionLength) }),
    ...(suite.timeStepSeconds !== null && { time: 1_700_000_000 }),
  };
  const lines = Array.from({ length: count }, (_, index) => {
    const key = random.bytes(1 + (index % hashLength(suite.hash)));
    const counter = suite.counter ? [0n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 64n - 2n][index % 4] : undefined;
    const pinHash = suite.pinHash === null ? undefined : hash(suite.pinHash, random.bytes(4));
    const number = tokens.add({
      key,
      ...(counter !== undefined && { counter }),
      ...(pinHash !== undefined && { pinHash }),
    });
    expect(number).toBe(index);
    return {
      suite: text,
      key: hex(key),
      counter: counter === undefined ? null : String(counter),
      pinHash: pinHash === undefined ? null : hex(pinHash),
      session: shared.session === undefined ? null : hex(shared.session),
      time: shared.time ?? null,
    };
  });
  const right = (token: number, question: string) => {
    const answer = secondOcra({ ...(lines[token] as (typeof lines)[number]), question });
    if ('error' in answer) throw new Error(`the second implementation refuses: ${answer.error}`);
    return answer.response;
  };
  return { tokens, shared, right };
}

describe.each(Object.entries(KERNELS))('tokens with keys of their own, %s', (_, kernels) => {
  it.each(SUITES)('are answered in a sweep, one by one, and in any order: %s', (suite) => {
    const count = 37;
    const { tokens, shared, right } = someTokens(suite, count, kernels);
    const swept = new Uint32Array(count - 3);
    tokens.sweep('123456', swept, 2, shared);
    expect([...swept]).toEqual(Array.from(swept, (__, index) => Number(right(index + 2, '123456'))));

    const order = Uint32Array.from({ length: 50 }, (__, index) => (index * 17) % count);
    const questions = Array.from(order, (__, index) => String(index * 97));
    const responses = new Uint32Array(50);
    tokens.respondEach(order, questions, responses, shared);
    const expected = questions.map((question, index) => right(order[index] as number, question));
    expect([...responses]).toEqual(expected.map(Number));

    for (const token of [0, 5, count - 1])
      expect(tokens.respond(token, '98765', shared)).toBe(right(token, '98765'));
    tokens.destroy();
    expect(tokens.count).toBe(0);
  });

  it('count on when they are told, and not otherwise', () => {
    const suite = 'OCRA-1:HOTP-SHA1-6:C-QN08';
    const tokens = new OcraTokens(suite, {}, kernels);
    const key = Buffer.from('12345678901234567890');
    for (let token = 0; token < 5; token += 1) tokens.add({ key, counter: 2n ** 32n - 1n });
    const core = new Ocra(suite, key);
    const at = (counter: bigint) => core.respond({ question: '7', counter });
    expect(tokens.respond(3, '7')).toBe(at(2n ** 32n - 1n));
    expect(tokens.respond(3, '7')).toBe(at(2n ** 32n - 1n));
    expect(tokens.advance(3)).toBe(2n ** 32n);
    expect(tokens.counter(3)).toBe(2n ** 32n);
    expect(tokens.respond(3, '7')).toBe(at(2n ** 32n));
    const swept = new Uint32Array(5);
    tokens.sweep('7', swept);
    expect([...swept]).toEqual([-1n, -1n, -1n, 0n, -1n].map((step) => Number(at(2n ** 32n + step))));
    expect(codeOf(() => tokens.advance(3, 2n ** 64n - 1n))).toBe('OCRA_COUNTER_RANGE');
    expect(codeOf(() => tokens.advance(3, -1))).toBe('OCRA_COUNTER_RANGE');
    expect(tokens.counter(3)).toBe(2n ** 32n);
  });

  it('sign and answer mutually', () => {
    const key = new Uint8Array(32).fill(5);
    const tokens = new OcraTokens('OCRA-1:HOTP-SHA256-8:QA08', {}, kernels);
    for (let token = 0; token < 9; token += 1) tokens.add({ key });
    for (const [question, mode] of [
      ['CLI22220SRV11110', 'mutual'],
      ['SIG10000', 'signature'],
    ] as const satisfies [string, OcraMode][]) {
      const right = new Ocra('OCRA-1:HOTP-SHA256-8:QA08', key).respond({ question }, mode);
      const swept = new Uint32Array(9);
      tokens.sweep(question, swept, 0, { mode });
      expect([...swept]).toEqual(new Array(9).fill(Number(right)));
      expect(tokens.respond(4, question, { mode })).toBe(right);
    }
  });

  it('are refused as the core refuses, and nothing is added', () => {
    const tokens = new OcraTokens('OCRA-1:HOTP-SHA1-6:C-QN08-PSHA1-T1M', {}, kernels);
    const key = new Uint8Array(20).fill(1);
    const good = { key, counter: 1, pin: '1234' };
    const bad: readonly [unknown, string][] = [
      [{ ...good, key: new Uint8Array(0) }, 'KEY_EMPTY'],
      [{ ...good, key: new Uint8Array(21) }, 'ARGUMENT'],
      [{ ...good, counter: undefined }, 'OCRA_COUNTER_MISSING'],
      [{ ...good, counter: -1 }, 'OCRA_COUNTER_RANGE'],
      [{ ...good, pin: undefined }, 'OCRA_PIN_MISSING'],
      [{ ...good, pinHash: new Uint8Array(20) }, 'OCRA_PIN_BOTH'],
      [{ ...good, pin: undefined, pinHash: new Uint8Array(19) }, 'OCRA_PIN_HASH_LENGTH'],
    ];
    for (const [data, code] of bad) expect(codeOf(() => tokens.add(data as typeof good))).toBe(code);
    expect(tokens.count).toBe(0);
    for (let token = 0; token < 6; token += 1) tokens.add(good);
    const out = new Uint32Array(6);
    const time = { time: 60 };
    for (const call of [
      () => tokens.respond(6, '1', time),
      () => tokens.respond(0.5, '1', time),
      () => tokens.respond(-1, '1', time),
      () => tokens.sweep('1', out, 1, time),
      () => tokens.respondEach([0, 1, 2, 3, 6], ['1', '1', '1', '1', '1'], out, time),
      () => tokens.respondEach([0, 1], ['1'], out, time),
      () => tokens.counter(9),
      () => tokens.addAll(new Uint8Array(20), new Uint8Array(20)),
      () => tokens.addAll(new Uint8Array(21), new Uint8Array(20), new BigUint64Array(1)),
      () => new OcraTokens('OCRA-1:HOTP-SHA1-6:QN08', { keyBytes: 65 }, kernels),
    ])
      expect(codeOf(call)).toBe('ARGUMENT');
    expect(codeOf(() => tokens.respond(0, '12a', time))).toBe('OCRA_QUESTION_CHARACTER');
    expect(codeOf(() => tokens.respond(0, '1'))).toBe('OCRA_TIME_MISSING');
    expect(codeOf(() => tokens.sweep('', out, 0, time))).toBe('OCRA_QUESTION_MISSING');
    expect(codeOf(() => tokens.sweep('1', out, 0, { session: new Uint8Array(1), ...time }))).toBe(
      'OCRA_INPUT_UNEXPECTED',
    );
    const wrong = ['1', '1', '1', '123456789', '1'];
    expect(codeOf(() => tokens.respondEach([0, 1, 2, 3, 4], wrong, out, time))).toBe('OCRA_QUESTION_LENGTH');
    expect(codeOf(() => tokens.respond(0, '1', { ...time, mode: 'twice' as OcraMode }))).toBe('OCRA_MODE');
  });
});

describe('more tokens than a shelf holds', () => {
  it('are added by rows and swept across the border', () => {
    const count = 16 * SHELF_TOKENS + 3000;
    const suite = 'OCRA-1:HOTP-SHA1-8:C-QN06-PSHA1';
    const random = new SeededRandom(SEED);
    const keys = random.bytes(20 * count);
    const pinHashes = random.bytes(20 * count);
    const counters = BigUint64Array.from({ length: count }, (_, index) => BigInt(index) * 7919n);
    const tokens = new OcraTokens(suite, {}, KERNELS['by kernels']);
    expect(tokens.addAll(keys.subarray(0, 20), pinHashes.subarray(0, 20), counters.subarray(0, 1))).toBe(0);
    expect(tokens.addAll(keys.subarray(20), pinHashes.subarray(20), counters.subarray(1))).toBe(1);
    expect(tokens.count).toBe(count);
    const swept = new Uint32Array(count - 100);
    tokens.sweep('424242', swept, 100);
    const right = (token: number) => {
      const at = token * 20;
      const core = new Ocra(suite, keys.subarray(at, at + 20));
      const pinHash = pinHashes.subarray(at, at + 20);
      return core.respondLast({ question: '424242', counter: counters[token] as bigint, pinHash });
    };
    for (let token = 100; token < count; token += 257) expect(swept[token - 100]).toBe(Number(right(token)));
    for (const token of [SHELF_TOKENS - 1, SHELF_TOKENS, SHELF_TOKENS + 1, count - 1]) {
      expect(swept[token - 100]).toBe(Number(right(token)));
      expect(tokens.respond(token, '424242')).toBe(right(token));
    }
    const order = [count - 1, 0, SHELF_TOKENS];
    const responses = new Uint32Array(3);
    tokens.respondEach(order, ['424242', '424242', '424242'], responses);
    expect([...responses]).toEqual(order.map((token) => Number(right(token))));
    tokens.destroy();
  });
});
