/**
 * PINs and keys from where a person or a script gives them: an option, standard input, the environment, or a
 * prompt without echo.
 */
import { TokentwinError } from '../../firmware/error.js';
import { firstInputLine } from './standard-input.js';
import { complain } from './standard-output.js';
import type { Line } from './text-line.js';

/** Reads a line from the terminal without showing it. */
function prompt(question: string): Promise<string> {
  const { stdin, stderr } = process;
  // Raw first: what is typed ahead must not be shown either.
  stdin.setRawMode(true);
  stderr.write(question);
  stdin.setEncoding('utf8');
  return new Promise((resolve) => {
    let typed = '';
    const finish = () => {
      stdin.off('data', read);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
    };
    const read = (text: string) => {
      for (const character of text) {
        if (character === '\r' || character === '\n' || character === '\u0004') {
          finish();
          return resolve(typed);
        }
        if (character === '\u0003') {
          finish();
          complain('tokentwin: interrupted');
          process.exit(130);
        }
        typed = character === '\u007f' || character === '\b' ? typed.slice(0, -1) : typed + character;
      }
    };
    stdin.on('data', read);
    stdin.resume();
  });
}

function textOf(line: Line): string {
  return typeof line === 'string' ? line : '';
}

/**
 * A secret, from the first place that has it.
 *
 * @param given the option's text; `-` reads the first line of standard input
 * @param variable the environment variable that may hold it
 * @param what for the prompt and the error, for example `PIN`
 * @throws TokentwinError SECRET_MISSING when there is none and nobody to ask
 */
export async function secretInput(
  given: string | undefined,
  variable: string,
  what: string,
): Promise<string> {
  const known = given === '-' ? textOf(firstInputLine()) : (given ?? process.env[variable]);
  if (known !== undefined && known !== '') return known;
  if (given === undefined && process.stdin.isTTY && process.stderr.isTTY) {
    const typed = await prompt(`${what}: `);
    if (typed !== '') return typed;
  }
  const option = variable.replace('TOKENTWIN_', '--').replaceAll('_', '-').toLowerCase();
  throw new TokentwinError(
    'SECRET_MISSING',
    `The ${what} is missing: give ${option}, ${option} - or ${variable}.`,
  );
}
