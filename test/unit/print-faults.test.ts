/** A code card whose print is wrong: what its holder reads there, and nothing else is changed. */
import { describe, expect, it } from 'vitest';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';
import { CODE_COUNT } from '../../firmware/code-card/code-card.js';
import { codeOf } from './refusals.js';

const right = SecurityCodeCard.demo();

describe('a code card', () => {
  it('that is smudged cannot be read there', () => {
    const card = SecurityCodeCard.demo({ print: { smudged: [7, 224] } });
    expect(card.lookUp([7, 224]).map(({ code }) => code)).toEqual(['???', '???']);
    expect(card.values([7, 8])).toBe(`???${right.values([8])}`);
  });

  it('that is misprinted has another code of its own there, at every place', () => {
    for (let index = 1; index <= CODE_COUNT; index += 1) {
      const card = SecurityCodeCard.demo({ print: { misprinted: [index] } });
      const changed = card.card.codes.flatMap((code, at) => (code === right.card.codes[at] ? [] : [at + 1]));
      expect(changed).toEqual([index]);
      expect(right.card.codes).toContain(card.values([index]));
    }
  });

  it('of equal codes has no other one, and one that is both cannot be read', () => {
    const equal = SecurityCodeCard.make({
      codes: new Array<string>(CODE_COUNT).fill('A2B'),
      print: { misprinted: [1] },
    });
    expect(equal.values([1, 2])).toBe('???A2B');
    expect(SecurityCodeCard.demo({ print: { smudged: [1], misprinted: [1] } }).values([1])).toBe('???');
  });

  it('is made wrong and right again while it is in use', () => {
    const card = SecurityCodeCard.demo();
    card.setPrint({ smudged: [7], misprinted: [8] });
    expect(card.values([7, 9])).toBe(`???${right.values([9])}`);
    expect(card.values([8])).not.toBe(right.values([8]));
    expect(codeOf(() => card.setPrint({ smudged: [1, 225] }))).toBe('CARD_INDEX');
    expect(card.print).toEqual({ smudged: [7], misprinted: [8] });
    card.setPrint({});
    expect(card.card.codes).toEqual(right.card.codes);
  });

  it.each([0, 225, 1.5])('has no place %s', (index) => {
    expect(codeOf(() => SecurityCodeCard.demo({ print: { smudged: [index] } }))).toBe('CARD_INDEX');
    expect(codeOf(() => SecurityCodeCard.demo({ print: { misprinted: [index] } }))).toBe('CARD_INDEX');
  });
});
