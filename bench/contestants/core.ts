/** Ours: the response core, which is what a device runs. */
import { builtOath } from '../built.js';
import type { Contestant } from '../contest/contestant.js';

export const CORE: Contestant = {
  name: 'core',
  what: 'our core (Ocra, Hotp, Totp), suite and key prepared, one response a call, text in and out',
  side: 'ours',
  async ocra({ suite, key, ...fixed }) {
    const { Ocra } = await builtOath();
    const prepared = new Ocra(suite, key);
    // One object for all questions, as a caller in a hurry would keep it.
    const input = { ...fixed, question: '' };
    return {
      shape: 'one',
      answer(question) {
        input.question = question;
        return prepared.respond(input);
      },
    };
  },
  async hotp({ key, digits }) {
    const { Hotp } = await builtOath();
    const prepared = new Hotp(key, { digits });
    return { shape: 'one', answer: (counter) => prepared.code(counter) };
  },
  async totp({ key, digits, hash }) {
    const { Totp } = await builtOath();
    const prepared = new Totp(key, { digits, hash });
    return { shape: 'one', answer: (unixSeconds) => prepared.code(unixSeconds) };
  },
};
