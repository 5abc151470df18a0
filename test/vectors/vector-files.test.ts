/**
 * The vector files as they lie in `vectors/`: form, lint, agreement with the core, and agreement with
 * HOTP, TOTP and OCRA written out here over node:crypto.
 */
import { createHash, createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../firmware/error.js';
import { checkVectors } from '../../host/rig/check-vectors.js';
import {
  type OcraGroup,
  parseVectorFile,
  VECTOR_ERRORS,
  type VectorFile,
} from '../../host/rig/vector-file.js';
import { vectorFiles } from '../../vectors/generate.js';

const FOLDER = new URL('../../vectors/', import.meta.url);
const SCHEMA = 'schema/vector-file.schema.json';
const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const schema = JSON.parse(read(SCHEMA));
const followsSchema = new Ajv2020({ allErrors: true }).compile(schema);

function parsed<Name extends VectorFile['algorithm']>(
  name: string,
  algorithm: Name,
): VectorFile & { algorithm: Name } {
  const file = parseVectorFile(read(name));
  if (file.algorithm !== algorithm) throw new Error(`${name} is not a file of ${algorithm}`);
  return file as VectorFile & { algorithm: Name };
}

function truncated(hash: string, key: string, message: Buffer, digits: number): string {
  const tag = createHmac(hash, Buffer.from(key, 'hex')).update(message).digest();
  const number = tag.readUInt32BE((tag.at(-1) as number) & 15) & 0x7fffffff;
  return String((number >>> 0) % 10 ** digits).padStart(digits, '0');
}

function eightBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(16, '0'), 'hex');
}

const UNIT_SECONDS: Record<string, bigint> = { S: 1n, M: 60n, H: 3600n };

/** OCRA for valid suites and inputs: the parts of the data input in the order of RFC 6287 section 5.1. */
function ocraResponse({ suite, key }: OcraGroup, input: OcraGroup['tests'][number]['input']): string {
  const [, cryptoFunction = '', dataInput = ''] = suite.split(':');
  const [, hash = '', digits] = cryptoFunction.split('-');
  const parts: Buffer[] = [Buffer.from(suite, 'ascii'), Buffer.from([0])];
  for (const field of dataInput.split('-')) {
    if (field === 'C') parts.push(eightBytes(BigInt(input.counter as string)));
    else if (field.startsWith('QA')) parts.push(Buffer.from(input.question.padEnd(128, '\0'), 'ascii'));
    else if (field.startsWith('Q')) {
      const digitsOfQuestion = field.startsWith('QH') ? input.question : BigInt(input.question).toString(16);
      parts.push(Buffer.from(digitsOfQuestion.padEnd(256, '0'), 'hex'));
    } else if (field.startsWith('P')) {
      const hashed = createHash(field.slice(1) || 'SHA1').update(input.pin ?? '', 'utf8');
      parts.push(input.pinHash === undefined ? hashed.digest() : Buffer.from(input.pinHash, 'hex'));
    } else if (field.startsWith('S')) parts.push(Buffer.from(input.session as string, 'hex'));
    else {
      const step =
        BigInt(field.slice(1, -1) || 1) * (UNIT_SECONDS[field.slice(1).slice(-1) || 'M'] as bigint);
      parts.push(
        eightBytes(input.time === undefined ? BigInt(input.timestamp as string) : BigInt(input.time) / step),
      );
    }
  }
  return truncated(hash, key, Buffer.concat(parts), Number(digits));
}

describe.each(names)('%s', (name) => {
  it('follows the schema', () => {
    expect(followsSchema(JSON.parse(read(name))), JSON.stringify(followsSchema.errors)).toBe(true);
  });

  it('passes the lint and, in every test, the core', () => {
    const file = parseVectorFile(read(name));
    expect(checkVectors(file)).toEqual({ passed: file.numberOfTests, failures: [] });
  });

  it('is explained in the README, with each of its flags', () => {
    const readme = read('README.md');
    const { algorithm, numberOfTests, flags } = parseVectorFile(read(name));
    expect(readme.replace(/ +/g, ' ')).toContain(`| \`${name}\` | ${algorithm} | ${numberOfTests} |`);
    expect(Object.keys(flags).filter((flag) => !readme.includes(`\`${flag}\``))).toEqual([]);
  });

  it('flags LeadingZero only where the response begins with 0', () => {
    for (const { tests } of parseVectorFile(read(name)).groups) {
      for (const test of tests.filter(({ flags }) => flags.includes('LeadingZero'))) {
        expect(test, `test ${test.id}`).toMatchObject({ response: expect.stringMatching(/^0/) });
      }
    }
  });
});

describe('the published vectors', () => {
  it('are all there', () => {
    const numbers = ['ocra-rfc6287.json', 'hotp-rfc4226.json', 'totp-rfc6238.json'].map(
      (name) => parseVectorFile(read(name)).numberOfTests,
    );
    expect(numbers).toEqual([70, 10, 18]);
  });

  it('have the three modes of RFC 6287, Appendix C', () => {
    const modes: Record<string, number> = {};
    for (const { mode, tests } of parsed('ocra-rfc6287.json', 'OCRA').groups) {
      modes[mode] = (modes[mode] ?? 0) + tests.length;
    }
    expect(modes).toEqual({ 'one-way': 40, mutual: 20, signature: 10 });
  });

  it('are not among the generated files', () => {
    expect([...vectorFiles().keys()].filter((name) => name.includes('rfc'))).toEqual([]);
  });

  it('agree with HOTP over node:crypto', () => {
    for (const { key, digits, tests } of parsed('hotp-rfc4226.json', 'HOTP').groups) {
      for (const test of tests) {
        const response = truncated('SHA1', key, eightBytes(BigInt(test.input.counter)), digits);
        expect(test, test.comment).toMatchObject({ result: 'valid', response });
      }
    }
  });

  it('agree with TOTP over node:crypto', () => {
    for (const { key, hash, digits, stepSeconds, tests } of parsed('totp-rfc6238.json', 'TOTP').groups) {
      for (const test of tests) {
        const steps = BigInt(test.input.time) / BigInt(stepSeconds);
        const response = truncated(hash, key, eightBytes(steps), digits);
        expect(test, test.comment).toMatchObject({ result: 'valid', response });
      }
    }
  });
});

describe.each(names.filter((name) => name.startsWith('ocra-')))('%s', (name) => {
  const { groups } = parsed(name, 'OCRA');

  it('agrees with OCRA over node:crypto in every valid test', () => {
    for (const group of groups) {
      for (const test of group.tests.filter(({ result }) => result === 'valid')) {
        const response = ocraResponse(group, test.input);
        expect(test, `test ${test.id}: ${test.comment}`).toMatchObject({ response });
      }
    }
  });

  it('has for each QuestionTwin another question with the same response', () => {
    for (const { suite, tests } of groups) {
      const answers = tests.map((test) => {
        const { question, ...others } = test.input;
        return {
          question,
          others: JSON.stringify(others),
          answer: 'response' in test ? test.response : null,
        };
      });
      tests.forEach((test, index) => {
        if (!test.flags.includes('QuestionTwin')) return;
        const own = answers[index];
        const twins = answers.filter(
          (each) =>
            each.question !== own?.question && each.others === own?.others && each.answer === own.answer,
        );
        expect(twins.length, `${suite}, test ${test.id}`).toBeGreaterThan(0);
      });
    }
  });
});

describe('the generated files', () => {
  it.each([...vectorFiles()])('%s is what the generator gives now', (name, text) => {
    expect(read(name)).toBe(text);
  });

  it('are all files but the published ones', () => {
    const published = names.filter((name) => name.includes('rfc'));
    expect([...vectorFiles().keys(), ...published].sort()).toEqual([...names].sort());
  });

  it('are ASCII', () => {
    for (const [name, text] of vectorFiles()) expect(/^[\n\x20-\x7e]*$/.test(text), name).toBe(true);
  });

  it('have an invalid test for every error of OCRA, of hexadecimal values and of code cards', () => {
    const tested = names.flatMap((name) =>
      parseVectorFile(read(name)).groups.flatMap(({ tests }) =>
        tests.flatMap((test) => (test.result === 'invalid' ? [test.error] : [])),
      ),
    );
    const wanted = Object.keys(ERROR_CODES).filter((code) =>
      /^(OCRA_(?!PIN_CHARACTER).*|KEY_EMPTY|HEX_INVALID|CARD_INDEX|CARD_SEED|CARD_SERIAL)$/.test(code),
    );
    expect([...new Set(tested)].sort()).toEqual(wanted.sort());
  });

  it('keep the known answers of the default device profile', () => {
    const published = parsed('ocra-profiles.json', 'OCRA').groups.flatMap(({ suite, tests }) =>
      tests
        .filter(({ flags }) => flags.includes('PublishedHere'))
        .map((test) => [
          suite,
          test.input.question,
          test.input.pin,
          'response' in test ? test.response : null,
        ]),
    );
    expect(published).toEqual([
      ['OCRA-1:HOTP-SHA1-8:QN06-PSHA1', '123456', '1234', '98276595'],
      ['OCRA-1:HOTP-SHA1-8:QN06-PSHA1', '123456', '1235', '19115491'],
      ['OCRA-1:HOTP-SHA1-8:QN06-PSHA1', '000000', '1234', '43656911'],
      ['OCRA-1:HOTP-SHA1-8:QN06-PSHA1', '000000', '1235', '39912090'],
      ['OCRA-1:HOTP-SHA1-8:C-QN06-PSHA1', '123456', '1234', '10232584'],
      ['OCRA-1:HOTP-SHA1-8:C-QN06-PSHA1', '123456', '1235', '64758353'],
    ]);
  });
});

it('the example of the README is a right vector file', () => {
  const [, example = ''] = /```json\n([^`]*)```/.exec(read('README.md')) ?? [];
  expect(followsSchema(JSON.parse(example))).toBe(true);
  expect(checkVectors(parseVectorFile(example))).toEqual({ passed: 1, failures: [] });
});

describe('the schema', () => {
  it('lists the error codes that the reader takes', () => {
    expect([...schema.$defs.errorCode.enum].sort()).toEqual([...VECTOR_ERRORS].sort());
  });
});
