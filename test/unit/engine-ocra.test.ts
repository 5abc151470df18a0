/**
 * The OCRA engine against a second implementation that shares no code with it, over random suites, keys and
 * inputs; and its refusals against the core's.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTokentwinError } from '../../firmware/error.js';
import type { FixedInput } from '../../firmware/oath/engine/fixed-inputs.js';
import { Kernels } from '../../firmware/oath/engine/kernels.js';
import { OcraEngine } from '../../firmware/oath/engine/ocra-engine.js';
import { Ocra, type OcraInput, type OcraMode } from '../../firmware/oath/ocra.js';
import { inputOf } from '../vectors/engine-agreement.js';
import { type OcraLine, randomValidLines } from '../vectors/random-ocra.js';
import { secondOcra } from '../vectors/second-ocra.js';

const SEED = Number(process.env.OCRA_AGREEMENT_SEED ?? '6287');
/** Every combination of fields, format, hash, digits and mode comes in 3360 lines. */
const LINES = randomValidLines(SEED, 3360);
const kernels = new Kernels(undefined, 0);
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

const modeOf = (line: OcraLine): OcraMode => line.mode ?? 'one-way';
const engineOf = (line: OcraLine) => new OcraEngine(line.suite, bytes(line.key), kernels);

const asLines = (responses: readonly string[]) => responses.map((response) => `${response}\n`).join('');
const textOf = (lines: Uint8Array) => Buffer.from(lines).toString('latin1');

function right(line: OcraLine): string {
  const answer = secondOcra(line);
  if ('error' in answer) throw new Error(`the second implementation refuses a line: ${answer.error}`);
  return answer.response;
}

function codeOf(call: () => unknown): string {
  try {
    call();
    return 'none';
  } catch (error) {
    return isTokentwinError(error) ? error.code : String(error);
  }
}

describe(`random lines of seed ${SEED}`, () => {
  it('are answered one by one', () => {
    for (const line of LINES) {
      const engine = engineOf(line);
      const answers = [1, 2, 3].map(() => engine.respond(inputOf(line), modeOf(line)));
      engine.destroy();
      expect(new Set(answers), JSON.stringify(line)).toEqual(new Set([right(line)]));
    }
  });

  it('are answered in batches among other questions', () => {
    for (const line of LINES) {
      const engine = engineOf(line);
      const { question, ...fixed } = inputOf(line);
      const others = ['0', '1', '12', question, '9'];
      const expected = others.map((other) => right({ ...line, question: other }));
      expect(engine.respondAll(others, fixed, modeOf(line)), JSON.stringify(line)).toEqual(expected);
      expect(textOf(engine.lines(others, fixed, modeOf(line)))).toBe(asLines(expected));
      engine.destroy();
    }
  });

  it('are answered each with its own counter, PIN and time', () => {
    for (const line of LINES) {
      const engine = engineOf(line);
      const lines = [0, 1, 2, 3, 4].map((step) => {
        const changed = { ...line, question: `${step}${step}` };
        if (typeof line.counter === 'number') changed.counter = step * 0x7fff_ffff;
        if (typeof line.counter === 'string') changed.counter = `${2n ** 64n - 1n - BigInt(step)}`;
        if (line.pin) changed.pin = `${line.pin}${step}`;
        if (line.pinHash) changed.pinHash = line.pinHash.replace(/^../, `0${step}`);
        if (typeof line.time === 'number') changed.time = step * 1_000_003;
        if (typeof line.timestamp === 'string') changed.timestamp = `${2n ** 53n + BigInt(step)}`;
        return changed;
      });
      const answers = engine.respondEach(lines.map(inputOf), modeOf(line));
      expect(answers, JSON.stringify(line)).toEqual(lines.map(right));
      engine.destroy();
    }
  });
});

describe('questions as numbers', () => {
  const EDGES = [
    0,
    1,
    9,
    10,
    15,
    16,
    255,
    256,
    2 ** 28 - 1,
    2 ** 28,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
  ];
  const LARGE = [2 ** 36, 2 ** 40 - 1, 2 ** 52, 999_999_999_999_999, 2 ** 53 - 1];
  const SUITES = ['SHA1', 'SHA256', 'SHA512'].flatMap((hash) =>
    // The text's length decides where in a word the question begins.
    ['QN64', 'C-QN64', 'QN64-T1M', 'QN16'].map(
      (input) => `OCRA-1:HOTP-${hash}-${input === 'QN16' ? 10 : 8}:${input}`,
    ),
  );

  it.each(SUITES)('are those of the same text: %s', (suite) => {
    const key = new Uint8Array(20).fill(3);
    const engine = new OcraEngine(suite, key, kernels);
    const fixed: FixedInput = {
      ...(engine.suite.counter ? { counter: 2n ** 63n } : {}),
      ...(engine.suite.timeStepSeconds === null ? {} : { timestamp: 2n ** 32n }),
    };
    const core = new Ocra(suite, key);
    const questions = [...EDGES, ...LARGE];
    const answers = new Uint32Array(questions.length);
    engine.respondNumbers(questions, answers, fixed);
    const expected = questions.map((question) => core.respond({ ...fixed, question: String(question) }));
    expect([...answers]).toEqual(expected.map(Number));
    expect(engine.respondAll(questions.map(String), fixed)).toEqual(expected);
    expect(textOf(engine.lines(questions, fixed))).toBe(asLines(expected));
    engine.destroy();
  });

  it('longer than one run keep their order', () => {
    const suite = 'OCRA-1:HOTP-SHA1-6:QN08';
    const key = new Uint8Array(20).fill(9);
    const core = new Ocra(suite, key);
    const random = fc.uniqueArray(fc.integer({ min: 0, max: 99_999_999 }), {
      minLength: 2500,
      maxLength: 2600,
    });
    fc.assert(
      fc.property(random, (questions) => {
        const engine = new OcraEngine(suite, key, kernels);
        const answers = new Uint32Array(questions.length);
        engine.respondNumbers(Uint32Array.from(questions), answers);
        const texts = questions.map((question) => core.respond({ question: String(question) }));
        expect([...answers]).toEqual(texts.map(Number));
        expect(engine.respondAll(questions.map(String))).toEqual(texts);
        expect(textOf(engine.lines(questions))).toBe(asLines(texts));
        expect(textOf(engine.lines(questions.map(String)))).toBe(asLines(texts));
        engine.destroy();
      }),
      { seed: 4226, numRuns: 3 },
    );
  });
});

describe('what the core refuses', () => {
  const SUITE = 'OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1-S003-T1M';
  const session = Uint8Array.of(1, 2, 3);
  const good = { counter: 5, pin: '1234', session, timestamp: 7 };
  const bad: readonly Record<string, unknown>[] = [
    { counter: undefined },
    { counter: -1 },
    { counter: 2n ** 64n },
    { pin: undefined },
    { pin: '' },
    { pin: 'half \ud800' },
    { pinHash: new Uint8Array(20) },
    { pin: undefined, pinHash: new Uint8Array(19) },
    { session: Uint8Array.of(1) },
    { timestamp: undefined },
    { time: 60 },
    { timestamp: 1.5 },
  ];
  const QUESTIONS = ['', '123456789', '12a', '-1', '1 ', '\u0663', 'x'.repeat(200)];

  function each(change: Record<string, unknown>, question: string): void {
    const engine = new OcraEngine(SUITE, new Uint8Array(32).fill(1), kernels);
    const core = new Ocra(SUITE, new Uint8Array(32).fill(1));
    const input = { ...good, ...change, question } as OcraInput;
    const { question: _, ...fixed } = input;
    const code = codeOf(() => core.respond(input));
    expect(code).toMatch(/^OCRA_/);
    for (let call = 0; call < 3; call += 1) engine.respond({ ...good, question: '1' });
    expect(codeOf(() => engine.respond(input))).toBe(code);
    expect(codeOf(() => engine.respondAll(['1', '2', '3', '4', question], fixed))).toBe(code);
    expect(codeOf(() => engine.lines(['1', '2', '3', '4', question], fixed))).toBe(code);
    const inputs = [1, 2, 3, 4, 5].map((counter) => ({ ...good, counter, question: '1' }));
    expect(codeOf(() => engine.respondEach([...inputs, input]))).toBe(code);
    expect(codeOf(() => engine.respond(input, 'signature'))).toBe('OCRA_MODE');
    engine.destroy();
  }

  it.each(QUESTIONS)('the engine refuses with the same code: question %j', (question) => each({}, question));

  it('the engine refuses with the same code: every other input', () => {
    for (const change of bad) each(change, '1');
  });

  it('numbers that are no allowed question', () => {
    const engine = new OcraEngine('OCRA-1:HOTP-SHA1-6:QN08', new Uint8Array(20).fill(1), kernels);
    const out = new Uint32Array(6);
    for (const wrong of [100_000_000, -1, 1.5, Number.NaN, 1e30])
      expect(codeOf(() => engine.respondNumbers([1, 2, 3, 4, wrong], out))).toMatch(/^OCRA_QUESTION_/);
    const letters = new OcraEngine('OCRA-1:HOTP-SHA1-6:QA08', new Uint8Array(20).fill(1), kernels);
    expect(codeOf(() => letters.respondNumbers([1], out))).toBe('OCRA_QUESTION_CHARACTER');
    expect(codeOf(() => letters.lines([1]))).toBe('OCRA_QUESTION_CHARACTER');
    expect(letters.lines([])).toHaveLength(0);
  });

  it.each([
    ['Uint8Array', () => new Uint8Array(20)],
    ['Buffer', () => Buffer.alloc(20)],
  ])('an input that a caller changed between two calls counts as it is now: %s', (_, make) => {
    const suite = 'OCRA-1:HOTP-SHA1-6:QN08-PSHA1';
    const key = make().fill(1);
    const engine = new OcraEngine(suite, key, kernels);
    const core = new Ocra(suite, key);
    const pinHash = make();
    for (let call = 0; call < 9; call += 1) {
      pinHash[19] = call >> 2;
      const input = { question: `${call}`, pinHash };
      expect(engine.respond(input)).toBe(core.respond(input));
      expect(engine.respondAll(['1', '2', '3', '4'], { pinHash })[3]).toBe(
        core.respond({ question: '4', pinHash }),
      );
    }
    engine.destroy();
    expect([key[0], pinHash[19]]).toEqual([1, 2]);
  });
});
