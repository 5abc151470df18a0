/** The quick start of the commands that may print by the million; a bundle of its own. */
import { hotp } from '../commands/hotp.js';
import { ocra } from '../commands/ocra.js';
import { totp } from '../commands/totp.js';
import { quickRun } from './quick-run.js';

const COMMANDS = [hotp, ocra, totp];

export const run = async (words: readonly string[]) => {
  const command = COMMANDS.find(({ name }) => name === words[0]);
  return command === undefined ? null : quickRun(command, words);
};
