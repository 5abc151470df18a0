/**
 * Whole programs beside each other: all of them once in each round, in an order drawn anew.
 *
 * Wall time, start included, because that is what a script waits for. Promises: a program that fails or prints
 * anything but what it has to is refused.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, type Reading, ratioFinding } from '../finding.js';
import { drawnFrom, shuffled } from '../statistics/shuffle.js';
import { runProgram } from './run-node.js';

export interface Program {
  /** Kept stable: stored results are compared by it. */
  readonly name: string;
  /** Default: this Node. */
  readonly command?: string;
  readonly words: readonly string[];
  /** For standard input. */
  readonly input?: string | Uint8Array;
  /** All that it has to print; null = the same as the yardstick. */
  readonly output: string | null;
}

export interface ProgramContest {
  readonly yardstick: Program;
  readonly contestants: readonly { readonly program: Program; readonly goal: number | null }[];
  readonly reading: Reading;
  /** The stable name of a contestant's finding. */
  findingName(program: Program): string;
}

/**
 * @param known what it has to print
 * @returns wall milliseconds
 * @throws Error when it fails or prints anything else
 */
function startKnown({ name, command, words, input }: Program, known: string): number {
  const run = runProgram(command ?? process.execPath, words, input);
  if (run.output !== known) throw new Error(`${name} does not give the known answer`);
  return run.milliseconds;
}

/** The same for a program whose output is known. */
export function startOnce(program: Program): number {
  return startKnown(program, program.output ?? '');
}

/** Plays so many rounds; a refused contestant is told, and the others play. */
export function* playPrograms(contest: ProgramContest, rounds: number): Generator<Finding> {
  const { yardstick, contestants, reading } = contest;
  const known =
    yardstick.output ??
    runProgram(yardstick.command ?? process.execPath, yardstick.words, yardstick.input).output;
  const start = (program: Program): number => startKnown(program, program.output ?? known);
  const named = (program: Program) => ({
    name: contest.findingName(program),
    contestant: program.name,
    yardstick: yardstick.name,
  });
  const answering: (typeof contestants)[number][] = [];
  for (const contestant of contestants) {
    try {
      start(contestant.program);
      answering.push(contestant);
    } catch (error) {
      yield { type: 'refused', ...named(contestant.program), reason: (error as Error).message };
    }
  }
  const draw = drawnFrom(rounds);
  const programs = [yardstick, ...answering.map(({ program }) => program)];
  const times = Array.from(
    { length: rounds },
    () => new Map(shuffled(programs, draw).map((program) => [program, start(program)])),
  );
  for (const { program, goal } of answering) {
    const [above, below] = reading === 'speed' ? [yardstick, program] : [program, yardstick];
    const ratios = times.map((round) => (round.get(above) as number) / (round.get(below) as number));
    const checked = {
      knownAnswers: program.output === null ? 0 : 1,
      equalAnswers: program.output === null ? 1 : 0,
    };
    yield ratioFinding(named(program), { reading, timing: 'wall time of whole processes', goal }, checked, [
      ratios,
    ]);
  }
}

/** A yardstick of all starts: a CommonJS script without a line, written to a folder. */
export function emptyScript(folder: string): Program {
  const file = join(folder, 'empty.cjs');
  writeFileSync(file, '');
  return { name: 'empty Node script', words: [file], output: '' };
}
