/**
 * Planted mistakes in the form of a vector file: schema and reader agree on what is well formed, and the lint
 * finds what no schema can say.
 */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkVectors } from '../../host/rig/check-vectors.js';
import { parseVectorFile } from '../../host/rig/vector-file.js';
import { changed, FILES, type Json, type Path, refusalOf, TEST } from './small-files.js';

const read = (name: string) => readFileSync(new URL(`../../vectors/${name}`, import.meta.url), 'utf8');
const followsSchema = new Ajv2020().compile(JSON.parse(read('schema/vector-file.schema.json')));

describe('the small files', () => {
  it.each(Object.entries(FILES))('%s is right', (_, file) => {
    expect(followsSchema(file), JSON.stringify(followsSchema.errors)).toBe(true);
    expect(refusalOf(file)).toBeNull();
    expect(checkVectors(parseVectorFile(JSON.stringify(file))).failures).toEqual([]);
  });
});

/** Algorithm, path of the mistake, what is put there, and the path that the message names. */
const FORM_MISTAKES: readonly (readonly [string, Path, Json | undefined, string])[] = [
  ['OCRA', ['formatVersion'], 2, 'formatVersion'],
  ['OCRA', ['algorithm'], 'ocra', 'algorithm'],
  ['OCRA', ['algorithm'], 'HOTP', 'groups[0].suite'],
  ['OCRA', ['algorithm'], undefined, 'algorithm'],
  ['OCRA', ['$schema'], undefined, '$schema'],
  ['OCRA', ['source'], '', 'source'],
  ['OCRA', ['note'], 'x', 'note'],
  ['OCRA', ['flags', 'lower'], 'x', 'flags.lower'],
  ['OCRA', ['flags', 'One'], '', 'flags.One'],
  ['OCRA', ['flags'], [], 'flags'],
  ['OCRA', ['numberOfTests'], '3', 'numberOfTests'],
  ['OCRA', ['numberOfTests'], 0, 'numberOfTests'],
  ['OCRA', ['groups'], [], 'groups'],
  ['OCRA', ['groups', 0], null, 'groups[0]'],
  ['OCRA', ['groups', 0, 'suite'], undefined, 'groups[0].suite'],
  ['OCRA', ['groups', 0, 'key'], 12, 'groups[0].key'],
  ['OCRA', ['groups', 0, 'mode'], 'twoway', 'groups[0].mode'],
  ['OCRA', ['groups', 0, 'comment'], 'x', 'groups[0].comment'],
  ['OCRA', ['groups', 1, 'tests'], [], 'groups[1].tests'],
  ['OCRA', [...TEST, 'id'], 1.5, 'groups[0].tests[0].id'],
  ['OCRA', [...TEST, 'id'], 0, 'groups[0].tests[0].id'],
  ['OCRA', [...TEST, 'comment'], undefined, 'groups[0].tests[0].comment'],
  ['OCRA', [...TEST, 'flags'], 'One', 'groups[0].tests[0].flags'],
  ['OCRA', [...TEST, 'flags'], ['One', 'One'], 'groups[0].tests[0].flags[1]'],
  ['OCRA', [...TEST, 'flags', 0], 'one', 'groups[0].tests[0].flags[0]'],
  ['OCRA', [...TEST, 'input', 'question'], undefined, 'groups[0].tests[0].input.question'],
  ['OCRA', [...TEST, 'input', 'counter'], 0, 'groups[0].tests[0].input.counter'],
  ['OCRA', [...TEST, 'input', 'Pin'], '1234', 'groups[0].tests[0].input.Pin'],
  ['OCRA', [...TEST, 'result'], 'acceptable', 'groups[0].tests[0].result'],
  ['OCRA', [...TEST, 'result'], 'invalid', 'groups[0].tests[0].response'],
  ['OCRA', [...TEST, 'response'], undefined, 'groups[0].tests[0].response'],
  ['OCRA', [...TEST, 'response'], '123 456', 'groups[0].tests[0].response'],
  ['OCRA', [...TEST, 'response'], '12345678901', 'groups[0].tests[0].response'],
  ['OCRA', [...TEST, 'error'], 'OCRA_MODE', 'groups[0].tests[0].error'],
  ['OCRA', ['groups', 0, 'tests', 1, 'error'], 'OCRA_WRONG', 'groups[0].tests[1].error'],
  ['OCRA', ['groups', 0, 'tests', 1, 'error'], 'FLASH_FULL', 'groups[0].tests[1].error'],
  ['HOTP', [...TEST, 'input', 'counter'], '00', 'groups[0].tests[0].input.counter'],
  ['HOTP', [...TEST, 'input', 'counter'], '-1', 'groups[0].tests[0].input.counter'],
  ['HOTP', ['groups', 0, 'digits'], '6', 'groups[0].digits'],
  ['HOTP', ['groups', 0, 'digits'], 100, 'groups[0].digits'],
  ['TOTP', ['groups', 0, 'hash'], 'sha1', 'groups[0].hash'],
  ['TOTP', ['groups', 0, 'stepSeconds'], -1, 'groups[0].stepSeconds'],
  ['TOTP', [...TEST, 'input', 'time'], 59, 'groups[0].tests[0].input.time'],
  ['CODE-CARD', ['groups', 0, 'alphabet'], 'letters', 'groups[0].alphabet'],
  ['CODE-CARD', ['groups', 0, 'checkValue'], '8jcj', 'groups[0].checkValue'],
  ['CODE-CARD', ['groups', 0, 'codes'], [], 'groups[0].codes'],
  ['CODE-CARD', [...TEST, 'code'], 'H3', 'groups[0].tests[0].code'],
  ['CODE-CARD', [...TEST, 'input', 'index'], 1, 'groups[0].tests[0].input.index'],
];

describe('a mistake in the form is found by schema and reader', () => {
  it.each(FORM_MISTAKES)('%s %j = %j', (algorithm, path, value, named) => {
    const file = changed(FILES[algorithm] as Json, path, value);
    expect(followsSchema(file)).toBe(false);
    expect(refusalOf(file)).toContain(`In the vector file, ${named} must be `);
  });

  it('is named without the value that is wrong', () => {
    const file = changed(FILES.OCRA as Json, [...TEST, 'response'], '6534773x');
    expect(refusalOf(file)).not.toContain('6534773');
  });

  it('is found in a field named __proto__', () => {
    const text = JSON.stringify(FILES.OCRA).replace('"comment"', '"__proto__":{"comment":"b"},"comment"');
    expect(() => parseVectorFile(text)).toThrow('groups[0].tests[0].__proto__ must be left out');
  });

  it('is found where there is no object at all', () => {
    for (const file of [null, [], 'x', 1]) {
      expect(followsSchema(file)).toBe(false);
      expect(refusalOf(file)).toBe('The vector file must be an object.');
    }
    expect(() => parseVectorFile('{ "key": "3132"')).toThrow('The vector file must be JSON.');
  });
});

const LINT_RULES =
  /higher than|defined under flags|number of tests in the groups|used by a test|since another test/;

describe('a mistake that only the lint can find', () => {
  it.each<readonly [string, Path, Json, string]>([
    ['an id that is used twice', ['groups', 0, 'tests', 1, 'id'], 1, 'groups[0].tests[1].id'],
    ['an id that descends in the next group', ['groups', 1, 'tests', 0, 'id'], 3, 'groups[1].tests[0].id'],
    ['a wrong number of tests', ['numberOfTests'], 4, 'numberOfTests'],
    ['a flag that is not defined', [...TEST, 'flags'], ['One', 'Three'], 'groups[0].tests[0].flags[1]'],
    ['a flag with the name of an object method', [...TEST, 'flags'], ['One', 'ToString'], 'flags[1]'],
    ['a flag that is not used', ['flags', 'Three'], 'third', 'flags.Three'],
    [
      'a valid test beside one that says that the suite is refused',
      ['groups', 0, 'tests', 1, 'error'],
      'OCRA_SUITE_HASH',
      'groups[0].tests[0].result',
    ],
  ])('%s', (_, path, value, named) => {
    const file = changed(FILES.OCRA as Json, path, value);
    expect(followsSchema(file)).toBe(true);
    const refusal = refusalOf(file);
    expect(refusal).toContain(`${named} must be `);
    expect(refusal).toMatch(LINT_RULES);
  });
});

describe('schema and reader', () => {
  const places = (file: Json, path: Path = []): Path[] => {
    const inside = file !== null && typeof file === 'object' ? Object.entries(file) : [];
    const below = inside.flatMap(([name, each]) =>
      places(each, [...path, Array.isArray(file) ? Number(name) : name]),
    );
    return path.length > 0 ? [path, ...below] : below;
  };
  const names = ['counter', 'response', 'code', 'error', 'pin', 'comment', 'X'];
  const values = fc.oneof(
    fc.constantFrom<Json>(
      'valid',
      'invalid',
      'OCRA',
      'HOTP',
      'KEY_EMPTY',
      '123456',
      'One',
      '',
      null,
      0,
      1,
      [],
      {},
    ),
    fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>,
  );
  const mistakes = fc.constantFrom(...Object.values(FILES)).chain((file) =>
    fc.constantFrom(...places(file)).chain((path) =>
      fc.oneof(
        fc.record({
          file: fc.constant(file),
          path: fc.constant(path),
          value: fc.option(values, { nil: undefined }),
        }),
        fc.record({
          file: fc.constant(file),
          path: fc.constantFrom(...names).map((name) => [...path.slice(0, -1), name]),
          value: values,
        }),
      ),
    ),
  );

  it('agree on any change of one place, but for the rules of the lint', () => {
    fc.assert(
      fc.property(mistakes, ({ file, path, value }) => {
        const text = JSON.stringify(changed(file, path, value));
        const refusal = refusalOf(JSON.parse(text));
        expect(followsSchema(JSON.parse(text))).toBe(refusal === null || LINT_RULES.test(refusal));
      }),
      { numRuns: 2000 },
    );
  });
});
