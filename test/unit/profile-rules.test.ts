/** The rules for fields of a profile, each with what it takes and what it refuses at which path. */
import { describe, expect, it } from 'vitest';
import { checkField, isJsonObject, type Rule, refuseField } from '../../firmware/profile-rules.js';
import { refusal } from './refusals.js';

const INTEGER: Rule = { type: 'integer', minimum: 2, maximum: 5 };
const TEXT: Rule = { type: 'text', minimum: 1, maximum: 3, pattern: /^[a-z]+$/ };
const CHOICE: Rule = { type: 'choice', values: ['one', 2] };
const INTEGERS: Rule = { type: 'integers', minimum: 1, maximum: 9 };
const OBJECT: Rule = {
  type: 'object',
  fields: { size: INTEGER, inner: { type: 'object', fields: { on: { type: 'flag' } } } },
};

describe('a rule', () => {
  it.each<[Rule, unknown]>([
    [INTEGER, 2],
    [INTEGER, 5],
    [{ ...INTEGER, nullable: true }, null],
    [{ ...INTEGER, nullable: true }, 3],
    [TEXT, 'a'],
    [TEXT, 'abc'],
    [{ type: 'text', minimum: 0, maximum: 3 }, ''],
    [CHOICE, 'one'],
    [CHOICE, 2],
    [{ type: 'flag' }, true],
    [{ type: 'flag' }, false],
    [INTEGERS, [1]],
    [INTEGERS, [1, 2, 3, 4, 5, 6, 7, 9]],
    [OBJECT, { size: 2, inner: { on: true } }],
  ])('%j takes %j', (rule, value) => {
    expect(() => checkField(value, rule, 'field')).not.toThrow();
  });

  it.each<[Rule, unknown, string]>([
    [INTEGER, 1, 'field: it must be a whole number from 2 to 5.'],
    [INTEGER, 6, 'field: it must be a whole number from 2 to 5.'],
    [INTEGER, 2.5, 'field: it must be a whole number'],
    [INTEGER, '3', 'field: it must be a whole number'],
    [INTEGER, null, 'field: it must be a whole number from 2 to 5.'],
    [{ ...INTEGER, nullable: false }, null, 'field: it must be a whole number from 2 to 5.'],
    [{ ...INTEGER, nullable: true }, 6, 'field: it must be a whole number from 2 to 5, or null.'],
    [TEXT, '', 'field: it must be a text of 1 to 3 characters.'],
    [TEXT, 'abcd', 'field: it must be a text of 1 to 3 characters.'],
    [TEXT, 7, 'field: it must be a text of 1 to 3 characters.'],
    [TEXT, 'A', 'field: it must match /^[a-z]+$/.'],
    [CHOICE, '2', 'field: it must be one of one, 2.'],
    [CHOICE, undefined, 'field: it must be one of one, 2.'],
    [{ type: 'flag' }, 1, 'field: it must be true or false.'],
    [{ type: 'flag' }, null, 'field: it must be true or false.'],
    [INTEGERS, [], 'field: it must be a list of 1 to 8 numbers.'],
    [INTEGERS, [1, 2, 3, 4, 5, 6, 7, 8, 9], 'field: it must be a list of 1 to 8 numbers.'],
    [INTEGERS, { length: 1 }, 'field: it must be a list of 1 to 8 numbers.'],
    [INTEGERS, [1, 10], 'field[1]: it must be a whole number from 1 to 9.'],
    [OBJECT, [], 'field: it must be an object.'],
    [OBJECT, null, 'field: it must be an object.'],
    [OBJECT, 'text', 'field: it must be an object.'],
    [OBJECT, { inner: { on: true } }, 'field.size: it is missing.'],
    [OBJECT, { size: 2, inner: {} }, 'field.inner.on: it is missing.'],
    [OBJECT, { size: 2, inner: { on: 1 } }, 'field.inner.on: it must be true or false.'],
    [OBJECT, { size: 2, inner: { on: true }, more: 1 }, 'field.more: no such field is known.'],
  ])('%j refuses %j', (rule, value, reason) => {
    expect(() => checkField(value, rule, 'field')).toThrow(refusal('PROFILE_INVALID'));
    expect(() => checkField(value, rule, 'field')).toThrow(`The profile is wrong at ${reason}`);
  });

  it('at the top names fields without a path before them', () => {
    expect(() => checkField([], OBJECT, '')).toThrow('at its top: it must be an object');
    expect(() => checkField({}, OBJECT, '')).toThrow('at size: it is missing');
    expect(() => checkField({ size: 2, inner: {} }, OBJECT, '')).toThrow('at inner.on: it is missing');
    const inherited = Object.create({ size: 2, inner: { on: true } });
    expect(() => checkField(inherited, OBJECT, '')).toThrow('at size: it is missing');
    expect(() => checkField({ size: 2, inner: { on: true }, toString: 1 }, OBJECT, '')).toThrow(
      'at toString: no',
    );
  });
});

it('a field is refused with its path', () => {
  expect(() => refuseField('a.b', 'it is odd')).toThrow('The profile is wrong at a.b: it is odd.');
});

it.each([
  [{}, true],
  [[], false],
  [null, false],
  ['{}', false],
  [undefined, false],
])('%j is a JSON object: %s', (value, is) => {
  expect(isJsonObject(value)).toBe(is);
});
