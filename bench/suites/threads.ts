/**
 * Suite: what two worker threads gain, beside what two processes gain in the same round; and a million responses or
 * codes with the workers started for them.
 */
import { builtOath, builtWorkers } from '../built.js';
import type { Effort } from '../effort.js';
import { type Finding, type Judged, ratioFinding } from '../finding.js';
import { HotpProcesses } from '../programs/hotp-processes.js';
import { type JobRound, playJobs } from '../programs/jobs.js';
import type { OtherSuite } from '../suite.js';
import { KEY_SHA1 } from './keys.js';

const MANY = 10_000_000;
const MILLION = 1_000_000;
const THREADS = 2;
/** A round of the long jobs takes some seconds. */
const FULL_ROUNDS = 21;
const QUICK_ROUNDS = 3;

const SCALING_GOAL = 0.9;
const MILLION_GOAL = 1.3;

const TIMING = 'wall time of whole jobs';

/** @throws Error when the last code is not the one that a second engine gives */
function assertLast(codes: Uint32Array, right: number): void {
  if (codes.at(-1) !== right) throw new Error('the workers do not give the known last code');
}

function ratioOf(
  rounds: readonly JobRound[],
  compared: { name: string; contestant: string; yardstick: string },
  goal: number | null,
  ratio: (times: (job: string) => number) => number,
): Finding {
  const judged: Judged = { reading: 'speed', timing: TIMING, goal };
  const ratios = rounds.map((round) => ratio((job) => round[job] as number));
  return ratioFinding(compared, judged, { knownAnswers: 0, equalAnswers: 1 }, [ratios]);
}

async function scaling(rounds: number): Promise<Finding> {
  const { EngineWorkers } = await builtWorkers();
  const { HotpEngine } = await builtOath();
  const key = KEY_SHA1;
  const right = Number(new HotpEngine(key).code(MANY - 1));
  const codes = new Uint32Array(new SharedArrayBuffer(4 * MANY));
  const one = await HotpProcesses.start(1, key.toString('hex'));
  const two = await HotpProcesses.start(THREADS, key.toString('hex'));
  const [single, pair] = [1, THREADS].map((threads) => new EngineWorkers({ threads }));
  try {
    const byWorkers = async (workers: typeof single) => {
      await workers?.hotpNumbers({ key, first: 0, codes });
      assertLast(codes, right);
    };
    const played = await playJobs(
      [
        { name: 'one worker', run: () => byWorkers(single) },
        { name: 'two workers', run: () => byWorkers(pair) },
        { name: 'one process', run: async () => void (await one.compute(MANY)) },
        { name: 'two processes', run: async () => void (await two.compute(MANY / THREADS)) },
      ],
      rounds,
    );
    return ratioOf(
      played,
      { name: 'threads/scaling of two', contestant: 'two workers by one', yardstick: 'two processes by one' },
      SCALING_GOAL,
      (of) => of('one worker') / of('two workers') / (of('one process') / of('two processes')),
    );
  } finally {
    await Promise.all([one.end(), two.end(), single?.close(), pair?.close()]);
  }
}

/**
 * A million codes or responses in two threads, started for it. The goal is one for OCRA responses: HOTP codes cost so
 * little that a worker is hardly there before they are done, so theirs are for information.
 */
async function startedForIt(
  rounds: number,
  compared: { name: string; contestant: string; yardstick: string },
  goal: number | null,
  jobs: { workers(): Promise<unknown>; oneThread(): void },
): Promise<Finding> {
  const played = await playJobs(
    [
      { name: 'workers', run: async () => void (await jobs.workers()) },
      { name: 'one thread', run: () => jobs.oneThread() },
    ],
    rounds * 2,
  );
  return ratioOf(played, compared, goal, (of) => of('one thread') / of('workers'));
}

async function millionCodes(rounds: number): Promise<Finding> {
  const { hotpNumbers } = await builtWorkers();
  const { HotpEngine } = await builtOath();
  const engine = new HotpEngine(KEY_SHA1);
  const right = Number(engine.code(MILLION - 1));
  const codes = new Uint32Array(new SharedArrayBuffer(4 * MILLION));
  const name = 'threads/a million codes, workers started for it';
  return startedForIt(
    rounds,
    { name, contestant: 'hotpNumbers with two threads', yardstick: 'HotpEngine in this thread' },
    null,
    {
      workers: async () => {
        await hotpNumbers({ key: KEY_SHA1, first: 0, codes }, { threads: THREADS });
        assertLast(codes, right);
      },
      oneThread: () => engine.numbers(0, codes),
    },
  );
}

async function millionResponses(rounds: number): Promise<Finding> {
  const { ocraNumbers } = await builtWorkers();
  const { OcraEngine } = await builtOath();
  const suite = 'OCRA-1:HOTP-SHA1-6:QN08';
  const engine = new OcraEngine(suite, KEY_SHA1);
  const questions = new Uint32Array(new SharedArrayBuffer(4 * MILLION));
  for (let index = 0; index < MILLION; index += 1) questions[index] = (index * 61_803_399) % 1e8;
  const responses = new Uint32Array(new SharedArrayBuffer(4 * MILLION));
  const right = Number(engine.respond({ question: String(questions.at(-1)).padStart(8, '0') }));
  const name = 'threads/a million responses, workers started for it';
  return startedForIt(
    rounds,
    { name, contestant: 'ocraNumbers with two threads', yardstick: 'OcraEngine in this thread' },
    MILLION_GOAL,
    {
      workers: async () => {
        await ocraNumbers({ suite, key: KEY_SHA1, questions, responses }, { threads: THREADS });
        assertLast(responses, right);
      },
      oneThread: () => engine.respondNumbers(questions, responses),
    },
  );
}

async function* findings({ name }: Effort): AsyncGenerator<Finding> {
  const rounds = name === 'full' ? FULL_ROUNDS : QUICK_ROUNDS;
  yield await scaling(rounds);
  yield await millionResponses(rounds);
  yield await millionCodes(rounds);
}

export const THREADS_SUITE: OtherSuite = {
  type: 'other',
  name: 'threads',
  title: 'worker threads',
  quick: false,
  findings,
};
