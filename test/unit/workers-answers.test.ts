/** Worker threads against HMAC of node:crypto: every result is right and in its place, across the borders of pieces. */
import { createHmac } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { HASH_NAMES, type HashName } from '../../firmware/oath/hash.js';
import { EngineWorkers, hotpNumbers, ocraNumbers } from '../../host/workers/index.js';
import { PIECE_RESPONSES } from '../../host/workers/pieces.js';
import { ocraNumeric } from './node-ocra.js';

/** The oracle has a copy of its own, so that a change of the key would be seen. */
const KEY = '12345678901234567890';
const key = Buffer.from(KEY);
const workers = new EngineWorkers({ threads: 3 });
afterAll(() => workers.close());

function hotpByNode(hash: HashName, counter: bigint, digits: number): number {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(counter);
  const tag = createHmac(hash, KEY).update(message).digest();
  return (tag.readUInt32BE((tag.at(-1) as number) & 15) & 0x7fff_ffff) % 10 ** digits;
}

const hotpsByNode = (hash: HashName, first: bigint, count: number, digits: number) =>
  Uint32Array.from({ length: count }, (_, index) => hotpByNode(hash, first + BigInt(index), digits));

/** Compared as bytes, because a difference among so many is found faster so. */
const same = (one: Uint32Array, other: Uint32Array) =>
  Buffer.from(one.buffer, one.byteOffset, one.byteLength).equals(
    Buffer.from(other.buffer, other.byteOffset, other.byteLength),
  );

const sharedNumbers = (length: number) => new Uint32Array(new SharedArrayBuffer(4 * length));

describe('HOTP codes', () => {
  it.each([0, 1, PIECE_RESPONSES - 1, PIECE_RESPONSES, PIECE_RESPONSES + 1, 3 * PIECE_RESPONSES + 5])(
    'are all there and in order: %i',
    async (count) => {
      const codes = await workers.hotpNumbers({ key, first: 7, codes: count });
      expect(codes).toHaveLength(count);
      expect(same(codes, hotpsByNode('SHA1', 7n, count, 6))).toBe(true);
    },
  );

  it.each(
    [2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 64n - BigInt(PIECE_RESPONSES)].flatMap((border, index) =>
      HASH_NAMES.map((hash) => ({ border, hash, digits: 6 + (index % 3) })),
    ),
  )('are right across $border: $hash, $digits digits', async ({ border, hash, digits }) => {
    const first = border - BigInt(PIECE_RESPONSES) - 3n;
    const count = 2 * PIECE_RESPONSES + 3;
    const codes = await workers.hotpNumbers({ key, first, codes: count, hash, digits });
    expect(same(codes, hotpsByNode(hash, first, count, digits))).toBe(true);
  });

  it("go into the caller's array and nowhere beside it", async () => {
    const memory = sharedNumbers(PIECE_RESPONSES + 20).fill(0xffff_ffff);
    const codes = memory.subarray(7, PIECE_RESPONSES + 10);
    expect(await workers.hotpNumbers({ key, first: 0n, codes })).toBe(codes);
    expect(same(codes, hotpsByNode('SHA1', 0n, codes.length, 6))).toBe(true);
    const beside = [...memory.subarray(0, 7), ...memory.subarray(PIECE_RESPONSES + 10)];
    expect(new Set(beside)).toEqual(new Set([0xffff_ffff]));
  });

  it('of several jobs at once do not meet', async () => {
    const jobs = [0, 1, 2, 3, 4, 5].map((index) => ({
      first: BigInt(index) * 1_000_000n,
      count: index * 9_000,
    }));
    const all = await Promise.all(
      jobs.map(({ first, count }) => workers.hotpNumbers({ key, first, codes: count })),
    );
    for (const [index, { first, count }] of jobs.entries())
      expect(same(all[index] as Uint32Array, hotpsByNode('SHA1', first, count, 6))).toBe(true);
  });
});

describe('OCRA responses', () => {
  const COUNT = PIECE_RESPONSES + 1500;
  const small = Array.from({ length: COUNT }, (_, index) => (index * 7919) % 100_000_000);
  const right = (suite: string, questions: ArrayLike<number>, inputs = {}) =>
    Uint32Array.from(questions, (question) =>
      Number(ocraNumeric(suite, String(question), { key: Buffer.from(KEY), ...inputs })),
    );

  it.each([
    ['Uint32Array on shared memory', () => sharedNumbers(COUNT)],
    ['Float64Array on shared memory', () => new Float64Array(new SharedArrayBuffer(8 * COUNT))],
    ['Uint32Array', () => new Uint32Array(COUNT)],
    ['Float64Array', () => new Float64Array(COUNT)],
    ['array of numbers', () => new Array<number>(COUNT).fill(0)],
  ])('are right for questions in a %s', async (_, make) => {
    const suite = 'OCRA-1:HOTP-SHA1-6:QN08';
    const questions = make();
    for (const [index, question] of small.entries()) questions[index] = question;
    const responses = await workers.ocraNumbers({ suite, key, questions });
    expect(same(responses, right(suite, small))).toBe(true);
  });

  it('are right for questions above 2^32, with ten digits', async () => {
    const suite = 'OCRA-1:HOTP-SHA512-10:QN16';
    const questions = Float64Array.from(small, (question) => question * 90_000_001);
    const responses = await workers.ocraNumbers({ suite, key, questions });
    expect(same(responses, right(suite, questions))).toBe(true);
  });

  it('take PIN, counter and time, and come into the array that is given', async () => {
    const suite = 'OCRA-1:HOTP-SHA256-8:C-QN08-PSHA256-T1M';
    const responses = sharedNumbers(COUNT);
    const fixed = { pin: '1234', counter: 2n ** 60n, timestamp: 29_000_000 };
    const answer = await workers.ocraNumbers({ suite, key, questions: small, fixed, responses });
    expect(answer).toBe(responses);
    const inputs = { pin: '1234', counter: 2n ** 60n, timestamp: 29_000_000n };
    expect(same(responses, right(suite, small, inputs))).toBe(true);
  });

  it('take both questions in mutual mode', async () => {
    const suite = 'OCRA-1:HOTP-SHA1-8:QN04';
    const questions = small.slice(0, 2000);
    const responses = await workers.ocraNumbers({ suite, key, questions, mode: 'mutual' });
    expect(same(responses, right(suite, questions))).toBe(true);
  });
});

describe('one job alone', () => {
  it('is right when the caller does it all', async () => {
    const codes = await hotpNumbers({ key, first: 0, codes: 40_000 });
    expect(same(codes, hotpsByNode('SHA1', 0n, 40_000, 6))).toBe(true);
  });

  it('is right when workers are started for it', async () => {
    const questions = Uint32Array.from({ length: 600_000 }, (_, index) => index);
    const suite = 'OCRA-1:HOTP-SHA256-6:QN06';
    const responses = await ocraNumbers({ suite, key, questions }, { threads: 3 });
    const some = [0, 1, PIECE_RESPONSES - 1, PIECE_RESPONSES, 300_001, 599_999];
    for (const index of some) expect(responses[index]).toBe(Number(ocraNumeric(suite, String(index))));
    const again = await workers.ocraNumbers({ suite, key, questions });
    expect(same(responses, again)).toBe(true);
  });
});
