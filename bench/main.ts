/**
 * `npm run bench`: the bench with the peers and the suites of the project.
 */
import { parseArgs } from 'node:util';
import { isTokentwinError, TokentwinError } from '../firmware/error.js';
import { writePage } from './page/write-page.js';
import { PROJECT_BENCH } from './project-bench.js';
import { runBench } from './run-bench.js';
import { OPTION_TEXTS, type Settings } from './settings.js';

const TYPES = {
  help: { type: 'boolean' },
  page: { type: 'boolean' },
  quick: { type: 'boolean' },
  suite: { type: 'string' },
  json: { type: 'string' },
  'action-json': { type: 'string' },
  compare: { type: 'string' },
  into: { type: 'string' },
} as const;

const OPTION_COLUMN = 22;

const HELP = `Usage: npm run bench -- [OPTION...]

Measures the project beside its yardsticks and peers in the same run and prints ratios.

${Object.entries(OPTION_TEXTS)
  .map(([name, text]) => {
    const { type } = TYPES[name as keyof typeof OPTION_TEXTS];
    return `  ${`--${name}${type === 'string' ? ' VALUE' : ''}`.padEnd(OPTION_COLUMN)}${text}\n`;
  })
  .join(
    '',
  )}  --into VALUE          put what is measured (--suite) into this earlier result of the same machine and versions
  --page                measure nothing: write bench/RESULTS.md and the chart from bench/results.json
  --help                print this

Suites: ${PROJECT_BENCH.suites.map(({ name, quick }) => (quick ? name : `${name}*`)).join(', ')}; * is left out of a quick run.
The built project is measured: run \`npm run build\` first.
Example: npm run bench -- --quick --suite hotp
`;

type Values = ReturnType<typeof parseArgs<{ options: typeof TYPES }>>['values'];

/** @throws TokentwinError ARGUMENT */
function valuesOf(words: readonly string[]): Values {
  try {
    return parseArgs({ args: [...words], options: TYPES }).values;
  } catch (error) {
    throw new TokentwinError('ARGUMENT', (error as Error).message);
  }
}

function print(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
}

/** @returns the exit status @throws TokentwinError */
async function run(words: readonly string[]): Promise<number> {
  const { help, page, ...values } = valuesOf(words);
  if (help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  if (page === true) {
    if (Object.keys(values).length > 0)
      throw new TokentwinError('ARGUMENT', '--page goes with nothing else.');
    print(writePage(PROJECT_BENCH));
    return 0;
  }
  const settings: Settings = {
    quick: values.quick ?? false,
    suite: values.suite ?? null,
    json: values.json ?? null,
    actionJson: values['action-json'] ?? null,
    compare: values.compare ?? null,
    into: values.into ?? null,
  };
  return runBench(settings, PROJECT_BENCH, print);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!isTokentwinError(error)) throw error;
  process.stderr.write(`bench: ${error.message} (${error.code})\n`);
  process.exitCode = 1;
}
