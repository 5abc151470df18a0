/**
 * `npm run bench`: the bench with the peers and the suites of the project.
 */
import { parseArgs } from 'node:util';
import { isTokentwinError, TokentwinError } from '../firmware/error.js';
import { PROJECT_BENCH } from './project-bench.js';
import { runBench } from './run-bench.js';
import { OPTION_TEXTS, type Settings } from './settings.js';

const TYPES = {
  help: { type: 'boolean' },
  quick: { type: 'boolean' },
  suite: { type: 'string' },
  json: { type: 'string' },
  'action-json': { type: 'string' },
  compare: { type: 'string' },
} as const;

const OPTION_COLUMN = 22;

const HELP = `Usage: npm run bench -- [OPTION...]

Measures the project beside its yardsticks and peers in the same run and prints ratios.

${Object.entries(OPTION_TEXTS)
  .map(([name, text]) => {
    const { type } = TYPES[name as keyof typeof OPTION_TEXTS];
    return `  ${`--${name}${type === 'string' ? ' VALUE' : ''}`.padEnd(OPTION_COLUMN)}${text}\n`;
  })
  .join('')}  --help                print this

Suites: ${PROJECT_BENCH.suites.map(({ name, quick }) => (quick ? name : `${name}*`)).join(', ')}; * is left out of a quick run.
The built project is measured: run \`npm run build\` first.
Example: npm run bench -- --quick --suite hotp
`;

/** @returns null when help is asked for @throws TokentwinError ARGUMENT */
function settingsFrom(words: readonly string[]): Settings | null {
  try {
    const { values } = parseArgs({ args: [...words], options: TYPES });
    if (values.help === true) return null;
    return {
      quick: values.quick ?? false,
      suite: values.suite ?? null,
      json: values.json ?? null,
      actionJson: values['action-json'] ?? null,
      compare: values.compare ?? null,
    };
  } catch (error) {
    throw new TokentwinError('ARGUMENT', (error as Error).message);
  }
}

try {
  const settings = settingsFrom(process.argv.slice(2));
  if (settings === null) process.stdout.write(HELP);
  else
    process.exitCode = await runBench(settings, PROJECT_BENCH, (lines) => {
      if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
    });
} catch (error) {
  if (!isTokentwinError(error)) throw error;
  process.stderr.write(`bench: ${error.message} (${error.code})\n`);
  process.exitCode = 1;
}
