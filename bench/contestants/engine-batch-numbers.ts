/** Ours: the engine, asked for many responses at once, numbers in and out. */
import { builtOath } from '../built.js';
import { type Batch, type Contestant, STEP_SECONDS } from '../contest/contestant.js';

function padded(numbers: Uint32Array, digits: number): readonly string[] {
  return Array.from(numbers, (number) => String(number).padStart(digits, '0'));
}

/** Codes of counters in a row. */
function numbersFrom(
  first: number,
  count: number,
  engine: { readonly digits: number; numbers(first: number, codes: Uint32Array): void },
): Batch {
  const codes = new Uint32Array(count);
  return { answerAll: () => engine.numbers(first, codes), answers: () => padded(codes, engine.digits) };
}

export const ENGINE_BATCH_NUMBERS: Contestant = {
  name: 'engine-batch-numbers',
  what: 'our engine (OcraEngine.respondNumbers, HotpEngine.numbers), 1024 responses a call, numbers in and out',
  side: 'ours',
  async ocra({ suite, key, ...fixed }) {
    const { OcraEngine } = await builtOath();
    const engine = new OcraEngine(suite, key);
    const { digits, question } = engine.suite;
    if (question.format !== 'N') return null;
    return {
      shape: 'batch',
      over(questions) {
        const numbers = Uint32Array.from(questions, Number);
        const responses = new Uint32Array(numbers.length);
        return {
          answerAll: () => engine.respondNumbers(numbers, responses, fixed),
          answers: () => padded(responses, digits),
        };
      },
    };
  },
  async hotp({ key, digits }) {
    const { HotpEngine } = await builtOath();
    const engine = new HotpEngine(key, { digits });
    return { shape: 'batch', over: ([first = 0, ...more]) => numbersFrom(first, 1 + more.length, engine) };
  },
  async totp({ key, digits, hash }) {
    const { HotpEngine } = await builtOath();
    const engine = new HotpEngine(key, { digits, hash });
    return {
      shape: 'batch',
      over: ([first = 0, ...more]) => numbersFrom(Math.floor(first / STEP_SECONDS), 1 + more.length, engine),
    };
  },
};
