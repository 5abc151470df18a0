/**
 * The two ways through `ocra --batch` give one answer: lines that are known by their bytes to be of a run, and
 * every line by itself through JSON.parse; on valid, mutated and hostile lines.
 *
 *     BATCH_SEED=N npx vitest run test/unit/batch-scanners.test.ts
 */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answerBatch } from '../../emulator/cli/ocra/batch.js';
import { MAXIMUM_LINE_BYTES } from '../../emulator/cli/ocra/batch-line.js';
import { OcraEngine } from '../../firmware/oath/engine/ocra-engine.js';
import { Ocra } from '../../firmware/oath/ocra.js';
import { type OcraLine, randomValidLines } from '../vectors/random-ocra.js';
import { secondOcra } from '../vectors/second-ocra.js';
import { blocksOf } from './pieces.js';

const SEED = Number(process.env.BATCH_SEED ?? '4');
const REQUESTS = randomValidLines(SEED, 3360);
const LINE_FEED = Buffer.from('\n');
/** Refuses what is no UTF-8, and takes a byte order mark as nothing. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

function textOf(blocks: Iterable<Buffer>): string {
  let text = '';
  answerBatch(blocks, (bytes) => {
    text += Buffer.from(bytes).toString('utf8');
  });
  return text;
}

/** The answers to lines, each in a stream of its own: nothing but JSON.parse and the core. */
function alone(lines: readonly Buffer[]): string[] {
  return lines.map((line) => textOf([Buffer.concat([line, LINE_FEED])]));
}

/** Ways to write the same request. */
const STYLES: Readonly<Record<string, (request: OcraLine) => string>> = {
  compact: (request) => JSON.stringify(request),
  'question first': ({ question, ...rest }) => JSON.stringify({ question, ...rest }),
  'question last': ({ question, ...rest }) => JSON.stringify({ ...rest, question }),
  'with spaces': (request) => JSON.stringify(request).replaceAll(',', ', ').replaceAll(':', ': '),
  'spaces around': (request) => ` ${JSON.stringify(request)} `,
  'carriage return': (request) => `${JSON.stringify(request)}\r`,
  'byte order mark': (request) => `\ufeff${JSON.stringify(request)}`,
  'escaped name': (request) => JSON.stringify(request).replace('"question"', '"\\u0071uestion"'),
  'named twice': (request) => JSON.stringify(request).replace('{', '{"question":"1",'),
  'named twice, behind': (request) => JSON.stringify(request).replace(/\}$/, ',"question":"1"}'),
  'named twice, spaced': (request) => JSON.stringify(request).replace(/\}$/, ',"question": "1"}'),
  'named twice, escaped': (request) => JSON.stringify(request).replace(/\}$/, ',"\\u0071uestion":"1"}'),
  'null behind': (request) => JSON.stringify(request).replace(/\}$/, ',"question":null}'),
  'name as a PIN': (request) => JSON.stringify({ ...request, ...(request.pin && { pin: 'question' }) }),
  'name in a PIN': (request) =>
    JSON.stringify({ ...request, ...(request.pin && { pin: '","question":"1' }) }),
};

/** A mutation of a line's bytes. */
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('byte' as const), at: fc.nat(), byte: fc.nat(255) }),
  fc.record({
    kind: fc.constant('character' as const),
    at: fc.nat(),
    byte: fc.constantFrom(...Buffer.from('"\\{},:0aA \r\u0000')),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), byte: fc.nat(8) }),
  fc.record({ kind: fc.constant('twice' as const), at: fc.nat(), byte: fc.nat(30) }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutated(line: Buffer, { kind, at, byte }: Mutation): Buffer {
  const place = at % (line.length + 1);
  const [before, after] = [line.subarray(0, place), line.subarray(place)];
  switch (kind) {
    case 'byte':
    case 'character':
      // A line feed would make two lines of one.
      return Buffer.concat([before, Buffer.from([byte === 10 ? 0x20 : byte]), after.subarray(1)]);
    case 'cut':
      return Buffer.concat([before, after.subarray(byte)]);
    case 'twice':
      return Buffer.concat([before, after.subarray(0, byte), after]);
  }
}

const question = fc.oneof(
  {
    weight: 60,
    arbitrary: fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 4 }),
  },
  { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom(...'09afAFzZ'), minLength: 1, maxLength: 140 }) },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '"', '\\', '\u00e9', '\u0000', '1"}', '1","pin":"2') },
);

/** Lines that are a run, but for what is changed here and there. */
const run = fc
  .record({
    request: fc.nat(REQUESTS.length - 1),
    style: fc.oneof(fc.constant('compact'), fc.constantFrom(...Object.keys(STYLES))),
    questions: fc.array(question, { minLength: 1, maxLength: 60, size: 'max' }),
    mutations: fc.array(fc.tuple(fc.nat(), mutation), { maxLength: 3 }),
  })
  .map(({ request, style, questions, mutations }) => {
    const lines = questions.map((question): Buffer => {
      const text = STYLES[style]?.({ ...(REQUESTS[request] as OcraLine), question }) as string;
      return Buffer.from(text);
    });
    for (const [at, change] of mutations) {
      const index = at % lines.length;
      lines[index] = mutated(lines[index] as Buffer, change);
    }
    return lines;
  });

const pieces = fc.oneof(
  fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 }),
  fc.constant([65_536]),
);

/** What the second implementation answers to a line, or null when it refuses it or reads it otherwise. */
function second(line: Buffer): string | null {
  try {
    const text = UTF_8.decode(line);
    // JSON.parse rounds a large number, which the command takes by its digits.
    if (/[0-9]{16}/.test(text.replace(/"[^"]*"/g, ''))) return null;
    const answer = secondOcra(JSON.parse(text));
    return 'response' in answer ? `{"response":"${answer.response}"}\n` : null;
  } catch {
    return null;
  }
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe(`streams of seed ${SEED}`, () => {
  it('are answered as each line is by itself', () => {
    const atOnce = vi.spyOn(OcraEngine.prototype, 'lines');
    let agreed = 0;
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), pieces, (runs, sizes) => {
        const lines = runs.flat();
        const input = Buffer.concat(lines.flatMap((line) => [line, LINE_FEED]));
        const right = alone(lines);
        expect(textOf(blocksOf(input, sizes, MAXIMUM_LINE_BYTES))).toBe(right.join(''));
        for (const [index, line] of lines.entries()) {
          const answer = second(line);
          if (answer === null) continue;
          expect(right[index], line.toString('latin1')).toBe(answer);
          agreed += 1;
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
    // The test would be idle if the lines were never of a run, or never valid.
    expect(atOnce.mock.calls.length).toBeGreaterThan(30);
    expect(agreed).toBeGreaterThan(2000);
  });
});

describe('a run of the longest lines', () => {
  it('ends where a question makes its line too long', () => {
    const head = '{"suite":"OCRA-1:HOTP-SHA1-6:QN08","key":"00","question":"';
    const tail = `"${' '.repeat(MAXIMUM_LINE_BYTES - head.length - 3)}}`;
    const lines = ['1', '2', '3', '44', '5', '', '6'].map((question) => Buffer.from(head + question + tail));
    expect(lines[0]).toHaveLength(MAXIMUM_LINE_BYTES);
    const input = Buffer.concat(lines.flatMap((line) => [line, LINE_FEED]));
    const answers = textOf(blocksOf(input, [65_536], MAXIMUM_LINE_BYTES));
    expect(answers).toBe(alone(lines).join(''));
    const codes = answers
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).error?.code ?? null);
    const expected = [null, null, null, 'BATCH_LINE_LENGTH', null, 'OCRA_QUESTION_MISSING', null];
    expect(codes).toEqual(expected);
  });
});

describe('what was prepared', () => {
  const request = (key: number, question: number) =>
    `{"suite":"OCRA-1:HOTP-SHA1-6:QN08","key":"${key.toString(16).padStart(40, '0')}","question":"${question}"}\n`;
  const each = (count: number, line: (index: number) => string) =>
    Buffer.from(Array.from({ length: count }, (_, index) => line(index)).join(''));

  it('is wiped when it is dropped, and at the end', () => {
    const wiped = vi.spyOn(Ocra.prototype, 'destroy');
    // In pairs, so that each key repeats and is kept.
    textOf(
      blocksOf(
        each(2000, (index) => request((index / 2) | 0, index)),
        [65_536],
        MAXIMUM_LINE_BYTES,
      ),
    );
    // Once for the first answer of a key, once for what was kept of it.
    expect(wiped).toHaveBeenCalledTimes(2000);
  });

  it('is wiped when a run is followed by another, and at the end', () => {
    const begun = vi.spyOn(OcraEngine.prototype, 'lines');
    const wiped = vi.spyOn(OcraEngine.prototype, 'destroy');
    textOf(
      blocksOf(
        each(300, (index) => request((index / 100) | 0, index)),
        [65_536],
        MAXIMUM_LINE_BYTES,
      ),
    );
    expect(begun).toHaveBeenCalledTimes(3);
    expect(wiped).toHaveBeenCalledTimes(3);
  });
});
