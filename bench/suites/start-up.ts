/**
 * Suite `start-up`: what a script pays for one answer of the built program, beside an empty Node script.
 *
 * Wall time, because that is what the script waits for; all programs once in each round, who begins changes.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TokentwinError } from '../../firmware/error.js';
import type { Effort } from '../effort.js';
import { type Finding, ratioFinding } from '../finding.js';
import { loadedModules } from '../start-up/loaded-modules.js';
import { emptyScript, type OneShot, startOnce } from '../start-up/one-shot.js';

/** A one-shot command takes at most so many starts of an empty script. */
const START_GOAL = 1.5;

const PROGRAM = fileURLToPath(new URL('../../dist/tokentwin.cjs', import.meta.url));

const RESPOND: OneShot = {
  name: 'tokentwin respond demo',
  words: [PROGRAM, 'respond', 'demo', '--pin', '1234', '--challenge', '123456'],
  output: '98276595\n',
};

const OCRA: OneShot = {
  name: 'tokentwin ocra',
  words: [
    PROGRAM,
    'ocra',
    'OCRA-1:HOTP-SHA1-6:QN08',
    '--key',
    '3132333435363738393031323334353637383930',
    '--question',
    '00000000',
  ],
  output: '237653\n',
};

/** @throws TokentwinError FILE_NOT_FOUND when the program has not been built */
export function assertBuilt(): void {
  if (existsSync(PROGRAM)) return;
  throw new TokentwinError(
    'FILE_NOT_FOUND',
    'The suite start-up measures the built program, and dist/tokentwin.cjs is missing: run `npm run build`.',
  );
}

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

function* compareStarts(empty: OneShot, { processRounds }: Effort): Generator<Finding> {
  const named = ({ name }: OneShot) => ({
    name: `start of ${name}`,
    contestant: name,
    yardstick: empty.name,
  });
  const answering: OneShot[] = [];
  for (const command of [RESPOND, OCRA]) {
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

function* listModules(empty: OneShot, folder: string): Generator<Finding> {
  const loadedByEmpty = loadedModules(empty, folder).nodeModules;
  for (const command of [RESPOND, OCRA]) {
    const { files, nodeModules } = loadedModules(command, folder);
    yield {
      type: 'modules',
      name: command.name,
      files: files.filter((file) => file !== PROGRAM).map((file) => relative(dirname(PROGRAM), file)),
      nodeModules: nodeModules.filter((module) => !loadedByEmpty.includes(module)),
    };
  }
}

/** @throws TokentwinError FILE_NOT_FOUND */
export function* startUp(effort: Effort): Generator<Finding> {
  assertBuilt();
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-bench-'));
  try {
    const empty = emptyScript(folder);
    yield* compareStarts(empty, effort);
    yield* listModules(empty, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
