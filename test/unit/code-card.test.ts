/**
 * The code card in use: look-up of index numbers, layout, validity of the online card.
 */
import { describe, expect, it } from 'vitest';
import type { CodeCard } from '../../firmware/code-card/code-card.js';
import { CARD_COLUMNS, CARD_ROWS, indexAt, positionOf } from '../../firmware/code-card/layout.js';
import { cardValues, lookUp, parseIndex } from '../../firmware/code-card/lookup.js';
import { cardExpiry, isExpired, ONLINE_CARD_DAYS } from '../../firmware/code-card/validity.js';
import { refusal } from './refusals.js';

describe('look-up', () => {
  const codes = Array.from({ length: 224 }, () => 'X2X');
  codes[99] = 'A3D';
  codes[49] = 'Z3V';
  codes[0] = 'F4F';
  codes[223] = 'L9L';
  const card: CodeCard = {
    serialNumber: 'TWIN-0001',
    checkValue: 'AAAA',
    codes,
    alphabet: 'letter-digit-letter',
  };

  it("gives the help page's card values for index 100 and 50", () => {
    expect(cardValues(card, [100, 50])).toBe('A3DZ3V');
    expect(cardValues(card, [50, 100])).toBe('Z3VA3D');
    expect(lookUp(card, [1, 224])).toEqual([
      { index: 1, code: 'F4F' },
      { index: 224, code: 'L9L' },
    ]);
  });

  it('refuses numbers that are not on the card', () => {
    for (const index of [0, -1, 225, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => lookUp(card, [1, index])).toThrow(refusal('CARD_INDEX'));
    }
  });

  it('reads index numbers in one to three decimal digits', () => {
    expect(['1', '007', '10', '224'].map(parseIndex)).toEqual([1, 7, 10, 224]);
    const refused = '0 000 225 999 0007 x 1.5 0x10 1e2 -1 +1 A3D \u0661 1\n'.split(' ');
    for (const text of [...refused, '', ' 1', '1 2']) {
      expect(() => parseIndex(text), JSON.stringify(text)).toThrow(refusal('CARD_INDEX'));
    }
  });

  it('does not repeat in its message what may be a code typed by mistake', () => {
    const attempt = () => parseIndex('A3D');
    expect(attempt).toThrow(expect.objectContaining({ message: expect.not.stringContaining('A3D') }));
  });
});

describe('layout', () => {
  it('counts down the columns and has fourteen rows in each half', () => {
    expect(positionOf(1)).toEqual({ column: 0, row: 0, half: 'upper' });
    expect(positionOf(14)).toEqual({ column: 0, row: 13, half: 'upper' });
    expect(positionOf(15)).toEqual({ column: 0, row: 14, half: 'lower' });
    expect(positionOf(28)).toEqual({ column: 0, row: 27, half: 'lower' });
    expect(positionOf(29)).toEqual({ column: 1, row: 0, half: 'upper' });
    expect(positionOf(224)).toEqual({ column: 7, row: 27, half: 'lower' });
  });

  it('has one place for each index number and one index number at each place', () => {
    const found = new Set<number>();
    for (let column = 0; column < CARD_COLUMNS; column += 1) {
      for (let row = 0; row < CARD_ROWS; row += 1) {
        const index = indexAt(column, row);
        expect(positionOf(index)).toMatchObject({ column, row });
        found.add(index);
      }
    }
    expect([...found].sort((one, other) => one - other)).toEqual(
      Array.from({ length: 224 }, (_, at) => at + 1),
    );
  });

  it('refuses places and index numbers off the card', () => {
    for (const index of [0, 225, 2.5]) {
      expect(() => positionOf(index)).toThrow(refusal('CARD_INDEX'));
    }
    for (const wrong of [8, -1, 0.5])
      expect(() => indexAt(wrong, 0)).toThrow('broken invariant: a column of the card is 0 to 7');
    for (const wrong of [28, -1, 0.5])
      expect(() => indexAt(0, wrong)).toThrow('broken invariant: a row of the card is 0 to 27');
  });
});

describe('validity of the online card', () => {
  it('ends 21 days after its start, to the second', () => {
    const start = Date.UTC(2026, 0, 31, 12) / 1000;
    const expires = cardExpiry(start, ONLINE_CARD_DAYS);
    expect(new Date(expires * 1000).toISOString()).toBe('2026-02-21T12:00:00.000Z');
    expect([isExpired(expires, expires - 1), isExpired(expires, expires)]).toEqual([false, true]);
  });

  it('is without end for a printed card', () => {
    expect(isExpired(null, Number.MAX_SAFE_INTEGER)).toBe(false);
  });

  it('takes whole seconds only', () => {
    expect(cardExpiry(0, 21)).toBe(21 * 86_400);
    expect(() => cardExpiry(1.5, 21)).toThrow('Unix seconds');
    expect(() => cardExpiry(-1, 21)).toThrow('Unix seconds');
  });
});
