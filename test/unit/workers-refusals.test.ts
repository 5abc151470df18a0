/** Worker threads refuse what the engine refuses, by the same code; and what is no job for them. */
import { afterAll, describe, expect, it } from 'vitest';
import { isTokentwinError } from '../../firmware/error.js';
import type { FixedInput } from '../../firmware/oath/engine/fixed-inputs.js';
import { HotpEngine } from '../../firmware/oath/engine/hotp-engine.js';
import { OcraEngine } from '../../firmware/oath/engine/ocra-engine.js';
import type { HotpOptions } from '../../firmware/oath/hotp.js';
import type { OcraMode } from '../../firmware/oath/ocra.js';
import { EngineWorkers, hotpNumbers, ocraNumbers, type SharedNumbers } from '../../host/workers/index.js';
import { PIECE_RESPONSES } from '../../host/workers/pieces.js';

const key = new Uint8Array(20).fill(1);
const LAST = 2n ** 64n - 1n;
const workers = new EngineWorkers({ threads: 2 });
afterAll(() => workers.close());

interface Outcome {
  readonly code: string;
  readonly message: string;
}

async function outcome(call: () => unknown): Promise<Outcome> {
  try {
    await call();
    return { code: 'none', message: '' };
  } catch (error) {
    return isTokentwinError(error)
      ? { code: error.code, message: error.message }
      : { code: '', message: String(error) };
  }
}

describe('a HOTP job that the engine refuses', () => {
  const cases: readonly {
    key?: Uint8Array;
    first?: bigint | number;
    count?: number;
    options?: HotpOptions;
  }[] = [
    { key: new Uint8Array(0) },
    { options: { digits: 5 } },
    { options: { digits: 9 } },
    { first: -1 },
    { first: 1.5 },
    { first: Number.NaN },
    { first: 2 ** 53 },
    { first: -1n },
    { first: LAST + 1n, count: 0 },
    { first: LAST - 3n, count: 5 },
  ];

  it.each(cases)('has its code: %o', async ({ key: given = key, first = 0, count = 1, options = {} }) => {
    const { code } = await outcome(() =>
      new HotpEngine(given, options).numbers(first, new Uint32Array(count)),
    );
    expect(code).toMatch(/^(KEY|HOTP)_/);
    const request = { key: given, first, codes: count, ...options };
    expect((await outcome(() => workers.hotpNumbers(request))).code).toBe(code);
    expect((await outcome(() => hotpNumbers(request))).code).toBe(code);
  });

  it('is not refused at the very last counter', async () => {
    expect(await workers.hotpNumbers({ key, first: LAST - 3n, codes: 4 })).toHaveLength(4);
  });
});

describe('an OCRA job that the engine refuses', () => {
  const session = new Uint8Array(64);
  const cases: readonly { suite?: string; key?: Uint8Array; fixed?: FixedInput; mode?: OcraMode }[] = [
    { key: new Uint8Array(0) },
    { suite: 'OCRA-1:HOTP-SHA1-6:QA08' },
    { suite: 'OCRA-2:HOTP-SHA1-6:QN08' },
    { suite: 'OCRA-1:HOTP-SHA1-6:C-QN08' },
    { suite: 'OCRA-1:HOTP-SHA1-6:QN08-PSHA1' },
    { suite: 'OCRA-1:HOTP-SHA1-6:QN08-PSHA1', fixed: { pin: '1', pinHash: new Uint8Array(20) } },
    { suite: 'OCRA-1:HOTP-SHA1-6:QN08-PSHA1', fixed: { pinHash: new Uint8Array(19) } },
    { suite: 'OCRA-1:HOTP-SHA1-6:QN08-S064', fixed: { session: session.subarray(1) } },
    { suite: 'OCRA-1:HOTP-SHA1-6:QN08-S064', fixed: { session }, mode: 'signature' },
    { suite: 'OCRA-1:HOTP-SHA1-6:QN08-T1M', fixed: { time: 1, timestamp: 1 } },
    { fixed: { pin: '1234' } },
    { fixed: { counter: 1 } },
  ];

  it.each(cases)(
    'has its code: %o',
    async ({ suite = 'OCRA-1:HOTP-SHA1-6:QN08', key: given = key, fixed = {}, mode = 'one-way' }) => {
      const questions = [1, 2, 3, 4, 5];
      const refusal = await outcome(() =>
        new OcraEngine(suite, given).respondNumbers(questions, new Uint32Array(5), fixed, mode),
      );
      expect(refusal.code).toMatch(/^(KEY|OCRA)_/);
      const request = { suite, key: given, questions, fixed, mode };
      expect(await outcome(() => workers.ocraNumbers(request))).toEqual(refusal);
      expect(await outcome(() => ocraNumbers(request))).toEqual(refusal);
    },
  );

  it.each([
    ['too long', 100_000_000],
    ['no number', Number.NaN],
    ['negative', -1],
    ['no whole number', 0.5],
  ])('for a question behind the first has the code of the earliest: %s', async (_, wrong) => {
    const suite = 'OCRA-1:HOTP-SHA1-6:QN08';
    const questions = new Float64Array(8 * PIECE_RESPONSES).fill(12_345_678);
    for (let place = 3 * PIECE_RESPONSES - 1; place < questions.length; place += 9000) {
      questions[place] = wrong;
      questions[place + 1] = wrong === 100_000_000 ? -1 : 100_000_000;
    }
    const refusal = await outcome(() =>
      new OcraEngine(suite, key).respondNumbers(questions, new Uint32Array(questions.length)),
    );
    expect(refusal.code).toMatch(/^OCRA_QUESTION_/);
    const jobs = Array.from({ length: 10 }, () =>
      outcome(() => workers.ocraNumbers({ suite, key, questions })),
    );
    expect(await Promise.all(jobs)).toEqual(jobs.map(() => refusal));
    expect(await outcome(() => ocraNumbers({ suite, key, questions }))).toEqual(refusal);
    expect(await workers.ocraNumbers({ suite, key, questions: [1] })).toHaveLength(1);
  });
});

describe('what no engine would be asked', () => {
  const refused = async (call: () => unknown) => (await outcome(call)).code;

  it.each([-1, 1.5, Number.NaN, 2 ** 31])('is refused as a number of codes: %d', async (codes) => {
    expect(await refused(() => workers.hotpNumbers({ key, first: 0, codes }))).toBe('ARGUMENT');
  });

  it('is refused as a place for results', async () => {
    const suite = 'OCRA-1:HOTP-SHA1-6:QN08';
    const unshared = new Uint32Array(2) as unknown as SharedNumbers;
    const bytes = new Uint8Array(new SharedArrayBuffer(2)) as unknown as SharedNumbers;
    const short = new Uint32Array(new SharedArrayBuffer(4));
    expect(await refused(() => workers.hotpNumbers({ key, first: 0, codes: unshared }))).toBe('ARGUMENT');
    expect(await refused(() => workers.hotpNumbers({ key, first: 0, codes: bytes }))).toBe('ARGUMENT');
    for (const responses of [unshared, short])
      expect(await refused(() => workers.ocraNumbers({ suite, key, questions: [1, 2], responses }))).toBe(
        'ARGUMENT',
      );
  });

  it.each([0, -1, 1.5, Number.NaN, 1025])('is refused as a number of threads: %d', async (threads) => {
    expect(await refused(() => new EngineWorkers({ threads }))).toBe('ARGUMENT');
    expect(await refused(() => hotpNumbers({ key, first: 0, codes: 1 }, { threads }))).toBe('ARGUMENT');
  });
});
