/** The HOTP engine against HMAC of node:crypto, across the borders of the counter and of a run. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTokentwinError } from '../../firmware/error.js';
import { HotpEngine } from '../../firmware/oath/engine/hotp-engine.js';
import { Kernels } from '../../firmware/oath/engine/kernels.js';
import { HASH_NAMES, type HashName } from '../../firmware/oath/hash.js';

const kernels = new Kernels(undefined, 0);
const withoutKernels = new Kernels(null);
const LAST = 2n ** 64n - 1n;

function codeByNode(hash: HashName, key: Uint8Array, counter: bigint, digits: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(counter);
  const tag = createHmac(hash.toLowerCase(), key).update(message).digest();
  const number = tag.readUInt32BE((tag.at(-1) as number) & 15) & 0x7fff_ffff;
  return `${number % 10 ** digits}`.padStart(digits, '0');
}

const cases = fc.record({
  hash: fc.constantFrom(...HASH_NAMES),
  key: fc.uint8Array({ minLength: 1, maxLength: 200 }),
  digits: fc.integer({ min: 6, max: 8 }),
  first: fc.oneof(
    fc.bigInt({ min: 0n, max: LAST - 5000n }),
    fc.constantFrom(0n, 2n ** 31n - 3n, 2n ** 32n - 3n, 2n ** 53n - 3n, 2n ** 63n - 3n, LAST - 20n),
  ),
  count: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1020, max: 1030 })),
});

describe('the codes of counters in a row', () => {
  it.each([
    ['by kernels', kernels],
    ['by the core', withoutKernels],
  ])('are right as text, as numbers, as lines and alone: %s', (_, source) => {
    fc.assert(
      fc.property(cases, ({ hash, key, digits, first, count }) => {
        fc.pre(first + BigInt(count) <= LAST + 1n);
        const engine = new HotpEngine(key, { hash, digits }, source);
        const right = Array.from({ length: count }, (_, index) =>
          codeByNode(hash, key, first + BigInt(index), digits),
        );
        expect(engine.codes(first, count)).toEqual(right);
        const numbers = new Uint32Array(count);
        engine.numbers(first, numbers);
        expect([...numbers]).toEqual(right.map(Number));
        const lines = Buffer.from(engine.lines(first, count)).toString('latin1');
        expect(lines).toBe(right.map((code) => `${code}\n`).join(''));
        for (const at of [0, count - 1].filter((index) => index >= 0 && index < count)) {
          const counter = first + BigInt(at);
          expect(engine.code(counter)).toBe(right[at]);
          if (counter <= Number.MAX_SAFE_INTEGER) expect(engine.code(Number(counter))).toBe(right[at]);
        }
        engine.destroy();
      }),
      { seed: 4226, numRuns: 120 },
    );
  });
});

describe('what is no counter, or no HOTP', () => {
  const refused = (call: () => unknown) => {
    try {
      call();
    } catch (error) {
      if (isTokentwinError(error)) return error.code;
    }
    return 'none';
  };

  it.each([kernels, withoutKernels])('is refused', (source) => {
    const engine = new HotpEngine(new Uint8Array(20).fill(1), {}, source);
    for (const wrong of [-1, -1n, 1.5, Number.NaN, 2 ** 53, LAST + 1n])
      expect(refused(() => engine.code(wrong))).toBe('HOTP_COUNTER_RANGE');
    expect(refused(() => engine.codes(LAST - 3n, 5))).toBe('HOTP_COUNTER_RANGE');
    expect(refused(() => engine.codes(-1, 1))).toBe('HOTP_COUNTER_RANGE');
    expect(engine.codes(LAST - 3n, 4)).toHaveLength(4);
    expect(refused(() => new HotpEngine(new Uint8Array(0), {}, source))).toBe('KEY_EMPTY');
    expect(refused(() => new HotpEngine(new Uint8Array(1), { digits: 9 }, source))).toBe('HOTP_DIGITS');
  });
});

it("the caller's key stays as it is, also where it is a Buffer, whose slice() is no copy", () => {
  const key = Buffer.from('12345678901234567890');
  const engine = new HotpEngine(key, {}, kernels);
  expect(engine.codes(0, 3)).toEqual(['755224', '287082', '359152']);
  engine.destroy();
  expect(key.toString()).toBe('12345678901234567890');
});
