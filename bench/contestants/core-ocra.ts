/** Contestant: our core, suite and key prepared; question in, response out. */
import { builtOath } from '../built.js';
import type { Contestant } from '../contestant.js';
import type { OcraTask } from './ocra-task.js';

export async function coreOcra({ suite, key, ...fixed }: OcraTask): Promise<Contestant<string>> {
  const { Ocra } = await builtOath();
  const prepared = new Ocra(suite, key);
  // One object for all questions, as a caller in a hurry would keep it.
  const input = { ...fixed, question: '' };
  return {
    name: 'tokentwin core',
    answer(question) {
      input.question = question;
      return prepared.respond(input);
    },
  };
}
