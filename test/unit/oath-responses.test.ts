import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Hotp, Ocra, PreparedHmac, parseSuite, Totp } from '../../firmware/oath/index.js';
import { codeOf } from './refusals.js';

const KEY = new TextEncoder().encode('12345678901234567890');

describe('HMAC', () => {
  it('agrees with node:crypto for any key and message, also when prepared for many', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('SHA1' as const, 'SHA256' as const, 'SHA512' as const),
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.array(fc.uint8Array({ maxLength: 400 }), { minLength: 1, maxLength: 4 }),
        (hash, key, messages) => {
          const prepared = new PreparedHmac(hash, key);
          for (const message of messages) {
            const expected = createHmac(hash, key).update(message).digest('hex');
            expect(Buffer.from(prepared.compute(message)).toString('hex')).toBe(expected);
          }
        },
      ),
    );
  });

  it.each(['SHA1', 'SHA256', 'SHA512'] as const)('of %s agrees for messages of every length', (hash) => {
    const key = new Uint8Array(20).fill(0xa5);
    const prepared = new PreparedHmac(hash, key);
    for (let length = 0; length <= 300; length += 1) {
      const message = Buffer.alloc(length, length);
      const expected = createHmac(hash, key).update(message).digest();
      expect(Buffer.from(prepared.compute(message)), `${length} bytes`).toEqual(expected);
    }
  });

  it('takes bytes only', () => {
    expect(() => new PreparedHmac('SHA1', KEY).compute('text' as never)).toThrow(TypeError);
  });

  it('refuses to answer once it is wiped', () => {
    const prepared = new PreparedHmac('SHA1', KEY);
    prepared.destroy();
    expect(() => prepared.compute(KEY)).toThrow();
  });
});

describe('HOTP and TOTP', () => {
  it('count to 2^64 - 1 and no further', () => {
    const hotp = new Hotp(KEY);
    expect(hotp.code(2n ** 64n - 1n)).toMatch(/^[0-9]{6}$/);
    expect(codeOf(() => hotp.code(2n ** 64n))).toBe('HOTP_COUNTER_RANGE');
    expect(codeOf(() => hotp.code(-1))).toBe('HOTP_COUNTER_RANGE');
    expect(codeOf(() => hotp.code(1.5))).toBe('HOTP_COUNTER_RANGE');
    expect(codeOf(() => hotp.code(2 ** 53))).toBe('HOTP_COUNTER_RANGE');
  });

  it.each([5, 9, 6.5, Number.NaN])('refuse %d digits', (digits) => {
    expect(codeOf(() => new Hotp(KEY, { digits }))).toBe('HOTP_DIGITS');
  });

  it('refuse an empty key, a bad step, an unknown hash and a time before 1970', () => {
    expect(codeOf(() => new Hotp(new Uint8Array()))).toBe('KEY_EMPTY');
    expect(codeOf(() => new Totp(KEY, { stepSeconds: 0 }))).toBe('TOTP_STEP');
    expect(codeOf(() => new Totp(KEY, { hash: 'MD5' as never }))).toBe('TOTP_HASH');
    expect(codeOf(() => new Totp(KEY).code(-1))).toBe('TOTP_TIME_RANGE');
  });

  it('a TOTP is the HOTP of its time step', () => {
    const totp = new Totp(KEY, { stepSeconds: 60, digits: 8 });
    const hotp = new Hotp(KEY, { digits: 8 });
    expect([totp.code(119), totp.code(120)]).toEqual([hotp.code(1), hotp.code(2)]);
    expect(new Totp(KEY, { stepSeconds: 1, digits: 8 }).code(7)).toBe(hotp.code(7));
  });
});

describe('OCRA', () => {
  const suite = (fields: string) => `OCRA-1:HOTP-SHA1-8:${fields}`;
  const ask = (fields: string, input: object, mode?: 'one-way' | 'mutual' | 'signature') =>
    codeOf(() => new Ocra(suite(fields), KEY).respond(input as never, mode));

  it('answers many questions after one preparation, each as if it were the first', () => {
    const ocra = new Ocra(suite('QN06-PSHA1'), KEY);
    const first = ocra.respond({ question: '123456', pin: '1234' });
    expect(first).toBe('98276595');
    expect(ocra.respond({ question: '1', pin: '1235' })).not.toBe(first);
    expect(() => ocra.respond({ question: '1234567', pin: '1234' })).toThrow();
    expect(ocra.respond({ question: '123456', pin: '1234' })).toBe(first);
  });

  it('takes a suite as text or parsed', () => {
    const text = suite('QN06-PSHA1');
    expect(new Ocra(parseSuite(text), KEY).respond({ question: '123456', pin: '1234' })).toBe('98276595');
  });

  it('judges inputs without an answer, as it would with one', () => {
    const ocra = new Ocra(suite('QN06-S001'), KEY);
    const session = new Uint8Array(1);
    expect(ocra.check({ question: '1', session })).toBeUndefined();
    expect(codeOf(() => ocra.check({ question: '1' }))).toBe('OCRA_SESSION_MISSING');
    expect(codeOf(() => ocra.check({ question: '1', session }, 'signature'))).toBe('OCRA_MODE');
    expect(codeOf(() => ocra.check({ question: '1234567', session }, 'one-way'))).toBe(
      'OCRA_QUESTION_LENGTH',
    );
    expect(ocra.check({ question: '1234567', session }, 'mutual')).toBeUndefined();
  });

  it.each([
    ['counter', { counter: 1 }],
    ['PIN', { pin: '1' }],
    ['PIN hash', { pinHash: new Uint8Array(20) }],
    ['session', { session: new Uint8Array(1) }],
    ['time', { time: 1 }],
    ['timestamp', { timestamp: 1 }],
  ])('names the %s that its suite has no field for', (name, input) => {
    expect(() => new Ocra(suite('QN06'), KEY).respond({ question: '1', ...input })).toThrow(
      `A ${name} was given`,
    );
  });

  it('takes the counter as number, bigint or decimal text', () => {
    const ocra = new Ocra(suite('C-QN06-PSHA1'), KEY);
    const answers = [0, 0n, '0', '000'].map((counter) =>
      ocra.respond({ question: '123456', counter, pin: '1234' }),
    );
    expect(new Set(answers)).toEqual(new Set(['10232584']));
  });

  it.each([
    ['QN06', {}, 'OCRA_QUESTION_MISSING'],
    ['QN06', { question: '' }, 'OCRA_QUESTION_MISSING'],
    ['QN06', { question: '1234567' }, 'OCRA_QUESTION_LENGTH'],
    ['QN06', { question: '12345x' }, 'OCRA_QUESTION_CHARACTER'],
    ['QH06', { question: '12345g' }, 'OCRA_QUESTION_CHARACTER'],
    ['QA06', { question: 'ab-cd' }, 'OCRA_QUESTION_CHARACTER'],
    ['QA06', { question: 'äb' }, 'OCRA_QUESTION_CHARACTER'],
    ['C-QN06', { question: '1' }, 'OCRA_COUNTER_MISSING'],
    ['C-QN06', { question: '1', counter: '18446744073709551616' }, 'OCRA_COUNTER_RANGE'],
    ['C-QN06', { question: '1', counter: '0x1' }, 'OCRA_COUNTER_RANGE'],
    ['C-QN06', { question: '1', counter: -1 }, 'OCRA_COUNTER_RANGE'],
    ['QN06', { question: '1', counter: 1 }, 'OCRA_INPUT_UNEXPECTED'],
    ['QN06-PSHA1', { question: '1' }, 'OCRA_PIN_MISSING'],
    ['QN06-PSHA1', { question: '1', pin: '' }, 'OCRA_PIN_MISSING'],
    ['QN06-PSHA1', { question: '1', pin: '12\ud83d' }, 'OCRA_PIN_CHARACTER'],
    ['QN06-PSHA1', { question: '1', pin: '1', pinHash: new Uint8Array(20) }, 'OCRA_PIN_BOTH'],
    ['QN06-PSHA256', { question: '1', pinHash: new Uint8Array(20) }, 'OCRA_PIN_HASH_LENGTH'],
    ['QN06', { question: '1', pin: '1234' }, 'OCRA_INPUT_UNEXPECTED'],
    ['QN06-S064', { question: '1' }, 'OCRA_SESSION_MISSING'],
    ['QN06-S064', { question: '1', session: new Uint8Array(63) }, 'OCRA_SESSION_LENGTH'],
    ['QN06', { question: '1', session: new Uint8Array(64) }, 'OCRA_INPUT_UNEXPECTED'],
    ['QN06-T1M', { question: '1' }, 'OCRA_TIME_MISSING'],
    ['QN06-T1M', { question: '1', time: 1.5 }, 'OCRA_TIME_RANGE'],
    ['QN06-T1M', { question: '1', time: 1, timestamp: 1 }, 'OCRA_TIME_BOTH'],
    ['QN06', { question: '1', time: 1 }, 'OCRA_INPUT_UNEXPECTED'],
  ])('%s refuses %j with %s', (fields, input, code) => {
    expect(ask(fields, input)).toBe(code);
  });

  it('allows both questions in mutual mode, and no session in a signature', () => {
    expect(ask('QA08', { question: 'CLI22220SRV11110' })).toBe('OCRA_QUESTION_LENGTH');
    expect(ask('QA08', { question: 'CLI22220SRV11110' }, 'mutual')).toBeUndefined();
    expect(ask('QA08-S001', { question: 'a', session: new Uint8Array(1) }, 'signature')).toBe('OCRA_MODE');
    expect(ask('QA08', { question: 'a' }, 'both' as never)).toBe('OCRA_MODE');
  });

  it('never says a secret in a refusal', () => {
    for (const input of [
      { question: 'SECRET' },
      { question: '1', pin: 'SECRET' },
      { question: '1', counter: 'SECRET' },
    ]) {
      try {
        new Ocra(suite('C-QN06'), KEY).respond(input as never);
        expect.unreachable();
      } catch (error) {
        expect(String(error)).not.toContain('SECRET');
      }
    }
  });
});
