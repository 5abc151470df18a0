/**
 * Suite: a million answers from one start of the built program, beside oathtool and beside what a user would write
 * with readline and a prepared createHmac. Start included; standard output is a pipe that is read.
 */
import { join } from 'node:path';
import { BUILT_PROGRAM, ROOT } from '../built.js';
import { decimalQuestion } from '../contest/contestant.js';
import type { Effort } from '../effort.js';
import type { Finding } from '../finding.js';
import { type Program, type ProgramContest, playPrograms } from '../programs/program.js';
import type { OtherSuite } from '../suite.js';
import { KEY_SHA1 } from './keys.js';

const COUNT = 1_000_000;
/** A round takes a second or more for each program. */
const FULL_ROUNDS = 11;
const QUICK_ROUNDS = 3;

const KEY = KEY_SHA1.toString('hex');
const SUITE = 'OCRA-1:HOTP-SHA1-6:QN08';

function script(name: string): string {
  return join(ROOT, 'bench', 'programs', name);
}

const OATHTOOL: Program = {
  name: 'oathtool',
  command: 'oathtool',
  words: ['--window', String(COUNT - 1), KEY],
  output: null,
};

const TOKENTWIN_HOTP: Program = {
  name: 'tokentwin hotp',
  words: [BUILT_PROGRAM, 'hotp', '--key', KEY, '--count', String(COUNT)],
  output: null,
};

function* lines(lineOf: (question: string) => string): Generator<string> {
  const questionAt = decimalQuestion(8);
  for (let index = 0; index < COUNT; index += 1) yield `${lineOf(questionAt(index))}\n`;
}

/** Inputs of megabytes, made when the suite runs. */
function contests(): readonly ProgramContest[] {
  const questions = [...lines((question) => question)].join('');
  const jsonLines = [...lines((question) => JSON.stringify({ suite: SUITE, key: KEY, question }))].join('');
  const speed = (yardstick: Program, program: Program, goal: number) => ({
    yardstick,
    contestants: [{ program, goal }],
    reading: 'speed' as const,
    findingName: ({ name }: Program) => `streams/${name}`,
  });
  const stream = (name: string, words: readonly string[], input: string): Program => ({
    name,
    words,
    input,
    output: null,
  });
  return [
    speed(OATHTOOL, TOKENTWIN_HOTP, 3.5),
    speed(
      stream('readline and createHmac', [script('readline-questions.cjs'), KEY], questions),
      stream(
        'tokentwin ocra --questions -',
        [BUILT_PROGRAM, 'ocra', SUITE, '--key', KEY, '--questions', '-'],
        questions,
      ),
      12,
    ),
    speed(
      stream('readline, JSON.parse and createHmac', [script('readline-batch.cjs')], jsonLines),
      stream('tokentwin ocra --batch', [BUILT_PROGRAM, 'ocra', '--batch'], jsonLines),
      8,
    ),
  ];
}

async function* findings({ name }: Effort): AsyncGenerator<Finding> {
  const rounds = name === 'full' ? FULL_ROUNDS : QUICK_ROUNDS;
  for (const contest of contests()) {
    try {
      yield* playPrograms(contest, rounds);
    } catch (error) {
      const { yardstick, contestants } = contest;
      const program = contestants[0]?.program.name ?? '';
      // A yardstick that is not there (oathtool is Debian's package of that name) is said; nothing is made up.
      const reason = `${yardstick.name}: ${(error as Error).message}`;
      yield {
        type: 'refused',
        name: `streams/${program}`,
        contestant: program,
        yardstick: yardstick.name,
        reason,
      };
    }
  }
}

export const STREAMS: OtherSuite = {
  type: 'other',
  name: 'streams',
  title: 'a million answers by whole programs',
  quick: false,
  findings,
};
