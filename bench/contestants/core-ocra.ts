/** Contestant: our core, suite and key prepared; question in, response out. */
import { Ocra } from '../../firmware/oath/ocra.js';
import type { Contestant } from '../contestant.js';
import type { OcraTask } from './ocra-task.js';

export function coreOcra({ suite, key, ...fixed }: OcraTask): Contestant<string> {
  const prepared = new Ocra(suite, key);
  return {
    name: 'tokentwin core',
    answer: (question) => prepared.respond({ ...fixed, question }),
  };
}
