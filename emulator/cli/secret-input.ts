/**
 * PINs and keys from where a person or a script gives them: an option, standard input, the environment, or a
 * prompt without echo.
 */
import { TokentwinError } from '../../firmware/error.js';
import { complain, standardInputLines } from './standard-streams.js';

const MAXIMUM_SECRET_BYTES = 4096;

function firstLine(): string {
  for (const [line] of standardInputLines(MAXIMUM_SECRET_BYTES))
    if (line !== null && line !== undefined) return line;
  return '';
}

/** Reads a line from the terminal without showing it. */
function prompt(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
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
        if (character === '\r' || character === '\n') {
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
  if (given === '-') return firstLine();
  const known = given ?? process.env[variable];
  if (known !== undefined && known !== '') return known;
  if (process.stdin.isTTY && process.stderr.isTTY) return prompt(`${what}: `);
  const option = variable.replace('TOKENTWIN_', '--').toLowerCase();
  throw new TokentwinError(
    'SECRET_MISSING',
    `The ${what} is missing: give ${option}, ${option} - or ${variable}.`,
  );
}
