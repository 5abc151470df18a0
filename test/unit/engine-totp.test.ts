/** The TOTP engine against HMAC of node:crypto and, for what it refuses, against the core. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTokentwinError } from '../../firmware/error.js';
import { Kernels } from '../../firmware/oath/engine/kernels.js';
import { TotpEngine } from '../../firmware/oath/engine/totp-engine.js';
import { HASH_NAMES, type HashName } from '../../firmware/oath/hash.js';
import { Totp, type TotpOptions } from '../../firmware/oath/totp.js';

const kernels = new Kernels(undefined, 0);
const withoutKernels = new Kernels(null);
const LAST = 2n ** 64n - 1n;
const KEY = new Uint8Array(20).fill(1);

/** RFC 6238 section 4 over node:crypto. */
function codeByNode(hash: HashName, key: Uint8Array, step: bigint, digits: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(step);
  const tag = createHmac(hash.toLowerCase(), key).update(message).digest();
  const number = tag.readUInt32BE((tag.at(-1) as number) & 15) & 0x7fff_ffff;
  return `${number % 10 ** digits}`.padStart(digits, '0');
}

const cases = fc.record({
  hash: fc.constantFrom(...HASH_NAMES),
  key: fc.uint8Array({ minLength: 1, maxLength: 200 }),
  digits: fc.integer({ min: 6, max: 8 }),
  stepSeconds: fc.constantFrom(1, 30, 60, 3600, 2 ** 40, 2 ** 53 - 1),
  first: fc.oneof(fc.bigInt({ min: 0n, max: LAST }), fc.constantFrom(0n, 29n, 30n, 59n, 2n ** 53n - 3n)),
  count: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1020, max: 1030 })),
});

describe('the codes of time steps in a row', () => {
  it.each([
    ['by kernels', kernels],
    ['by the core', withoutKernels],
  ])('are right as text, as numbers, as lines and alone: %s', (_, source) => {
    fc.assert(
      fc.property(cases, ({ hash, key, digits, stepSeconds, first, count }) => {
        const times = Array.from(
          { length: count },
          (_, index) => first + BigInt(index) * BigInt(stepSeconds),
        );
        fc.pre((times.at(-1) ?? first) <= LAST);
        const engine = new TotpEngine(key, { hash, digits, stepSeconds }, source);
        const right = times.map((time) => codeByNode(hash, key, time / BigInt(stepSeconds), digits));
        expect(engine.codes(first, count)).toEqual(right);
        const numbers = new Uint32Array(count);
        engine.numbers(first, numbers);
        expect([...numbers]).toEqual(right.map(Number));
        const lines = Buffer.from(engine.lines(first, count)).toString('latin1');
        expect(lines).toBe(right.map((code) => `${code}\n`).join(''));
        for (const [index, time] of [...times.entries()].slice(-1)) {
          expect(engine.code(time)).toBe(right[index]);
          if (time <= Number.MAX_SAFE_INTEGER) expect(engine.code(Number(time))).toBe(right[index]);
        }
        engine.destroy();
      }),
      { seed: 6238, numRuns: 120 },
    );
  });
});

describe('what is no time, or no TOTP', () => {
  const refused = (call: () => unknown) => {
    try {
      call();
    } catch (error) {
      if (isTokentwinError(error)) return error.code;
    }
    return 'none';
  };

  it.each([kernels, withoutKernels])('is refused as the core refuses it', (source) => {
    const engine = new TotpEngine(KEY, {}, source);
    const core = new Totp(KEY);
    for (const wrong of [-1, -1n, 1.5, Number.NaN, 2 ** 53, LAST + 1n]) {
      const code = refused(() => core.code(wrong));
      expect(code).toBe('TOTP_TIME_RANGE');
      expect(refused(() => engine.code(wrong))).toBe(code);
      expect(refused(() => engine.codes(wrong, 2))).toBe(code);
    }
    const options = [
      { digits: 9 },
      { stepSeconds: 0 },
      { stepSeconds: 1.5 },
      { hash: 'MD5' },
    ] as TotpOptions[];
    for (const wrong of options) {
      const code = refused(() => new Totp(KEY, wrong));
      expect(code).not.toBe('none');
      expect(refused(() => new TotpEngine(KEY, wrong, source))).toBe(code);
    }
    expect(refused(() => new TotpEngine(new Uint8Array(0), {}, source))).toBe('KEY_EMPTY');
  });

  it.each([kernels, withoutKernels])('is refused when the last time is too late', (source) => {
    const engine = new TotpEngine(KEY, {}, source);
    expect(engine.codes(LAST - 90n, 4)).toHaveLength(4);
    expect(refused(() => engine.codes(LAST - 89n, 4))).toBe('TOTP_TIME_RANGE');
  });

  it('is every call after destroy', () => {
    const engine = new TotpEngine(KEY, {}, withoutKernels);
    expect(engine.code(59)).toHaveLength(6);
    engine.destroy();
    expect(() => engine.code(59)).toThrow();
  });
});
