/** The error class, its codes, and assertions. */
import { describe, expect, it } from 'vitest';
import {
  assert,
  ERROR_CODES,
  type ErrorCode,
  isTokentwinError,
  TokentwinError,
} from '../../firmware/error.js';

describe('every error code', () => {
  it('is one name in capitals with a meaning of its own in words', () => {
    for (const [code, meaning] of Object.entries(ERROR_CODES)) {
      expect(code).toMatch(/^[A-Z][A-Z_]*[A-Z]$/);
      expect(meaning, code).toMatch(/^[a-zA-Z].* .*[^. ]$/);
    }
    expect(Object.keys(ERROR_CODES).length).toBeGreaterThan(90);
  });
});

describe('an error of ours', () => {
  const error = new TokentwinError('CARD_LOCKED', 'The card is locked: unlock it.', { triesLeft: 0 });

  it('says its code, a sentence and what else is known', () => {
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe('TokentwinError: The card is locked: unlock it.');
    expect([error.code, error.details]).toEqual(['CARD_LOCKED', { triesLeft: 0 }]);
    expect(new TokentwinError('CARD_DEAD', 'The card is dead.').details).toEqual({});
  });

  it.each<[unknown, ErrorCode | undefined, boolean]>([
    [error, undefined, true],
    [error, 'CARD_LOCKED', true],
    [error, 'CARD_DEAD', false],
    [new Error('another'), undefined, false],
    [{ code: 'CARD_LOCKED' }, 'CARD_LOCKED', false],
    [undefined, undefined, false],
  ])('is told from others: %s, %s', (some, code, isOurs) => {
    expect(isTokentwinError(some, code)).toBe(isOurs);
  });
});

describe('an assertion', () => {
  it('names what does not hold, and is no error of ours', () => {
    expect(() => assert(true, 'the sun rises')).not.toThrow();
    expect(() => assert(false, 'the sun rises')).toThrow(/^broken invariant: the sun rises$/);
    try {
      assert(false, 'the sun rises');
    } catch (thrown) {
      expect(isTokentwinError(thrown)).toBe(false);
    }
  });
});
