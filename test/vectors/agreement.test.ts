/**
 * The product's batch command against the second implementation: the RFC's vectors, 10 000 random valid lines
 * and 2 000 lines with one fault, all from one seed.
 *
 * A failure names the seed; OCRA_AGREEMENT_SEED=<seed> draws the same lines again. Does not compare error
 * codes: where both refuse, they agree.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type OcraLine, randomInvalidLines, randomValidLines } from './random-ocra.js';
import { secondOcra } from './second-ocra.js';

const SEED = Number(process.env.OCRA_AGREEMENT_SEED ?? '6287');
const VALID_COUNT = 10_000;
const INVALID_COUNT = 2_000;
const PROGRAM = fileURLToPath(new URL('../../dist/tokentwin.cjs', import.meta.url));

const valid = randomValidLines(SEED, VALID_COUNT);
const invalid = randomInvalidLines(SEED, valid, INVALID_COUNT);

interface VectorFile {
  groups: {
    suite: string;
    key: string;
    mode: string;
    tests: { input: Record<string, unknown>; response: string }[];
  }[];
}

/** What the second implementation says to the JSON text of a line. */
function second(text: string): { response: string } | { error: string } {
  return secondOcra(JSON.parse(text));
}

/** The same response and nothing else, or a refusal on both sides. */
function agree(answer: unknown, oracle: ReturnType<typeof second>): boolean {
  if ('response' in oracle) return isDeepStrictEqual(answer, oracle);
  const { error } = answer as { error?: { code?: unknown; message?: unknown } };
  const { code, message } = error ?? {};
  return (
    typeof code === 'string' &&
    typeof message === 'string' &&
    isDeepStrictEqual(answer, { error: { code, message } })
  );
}

function range(lowest: number, highest: number): number[] {
  return Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index);
}

/** Every way to take one item of each list, as texts joined by a space. */
function combinations(...lists: readonly (readonly (string | number)[])[]): string[] {
  return lists.reduce<string[]>(
    (rows, list) => rows.flatMap((row) => list.map((item) => (row === '' ? `${item}` : `${row} ${item}`))),
    [''],
  );
}

/** Counts the marks of all valid lines and returns those wanted that come less than `least` times. */
function scarce(wanted: string[], least: number, marksOf: (line: OcraLine) => string[]): string[] {
  const counts = new Map<string, number>();
  for (const mark of valid.flatMap(marksOf)) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return wanted
    .filter((mark) => (counts.get(mark) ?? 0) < least)
    .map((mark) => `${mark}: ${counts.get(mark) ?? 0}`);
}

/** The suite's fields as written, with 'none' for an absent one and 'bare' for one without a detail. */
function suiteFields({ suite }: OcraLine) {
  const [, cryptoFunction = '', dataInput = ''] = suite.split(':');
  const [, hash = '', digits = ''] = cryptoFunction.split('-');
  const fields = dataInput.split('-');
  const detail = (letter: string): string => {
    const field = fields.find((candidate) => candidate.startsWith(letter));
    return field === undefined ? 'none' : field.slice(1) || 'bare';
  };
  const question = detail('Q');
  const format = question === 'bare' ? 'bare' : question.charAt(0);
  const presence = ['C', 'P', 'S', 'T'].map((letter) => (detail(letter) === 'none' ? '-' : letter)).join('');
  return { hash, digits, question, format, presence, P: detail('P'), S: detail('S'), T: detail('T') };
}

const modeOf = (line: OcraLine) => line.mode ?? 'one-way';
const has = (line: OcraLine, name: keyof OcraLine) => (line[name] ?? null) !== null;

describe('the second implementation', () => {
  it('gives the 70 responses of RFC 6287 Appendix C', () => {
    const path = new URL('../../vectors/ocra-rfc6287.json', import.meta.url);
    const { groups }: VectorFile = JSON.parse(readFileSync(path, 'utf8'));
    const tests = groups.flatMap(({ suite, key, mode, tests }) =>
      tests.map(({ input, response }) => ({ line: { suite, key, mode, ...input }, response })),
    );
    expect(tests).toHaveLength(70);
    expect(tests.map(({ line }) => secondOcra(line))).toEqual(tests.map(({ response }) => ({ response })));
  });

  it('answers every valid line', () => {
    const refused = valid.map((line) => ({ line, answer: second(JSON.stringify(line)) }));
    expect(refused.filter(({ answer }) => 'error' in answer).slice(0, 3), `seed ${SEED}`).toEqual([]);
  });

  it('refuses every invalid line for the fault that was put into it', () => {
    const answers = invalid.map((fault) => ({ ...fault, answer: second(JSON.stringify(fault.line)) }));
    const wrong = answers.filter(({ answer, refusal }) => !('error' in answer && answer.error === refusal));
    expect(wrong.slice(0, 3), `seed ${SEED}`).toEqual([]);
  });
});

describe(`the random lines of seed ${SEED}`, () => {
  const PRESENCE = combinations(['C', '-'], ['P', '-'], ['S', '-'], ['T', '-']).map((row) =>
    row.replaceAll(' ', ''),
  );
  const PIN_FIELDS = ['bare', 'SHA1', 'SHA256', 'SHA512'];

  it('are the same for the same seed and others for another', () => {
    expect(randomValidLines(SEED, 50)).toEqual(valid.slice(0, 50));
    expect(randomValidLines(SEED + 1, 50)).not.toEqual(valid.slice(0, 50));
    expect(randomInvalidLines(SEED, valid, 100)).toEqual(invalid.slice(0, 100));
    expect(new Set(valid.map((line) => JSON.stringify(line))).size).toBe(VALID_COUNT);
  });

  it('cover every combination of fields, question format, hash, digits and mode', () => {
    const shapes = combinations(
      PRESENCE,
      ['bare', 'A', 'N', 'H'],
      ['SHA1', 'SHA256', 'SHA512'],
      range(4, 10),
    );
    const withModes = [
      ...combinations(shapes, ['one-way', 'mutual']),
      ...combinations(
        shapes.filter((shape) => !shape.slice(0, 4).includes('S')),
        ['signature'],
      ),
    ];
    expect(withModes).toHaveLength(3360);
    const marks = (line: OcraLine) => {
      const { presence, format, hash, digits } = suiteFields(line);
      return [`${presence} ${format} ${hash} ${digits} ${modeOf(line)}`];
    };
    expect(scarce(withModes, 2, marks)).toEqual([]);
  });

  it('cover every question length of the suite, with and without its leading zero', () => {
    const lengths = [...range(4, 64), ...range(4, 9).map((length) => `0${length}`)];
    const wanted = combinations(['A', 'N', 'H'], lengths).map((row) => row.replace(' ', ''));
    expect(scarce(wanted, 3, (line) => [suiteFields(line).question])).toEqual([]);
  });

  it('cover questions of every length, up to the longest of each format and mode', () => {
    const lengths = [...range(1, 64), ...range(33, 64).map((length) => 2 * length)];
    expect(scarce(lengths.map(String), 1, ({ question }) => [`${question.length}`])).toEqual([]);
    const longest = (line: OcraLine) =>
      `${suiteFields(line).question} ${modeOf(line)} ${line.question.length}`;
    const wanted = [
      ...combinations(['A64', 'N64', 'H64'], ['one-way', 'signature'], [64]),
      ...combinations(['A64', 'N64', 'H64'], ['mutual'], [128]),
      ...combinations(['bare'], ['one-way', 'signature'], [8]),
      'bare mutual 16',
    ];
    expect(scarce(wanted, 1, (line) => [longest(line)])).toEqual([]);
  });

  it('cover every PIN field, with PIN and with PIN hash', () => {
    const marks = (line: OcraLine) =>
      (['pin', 'pinHash'] as const)
        .filter((name) => has(line, name))
        .map((name) => `${suiteFields(line).P} ${name}`);
    expect(scarce(combinations(PIN_FIELDS, ['pin', 'pinHash']), 300, marks)).toEqual([]);
  });

  it('cover the session field, bare, shortest, longest and in between', () => {
    expect(
      scarce(['bare', '001', '064', '128', '256', '512', '999'], 100, (line) => [suiteFields(line).S]),
    ).toEqual([]);
    expect(new Set(valid.map((line) => suiteFields(line).S)).size).toBeGreaterThan(300);
  });

  it('cover every time step, and every unit with time and with step count', () => {
    const steps = [...range(1, 59).flatMap((n) => [`${n}S`, `${n}M`]), ...range(1, 48).map((n) => `${n}H`)];
    const marks = (line: OcraLine) => {
      const { T } = suiteFields(line);
      const unit = T.replace(/^[0-9]+/, '');
      return [
        T,
        ...(['time', 'timestamp'] as const)
          .filter((name) => has(line, name))
          .map((name) => `${unit} ${name}`),
      ];
    };
    const inputs = combinations(['bare', 'S', 'M', 'H'], ['time', 'timestamp']);
    expect(scarce(steps, 3, marks)).toEqual([]);
    expect(scarce(inputs, 300, marks)).toEqual([]);
  });

  it('cover the edges of counter, time and step count, as text and as number', () => {
    const names = ['counter', 'time', 'timestamp'] as const;
    const large = [2n ** 53n, 2n ** 63n, 2n ** 64n - 1n].map(String);
    const small = [0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n - 1n].map(String);
    const marks = (line: OcraLine) =>
      names
        .filter((name) => has(line, name))
        .flatMap((name) => {
          const value = line[name] as string | number;
          const zeros = typeof value === 'string' && /^0[0-9]/.test(value) ? [`${name} zeros`] : [];
          return [`${name} ${typeof value} ${BigInt(value)}`, ...zeros];
        });
    const wanted = [
      ...combinations(names, ['string', 'number'], small),
      ...combinations(names, ['string'], large),
      ...combinations(names, ['zeros']),
    ];
    expect(scarce(wanted, 5, marks)).toEqual([]);
  });

  it('cover short, block-sized and long keys, both letter cases, absent modes and null inputs', () => {
    const marks = (line: OcraLine) => [
      `key ${line.key.length / 2}`,
      ...(/[a-f]/.test(line.key) && /[A-F]/.test(line.key) ? ['mixed case'] : []),
      ...(line.mode === undefined ? ['no mode'] : [line.mode]),
      ...Object.entries(line).map(([name, value]) => (value === null ? `${name} null` : '')),
    ];
    const optional = ['counter', 'pin', 'pinHash', 'session', 'time', 'timestamp'];
    const keys = [1, 20, 32, 63, 64, 65, 127, 128, 129, 200].map((bytes) => `key ${bytes}`);
    const modes = ['no mode', 'one-way', 'mutual', 'signature'];
    expect(
      scarce([...keys, ...modes, ...combinations(optional, ['null']), 'mixed case'], 100, marks),
    ).toEqual([]);
  });

  it('have 50 kinds of fault, each 40 times', () => {
    const counts = new Map<string, number>();
    for (const { kind } of invalid) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    expect(counts.size).toBe(50);
    expect(new Set(counts.values())).toEqual(new Set([INVALID_COUNT / 50]));
  });
});

describe('tokentwin ocra --batch', () => {
  it('agrees with the second implementation on all random lines', () => {
    // Valid and invalid lines take turns, so that a refusal which spoils the next answer shows.
    const perFault = VALID_COUNT / INVALID_COUNT;
    const texts = invalid.flatMap(({ line }, index) =>
      [...valid.slice(index * perFault, (index + 1) * perFault), line].map((each) => JSON.stringify(each)),
    );
    const run = spawnSync(process.execPath, [PROGRAM, 'ocra', '--batch'], {
      input: `${texts.join('\n')}\n`,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const answers = run.stdout.split('\n').slice(0, -1);
    expect(answers.length, `answers to ${texts.length} lines; ${run.stderr.slice(0, 500)}`).toBe(
      texts.length,
    );

    const disagreements = texts.flatMap((text, index) => {
      const oracle = second(text);
      const answer: unknown = JSON.parse(answers[index] as string);
      return agree(answer, oracle) ? [] : [{ line: text, second: oracle, product: answer }];
    });
    const report = disagreements.slice(0, 5).map((each) => JSON.stringify(each));
    expect(report, `${disagreements.length} disagreements, seed ${SEED}`).toEqual([]);
  });
});
