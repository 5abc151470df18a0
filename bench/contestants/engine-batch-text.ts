/** Ours: the engine, asked for many responses at once, as text. */
import { builtOath } from '../built.js';
import { type Batch, type Contestant, STEP_SECONDS } from '../contest/contestant.js';

/** Codes of counters in a row. */
function codesFrom(first: number, count: number, codes: (first: number, count: number) => string[]): Batch {
  let last: string[] = [];
  return {
    answerAll() {
      last = codes(first, count);
    },
    answers: () => last,
  };
}

export const ENGINE_BATCH_TEXT: Contestant = {
  name: 'engine-batch-text',
  what: 'our engine (OcraEngine.respondAll, HotpEngine.codes), 1024 responses a call, text in and out',
  side: 'ours',
  async ocra({ suite, key, ...fixed }) {
    const { OcraEngine } = await builtOath();
    const engine = new OcraEngine(suite, key);
    return {
      shape: 'batch',
      over(questions) {
        let last: string[] = [];
        return {
          answerAll() {
            last = engine.respondAll(questions, fixed);
          },
          answers: () => last,
        };
      },
    };
  },
  async hotp({ key, digits }) {
    const { HotpEngine } = await builtOath();
    const engine = new HotpEngine(key, { digits });
    return {
      shape: 'batch',
      over: ([first = 0, ...more]) =>
        codesFrom(first, 1 + more.length, (counter, count) => engine.codes(counter, count)),
    };
  },
  async totp({ key, digits, hash }) {
    const { HotpEngine } = await builtOath();
    const engine = new HotpEngine(key, { digits, hash });
    return {
      shape: 'batch',
      over: ([first = 0, ...more]) =>
        codesFrom(Math.floor(first / STEP_SECONDS), 1 + more.length, (counter, count) =>
          engine.codes(counter, count),
        ),
    };
  },
};
