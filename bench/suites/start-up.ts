/**
 * Suite: what a script pays for one answer of the built program, beside an empty Node script; and what it loads.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { BUILT_PROGRAM, ROOT } from '../built.js';
import type { Effort } from '../effort.js';
import type { Finding } from '../finding.js';
import { loadedModules } from '../programs/loaded-modules.js';
import { emptyScript, type Program, playPrograms } from '../programs/program.js';
import { runNode } from '../programs/run-node.js';
import type { OtherSuite } from '../suite.js';
import { KEY_SHA1 } from './keys.js';

/** A one-shot command takes at most so many starts of an empty script. */
const START_GOAL = 1.35;

const KEY = KEY_SHA1.toString('hex');
const LOGIN = ['--pin', '1234', '--challenge', '123456'];

const RESPOND: Program = {
  name: 'tokentwin respond demo',
  words: [BUILT_PROGRAM, 'respond', 'demo', ...LOGIN],
  output: '98276595\n',
};

/** The same card in a token file, which is locked, read, written and synced on the way. */
function respondFile(folder: string): Program {
  const file = join(folder, 'demo-key.token');
  runNode([BUILT_PROGRAM, 'new', 'dsc-plus', file, '--pin', '1234', '--key', KEY]);
  return {
    name: 'tokentwin respond FILE',
    words: [BUILT_PROGRAM, 'respond', file, ...LOGIN],
    output: '98276595\n',
  };
}

const OCRA: Program = {
  name: 'tokentwin ocra',
  words: [BUILT_PROGRAM, 'ocra', 'OCRA-1:HOTP-SHA1-6:QN08', '--key', KEY, '--question', '00000000'],
  output: '237653\n',
};

/** A one-shot command does without the second program (yargs is in it) and without installed packages. */
function isUnneeded(file: string): boolean {
  return basename(file) === 'program.cjs' || file.split(sep).includes('node_modules');
}

function* listModules(empty: Program, commands: readonly Program[], folder: string): Generator<Finding> {
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

async function* findings({ processRounds }: Effort): AsyncGenerator<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-bench-'));
  try {
    const yardstick = emptyScript(folder);
    const commands = [RESPOND, respondFile(folder), OCRA];
    const contestants = commands.map((program) => ({ program, goal: START_GOAL }));
    const findingName = ({ name }: Program): string => `start-up/${name}`;
    yield* playPrograms({ yardstick, contestants, reading: 'cost', findingName }, processRounds);
    yield* listModules(yardstick, commands, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const START_UP: OtherSuite = {
  type: 'other',
  name: 'start-up',
  title: 'start of one-shot commands, answer included',
  quick: true,
  findings,
};
