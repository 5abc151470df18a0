/**
 * `npm run bench`: plays the suites, prints what they find and writes it as JSON.
 *
 * A goal that is not met is said and does not fail the run; a contestant with a wrong answer does.
 */
import { accessSync, constants, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { isTokentwinError, TokentwinError } from '../firmware/error.js';
import { assertBuilt, isBuildOlder } from './built.js';
import { type Effort, FULL, QUICK } from './effort.js';
import type { Finding } from './finding.js';
import { thisMachine } from './machine.js';
import { findingLines, headLines, suiteLines } from './page.js';
import { link } from './suites/link.js';
import { responseCore } from './suites/response-core.js';
import { startUp } from './suites/start-up.js';
import { twin } from './suites/twin.js';

/** The twin comes first: hashes that the core uses later would slow its compiled code down. */
const SUITES: Readonly<Record<string, (effort: Effort) => AsyncGenerator<Finding>>> = {
  twin,
  core: responseCore,
  'start-up': startUp,
  link,
};

const HELP = `Usage: npm run bench -- [--quick] [--json FILE] [--suite NAME]

Measures the project beside a yardstick in the same run and prints ratios.

  --quick       fewer rounds: under a minute instead of under 5
  --json FILE   also write the findings to FILE
  --suite NAME  only one of: ${Object.keys(SUITES).join(', ')}
  --help        print this

The built project is measured: run \`npm run build\` first.
Example: npm run bench -- --quick --suite core
`;

interface Settings {
  readonly help: boolean;
  readonly effort: Effort;
  readonly jsonFile: string | null;
  readonly suites: readonly string[];
}

/** @throws TokentwinError ARGUMENT */
function settingsFrom(words: readonly string[]): Settings {
  let values: { help?: boolean; quick?: boolean; json?: string; suite?: string };
  try {
    const options = {
      help: { type: 'boolean' },
      quick: { type: 'boolean' },
      json: { type: 'string' },
      suite: { type: 'string' },
    } as const;
    values = parseArgs({ args: [...words], options }).values;
  } catch (error) {
    throw new TokentwinError('ARGUMENT', (error as Error).message);
  }
  if (values.suite !== undefined && !Object.hasOwn(SUITES, values.suite)) {
    throw new TokentwinError('ARGUMENT', `There is no such suite: use ${Object.keys(SUITES).join(', ')}.`);
  }
  return {
    help: values.help ?? false,
    effort: values.quick === true ? QUICK : FULL,
    jsonFile: values.json ?? null,
    suites: values.suite === undefined ? Object.keys(SUITES) : [values.suite],
  };
}

/** Sees to it that the run is not lost at its end. @throws TokentwinError FILE_ACCESS */
function assertWritable(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch {
    throw new TokentwinError('FILE_ACCESS', `The file ${file} cannot be written: give another --json.`);
  }
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** @returns the findings of a suite, printed as they come */
async function playSuite(name: string, effort: Effort): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  print(suiteLines(name));
  for await (const finding of SUITES[name]?.(effort) ?? []) {
    findings.push(finding);
    print(findingLines(finding));
  }
  return findings;
}

/** @returns the exit status */
async function run(words: readonly string[]): Promise<number> {
  const settings = settingsFrom(words);
  if (settings.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (settings.jsonFile !== null) assertWritable(settings.jsonFile);
  assertBuilt();
  const machine = thisMachine();
  print(headLines(machine, settings.effort));
  if (isBuildOlder()) print(['', 'NOTE: a source is newer than dist/: run `npm run build` to measure it.']);
  const suites: { name: string; findings: readonly Finding[] }[] = [];
  for (const name of settings.suites) suites.push({ name, findings: await playSuite(name, settings.effort) });
  if (settings.jsonFile !== null) {
    const report = { formatVersion: 1, effort: settings.effort, machine, suites };
    writeFileSync(settings.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
  }
  return suites.some(({ findings }) => findings.some(({ type }) => type === 'refused')) ? 1 : 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!isTokentwinError(error)) throw error;
  process.stderr.write(`bench: ${error.message} (${error.code})\n`);
  process.exitCode = 1;
}
