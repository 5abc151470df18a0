/** Ours: the engine, asked for one response at a time. */
import { builtOath } from '../built.js';
import { type Contestant, STEP_SECONDS } from '../contest/contestant.js';

export const ENGINE_ONE: Contestant = {
  name: 'engine-one',
  what: 'our engine (OcraEngine.respond, HotpEngine.code), one response a call, text in and out',
  side: 'ours',
  async ocra({ suite, key, ...fixed }) {
    const { OcraEngine } = await builtOath();
    const engine = new OcraEngine(suite, key);
    const input = { ...fixed, question: '' };
    return {
      shape: 'one',
      answer(question) {
        input.question = question;
        return engine.respond(input);
      },
    };
  },
  async hotp({ key, digits }) {
    const { HotpEngine } = await builtOath();
    const engine = new HotpEngine(key, { digits });
    return { shape: 'one', answer: (counter) => engine.code(counter) };
  },
  async totp({ key, digits, hash }) {
    const { HotpEngine } = await builtOath();
    const engine = new HotpEngine(key, { digits, hash });
    return { shape: 'one', answer: (unixSeconds) => engine.code(Math.floor(unixSeconds / STEP_SECONDS)) };
  },
};
