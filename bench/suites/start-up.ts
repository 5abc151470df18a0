/**
 * Suite `start-up`: what a script pays for one answer of the built program, beside an empty Node script.
 *
 * Wall time, because that is what the script waits for; all programs once in each round, who begins changes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { BUILT_PROGRAM, ROOT } from '../built.js';
import type { Effort } from '../effort.js';
import { type Finding, ratioFinding } from '../finding.js';
import { loadedModules } from '../start-up/loaded-modules.js';
import { emptyScript, type OneShot, runNode, startOnce } from '../start-up/one-shot.js';

/** A one-shot command takes at most so many starts of an empty script. */
const START_GOAL = 1.5;

const RESPOND: OneShot = {
  name: 'tokentwin respond demo',
  words: [BUILT_PROGRAM, 'respond', 'demo', '--pin', '1234', '--challenge', '123456'],
  output: '98276595\n',
};

/** The same card in a token file, which is locked, read, written and synced on the way. */
function respondFile(folder: string): OneShot {
  const file = join(folder, 'demo-key.token');
  const key = '3132333435363738393031323334353637383930';
  runNode([BUILT_PROGRAM, 'new', 'dsc-plus', file, '--pin', '1234', '--key', key]);
  const words = [BUILT_PROGRAM, 'respond', file, '--pin', '1234', '--challenge', '123456'];
  return { name: 'tokentwin respond FILE', words, output: '98276595\n' };
}

const OCRA: OneShot = {
  name: 'tokentwin ocra',
  words: [
    BUILT_PROGRAM,
    'ocra',
    'OCRA-1:HOTP-SHA1-6:QN08',
    '--key',
    '3132333435363738393031323334353637383930',
    '--question',
    '00000000',
  ],
  output: '237653\n',
};

/** @returns why a program cannot be measured, or null when it gives its known answer */
function whyRefused(program: OneShot): string | null {
  try {
    startOnce(program);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** @returns for each round the wall milliseconds of each program */
function playStarts(programs: readonly OneShot[], rounds: number): readonly (readonly number[])[] {
  return Array.from({ length: rounds }, (_, round) => {
    const times: number[] = [];
    for (let turn = 0; turn < programs.length; turn += 1) {
      const index = (round + turn) % programs.length;
      times[index] = startOnce(programs[index] as OneShot);
    }
    return times;
  });
}

function* compareStarts(
  empty: OneShot,
  commands: readonly OneShot[],
  { processRounds }: Effort,
): Generator<Finding> {
  const named = ({ name }: OneShot) => ({
    name: `start of ${name}`,
    contestant: name,
    yardstick: empty.name,
  });
  const answering: OneShot[] = [];
  for (const command of commands) {
    const reason = whyRefused(command);
    if (reason === null) answering.push(command);
    else yield { type: 'refused', ...named(command), reason };
  }
  const times = playStarts([empty, ...answering], processRounds);
  for (const [index, command] of answering.entries()) {
    const rounds = times.map(([yardstick = 0, ...contestants]) => ({
      contestant: contestants[index] as number,
      yardstick,
    }));
    const checked = { knownAnswers: 1, equalAnswers: 0 };
    yield ratioFinding(named(command), { kind: 'cost', goal: START_GOAL }, checked, rounds);
  }
}

/** A one-shot command does without the second program (yargs is in it) and without installed packages. */
function isUnneeded(file: string): boolean {
  return basename(file) === 'program.cjs' || file.split(sep).includes('node_modules');
}

function* listModules(empty: OneShot, commands: readonly OneShot[], folder: string): Generator<Finding> {
  const loadedByEmpty = loadedModules(empty, folder).nodeModules;
  for (const command of commands) {
    const { files, nodeModules } = loadedModules(command, folder);
    yield {
      type: 'modules',
      name: command.name,
      unneededFiles: files.filter(isUnneeded).map((file) => relative(ROOT, file)),
      nodeModules: nodeModules.filter((module) => !loadedByEmpty.includes(module)),
    };
  }
}

export async function* startUp(effort: Effort): AsyncGenerator<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-bench-'));
  try {
    const empty = emptyScript(folder);
    const commands = [RESPOND, respondFile(folder), OCRA];
    yield* compareStarts(empty, commands, effort);
    yield* listModules(empty, commands, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
