/** Streams of questions in process: pieces of any size, against the second implementation. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerQuestions, MAXIMUM_QUESTION_BYTES } from '../../emulator/cli/ocra/question-stream.js';
import { Kernels } from '../../firmware/oath/engine/kernels.js';
import { OcraEngine } from '../../firmware/oath/engine/ocra-engine.js';
import type { OcraMode } from '../../firmware/oath/ocra.js';
import { secondOcra } from '../vectors/second-ocra.js';
import { blocksOf } from './pieces.js';

const KEY = '3132333435363738393031323334353637383930';
const kernels = new Kernels(undefined, 0);
const withoutKernels = new Kernels(null);

/** Suites with what their questions are answered with besides, and the characters of a question. */
const TASKS = [
  { suite: 'OCRA-1:HOTP-SHA1-6:QN08', fixed: {}, mode: 'one-way', characters: '0123456789' },
  {
    suite: 'OCRA-1:HOTP-SHA256-10:C-QN15',
    fixed: { counter: '7' },
    mode: 'one-way',
    characters: '0123456789',
  },
  { suite: 'OCRA-1:HOTP-SHA1-8:QN08', fixed: {}, mode: 'mutual', characters: '0123456789' },
  {
    suite: 'OCRA-1:HOTP-SHA1-8:QN64-PSHA1',
    fixed: { pin: '1234' },
    mode: 'one-way',
    characters: '0123456789',
  },
  {
    suite: 'OCRA-1:HOTP-SHA512-8:QH40-T1M',
    fixed: { timestamp: 5 },
    mode: 'signature',
    characters: '09afAF',
  },
  { suite: 'OCRA-1:HOTP-SHA256-8:QA10', fixed: {}, mode: 'one-way', characters: '09azAZ' },
] as const;
type Task = (typeof TASKS)[number];

interface Answered {
  readonly text: string;
  readonly refused: { readonly number: number; readonly code: string } | null;
}

function answered(
  { suite, fixed, mode }: Task,
  input: string | Buffer,
  sizes: readonly number[],
  source = kernels,
): Answered {
  const engine = new OcraEngine(suite, Buffer.from(KEY, 'hex'), source);
  let text = '';
  const refused = answerQuestions(
    blocksOf(Buffer.from(input), sizes, MAXIMUM_QUESTION_BYTES),
    { engine, fixed, mode: mode as OcraMode },
    (bytes) => {
      text += Buffer.from(bytes).toString('latin1');
    },
  );
  return { text, refused: refused === null ? null : { number: refused.number, code: refused.error.code } };
}

/** What the second implementation says to lines up to the first that it refuses. */
function right(
  { suite, fixed, mode }: Task,
  questions: readonly string[],
): { text: string; refusedLine: number | null } {
  let text = '';
  for (const [index, question] of questions.entries()) {
    const answer = secondOcra({ suite, key: KEY, mode, ...fixed, question });
    if ('error' in answer) return { text, refusedLine: index + 1 };
    text += `${answer.response}\n`;
  }
  return { text, refusedLine: null };
}

function questionsOf({ suite, characters, mode }: Task): fc.Arbitrary<string> {
  const limit = Number(/Q[ANH]([0-9]+)/.exec(suite)?.[1]) * (mode === 'mutual' ? 2 : 1);
  const plain = fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: limit });
  const full = fc.string({ unit: fc.constantFrom(...characters), minLength: limit, maxLength: limit });
  return fc.oneof(plain, full);
}

const pieces = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 40 });
const wrong = fc.constantFrom(
  '',
  ' ',
  '1 ',
  '-1',
  '\u0663',
  '\r',
  '1\r',
  '1'.repeat(129),
  '1'.repeat(5000),
  'g!',
);

describe.each(TASKS)('a stream for $suite', (task) => {
  it.each([
    ['by kernels', kernels],
    ['by the core', withoutKernels],
  ])('is answered line by line, however it is cut: %s', (_, source) => {
    const lines = fc.array(fc.tuple(questionsOf(task), fc.constantFrom('\n', '\r\n')), { maxLength: 60 });
    fc.assert(
      fc.property(lines, fc.boolean(), pieces, (pairs, endless, sizes) => {
        const input = pairs.map(([question, end]) => question + end).join('');
        const cut = endless ? input.replace(/\r?\n$/, '') : input;
        const { text, refused } = answered(task, cut, sizes, source);
        expect({ text, refused }).toEqual({
          text: right(
            task,
            pairs.map(([question]) => question),
          ).text,
          refused: null,
        });
      }),
      { seed: 6287, numRuns: 60 },
    );
  });

  it('ends at the first line that has no response, wherever it stands', () => {
    const lines = fc.array(questionsOf(task), { maxLength: 40 });
    fc.assert(
      fc.property(lines, wrong, lines, pieces, (before, bad, after, sizes) => {
        const { text, refused } = answered(task, `${[...before, bad, ...after].join('\n')}\n`, sizes);
        // One carriage return belongs to the line's end.
        const expected = right(task, [...before, bad.replace(/\r$/, ''), ...after]);
        expect(text).toBe(expected.text);
        expect(refused?.number ?? null).toBe(expected.refusedLine);
      }),
      { seed: 6287, numRuns: 60 },
    );
  });
});

describe('a long stream', () => {
  const [task] = TASKS;
  const questions = Array.from({ length: 5000 }, (_, index) => String((index * 7_919_317) % 100_000_000));

  it('keeps its order over many runs of the kernel', () => {
    const { text, refused } = answered(task, `${questions.join('\n')}\n`, [65_536]);
    expect(refused).toBeNull();
    expect(text).toBe(right(task, questions).text);
  });

  it('ends in the middle of a run, at the right line', () => {
    const lines = [...questions.slice(0, 3000), '12a', ...questions.slice(3000)];
    const { text, refused } = answered(task, lines.join('\n'), [65_536]);
    expect(refused).toEqual({ number: 3001, code: 'OCRA_QUESTION_CHARACTER' });
    expect(text).toBe(right(task, lines).text);
  });

  it('counts leading zeros as the number that they lead', () => {
    const lines = ['7', '07', '007', '00000007', '0', '00000000'];
    expect(answered(task, lines.join('\n'), [65_536]).text).toBe(right(task, lines).text);
    expect(answered(task, '000000007\n', [65_536]).refused?.code).toBe('OCRA_QUESTION_LENGTH');
  });

  it('may begin with a byte order mark', () => {
    expect(answered(task, '\ufeff00000000\n11111111\n', [65_536]).text).toBe('237653\n243178\n');
  });

  it('is refused at its first line for the inputs that all lines share', () => {
    const other = { ...task, suite: 'OCRA-1:HOTP-SHA1-6:C-QN08' } as unknown as Task;
    const refused = answered(other, '1\n2\n3\n4\n5\n', [65_536]);
    expect(refused).toEqual({ text: '', refused: { number: 1, code: 'OCRA_COUNTER_MISSING' } });
  });

  it('says what is no text, and what is too long to be read', () => {
    const bytes = Buffer.concat([Buffer.from('1\n'), Buffer.from([0xff, 0x0a])]);
    expect(answered(task, bytes, [65_536]).refused).toEqual({ number: 2, code: 'OCRA_QUESTION_CHARACTER' });
    const long = answered(task, `1\n${'1'.repeat(100_000)}\n`, [65_536]).refused;
    expect(long).toEqual({ number: 2, code: 'OCRA_QUESTION_LENGTH' });
  });
});
