/**
 * Runs what tests the promises at length, keeps the figures and writes `test/PROMISES.md`.
 *
 *     npm run promises                    all of them, one after the other: some hours
 *     npm run promises -- sweep timing    these only; the others keep their last figures
 *     npm run promises -- --page          none: only writes the page from the figures that are kept
 *     npm run promises -- --list          their names and commands
 *
 * A run that fails keeps its old figures, and the whole ends with status 1.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figures, figuresIn } from './figures.js';
import { readFigures, writeFigures, writePage } from './files.js';
import { commandOf } from './page.js';
import { PROMISES, type Promised } from './promises.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { page: { type: 'boolean', default: false }, list: { type: 'boolean', default: false } },
});
for (const name of positionals)
  if (PROMISES.every((promised) => promised.name !== name))
    throw new Error(`there is no promise ${name}: see --list`);

/** @returns all that it printed, or null if it failed */
async function outputOf(command: string, words: readonly string[], isShown: boolean): Promise<string | null> {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => {
    pieces.push(piece);
    if (isShown) process.stdout.write(piece);
  });
  const [status] = await once(child, 'close');
  return status === 0 ? Buffer.concat(pieces).toString('utf8') : null;
}

/** @returns null for a report that was cut off */
function testsIn(report: string): Figures | null {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { 'tests passed': numPassedTests, 'tests failed': numFailedTests };
  } catch {
    return null;
  }
}

async function figuresOf({ name, proof }: Promised): Promise<Figures | null> {
  if (proof.type === 'figures') {
    const output = await outputOf('npm', proof.words, true);
    return output === null ? null : figuresIn(output, name);
  }
  const report = join(mkdtempSync(join(tmpdir(), 'tokentwin-promises-')), 'report.json');
  const words = ['vitest', 'run', '--reporter=json', `--outputFile.json=${report}`, ...proof.paths];
  return (await outputOf('npx', words, false)) === null ? null : testsIn(report);
}

async function run(promised: Promised): Promise<boolean> {
  console.log(`=== ${promised.name}: ${commandOf(promised.proof)}`);
  const startedAt = performance.now();
  const figures = await figuresOf(promised);
  if (figures === null) {
    console.error(`${promised.name}: failed, or told no figures`);
    return false;
  }
  const minutes = Number(((performance.now() - startedAt) / 60_000).toFixed(1));
  const date = new Date().toISOString().slice(0, 10);
  writeFigures({ ...readFigures(), [promised.name]: { date, minutes, figures } });
  return true;
}

if (values.list) {
  for (const { name, proof } of PROMISES) console.log(`${name.padEnd(10)} ${commandOf(proof)}`);
} else {
  const chosen = values.page
    ? []
    : PROMISES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  for (const promised of chosen) if (!(await run(promised))) process.exitCode = 1;
  writePage();
}
