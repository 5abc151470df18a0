/** Secret texts compared. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sameSecret } from '../../firmware/secret-text.js';
import { drawSeed } from '../simulation/link-seed.js';

const seed = drawSeed();

it.each([
  ['1234', '1234', true],
  ['', '', true],
  ['1234', '1235', false],
  ['0234', '1234', false],
  ['123', '1234', false],
  ['12345', '1234', false],
  ['', '1234', false],
  ['1234', '', false],
  // A character that is missing counts as 0, which must not make it one.
  ['123', '123\u0000', false],
  ['123\u0000', '123', false],
])('%j and %j', (given, expected, same) => {
  expect(sameSecret(given, expected)).toBe(same);
});

it(`is what === says (seed ${seed})`, () => {
  const text = fc.string({ unit: fc.constantFrom('0', '1', '2'), maxLength: 4 });
  fc.assert(
    fc.property(text, text, (one, other) => sameSecret(one, other) === (one === other)),
    { seed },
  );
});
