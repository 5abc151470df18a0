/**
 * The small steps of the response core, each against a plain rule of its own: numbers and questions as bytes,
 * the decimal code.
 */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexBytes, uint64, wholeNumber, wholeSteps, writeUint64 } from '../../firmware/oath/bytes.js';
import { Hotp } from '../../firmware/oath/index.js';
import { writeQuestion } from '../../firmware/oath/question.js';
import { truncate } from '../../firmware/oath/truncate.js';
import { codeOf } from './refusals.js';

/** Either side of where numbers change their form inside. */
const BORDERS = [7, 8, 30, 31, 32, 53, 63].flatMap((bits) => [
  2n ** BigInt(bits) - 1n,
  2n ** BigInt(bits),
  2n ** BigInt(bits) + 1n,
]);
const NUMBERS = [0n, 1n, ...BORDERS, 2n ** 64n - 1n];
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function eightBytes(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

describe('an 8-byte field', () => {
  it.each(NUMBERS)('holds %d, as bigint and as number', (value) => {
    const forms = value <= SAFE ? [value, Number(value)] : [value];
    for (const form of forms) {
      const target = new Uint8Array(12).fill(0xee);
      writeUint64(form, target, 2);
      expect(Buffer.from(target).toString('hex')).toBe(`eeee${eightBytes(value).toString('hex')}eeee`);
    }
  });

  it('takes whole numbers from 0 to 2^64 - 1 and nothing else', () => {
    for (const value of [0, Number.MAX_SAFE_INTEGER, 0n, 2n ** 64n - 1n]) expect(uint64(value)).toBe(value);
    expect(uint64('18446744073709551615')).toBe(2n ** 64n - 1n);
    for (const value of [-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, -1n, 2n ** 64n, '', '1.0']) {
      expect(uint64(value), String(value)).toBeNull();
    }
  });

  it('is a whole number in any form, up to a largest one', () => {
    for (const value of [0, 7, 99, 100]) {
      for (const form of [value, BigInt(value), `${value}`, `00${value}`])
        expect(wholeNumber(form, 100n), `${typeof form} ${form}`).toBe(BigInt(value));
    }
    for (const value of [101, 101n, '101', -1, -1n, '-1', 0.5, 2 ** 53, '1x', 'x1', '', '0x1'])
      expect(wholeNumber(value, 100n), `${typeof value} ${value}`).toBeNull();
    expect(wholeNumber(2 ** 53, 2n ** 64n)).toBeNull();
    expect(wholeNumber(`${'0'.repeat(30)}7`, 100n)).toBe(7n);
  });

  it('counts whole time steps without rounding, up to the largest number', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.nat(),
          fc.maxSafeNat(),
          fc.integer({ min: Number.MAX_SAFE_INTEGER - 9, max: Number.MAX_SAFE_INTEGER }),
        ),
        fc.integer({ min: 1, max: 172_800 }),
        (seconds, step) => {
          const expected = BigInt(seconds) / BigInt(step);
          expect(wholeSteps(seconds, step)).toBe(Number(expected));
          expect(wholeSteps(BigInt(seconds), step)).toBe(expected);
        },
      ),
    );
  });
});

describe('hexadecimal text', () => {
  it('is two digits a byte in either letter case', () => {
    expect([...hexBytes('00fFA5', 'key')]).toEqual([0x00, 0xff, 0xa5]);
    expect([...hexBytes('', 'key')]).toEqual([]);
  });

  it.each(['0', 'abc', '0g', ' 0', '0x00', '00\n'])('is not %j, and the refusal does not show it', (text) => {
    expect(codeOf(() => hexBytes(text, 'key'))).toBe('HEX_INVALID');
    expect(() => hexBytes(text, 'PIN hash')).toThrow(/^The PIN hash has an? (odd|character)/);
  });
});

describe('the 128 bytes of a question', () => {
  /** Written over a field that is not empty, as it is from the second question on. */
  function fieldOf(question: string, format: 'A' | 'N' | 'H'): string {
    const target = new Uint8Array(132).fill(0xee);
    writeQuestion(question, format, 128, target, 2);
    return Buffer.from(target).toString('hex');
  }
  const field = (hex: string) => `eeee${hex.toLowerCase().padEnd(256, '0')}eeee`;
  const text = (characters: string) =>
    fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 128 });

  it('are the hexadecimal digits of a decimal number, whatever its length and leading zeros', () => {
    fc.assert(
      fc.property(text('0123456789'), (question) => {
        expect(fieldOf(question, 'N')).toBe(field(BigInt(question).toString(16)));
      }),
    );
    for (const number of NUMBERS) {
      for (const question of [`${number}`, `0${number}`]) {
        expect(fieldOf(question, 'N'), question).toBe(field(number.toString(16)));
      }
    }
  });

  it('are the hexadecimal digits themselves, and the ASCII codes of letters', () => {
    fc.assert(
      fc.property(text('0123456789abcdefABCDEF'), text('09azAZgG'), (hex, letters) => {
        expect(fieldOf(hex, 'H')).toBe(field(hex));
        expect(fieldOf(letters, 'A')).toBe(field(Buffer.from(letters, 'latin1').toString('hex')));
      }),
    );
  });

  it('end where they end when the question is as long as it can be', () => {
    expect(fieldOf('z'.repeat(128), 'A')).toBe(field('7a'.repeat(128)));
    expect(fieldOf('f'.repeat(128), 'H')).toBe(field('f'.repeat(128)));
  });

  it.each([
    ['A', 'letters A-Z, a-z and digits'],
    ['N', 'digits 0-9'],
    ['H', 'hexadecimal digits'],
  ] as const)('refuse another character by saying what format %s may have', (format, names) => {
    expect(() => fieldOf('?', format)).toThrow(`may only have ${names} (Q${format})`);
  });

  it.each([
    ['A', /[0-9A-Za-z]/],
    ['N', /[0-9]/],
    ['H', /[0-9A-Fa-f]/],
  ] as const)('take of all characters only those of format %s', (format, allowed) => {
    for (let code = 0; code < 0x1_0000; code += 1) {
      const character = String.fromCharCode(code);
      let taken = true;
      try {
        writeQuestion(`0${character}`, format, 2, new Uint8Array(128), 0);
      } catch {
        taken = false;
      }
      if (taken !== allowed.test(character)) expect.unreachable(`U+${code.toString(16)}`);
    }
  });
});

describe('the decimal code', () => {
  it('is the truncated number, filled with zeros, for any number of digits', () => {
    const lengths = fc.constantFrom(20, 32, 64);
    const tags = lengths.chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
    fc.assert(
      fc.property(tags, fc.integer({ min: 1, max: 10 }), (tag, digits) => {
        const bytes = Buffer.from(tag);
        const number = bytes.readUInt32BE(bytes.readUInt8(bytes.length - 1) % 16) % 2 ** 31;
        expect(truncate(tag, digits)).toBe(String(number).padStart(10, '0').slice(-digits));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([0, 1, 7, 99, 100, 999, 1000, 1_000_000, 2 ** 31 - 1])('writes %d with every zero', (number) => {
    const tag = Buffer.alloc(20);
    tag.writeUInt32BE(number);
    for (let digits = 1; digits <= 10; digits += 1) {
      expect(truncate(tag, digits)).toBe(String(number).padStart(10, '0').slice(-digits));
    }
  });
});

describe('HOTP', () => {
  it('agrees with node:crypto on either side of every border of the counter', () => {
    const key = Buffer.from('12345678901234567890');
    const hotp = new Hotp(key, { digits: 8 });
    for (const counter of NUMBERS) {
      const tag = createHmac('sha1', key).update(eightBytes(counter)).digest();
      const number = tag.readUInt32BE(tag.readUInt8(19) % 16) % 2 ** 31;
      const code = String(number % 1e8).padStart(8, '0');
      expect(hotp.code(counter), `${counter}`).toBe(code);
      if (counter <= SAFE) expect(hotp.code(Number(counter)), `${counter}`).toBe(code);
    }
  });
});
