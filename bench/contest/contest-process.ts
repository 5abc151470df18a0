/**
 * One whole run of a contest, in a process of its own: reads a job from its command line and writes a report as
 * JSON to standard output.
 */
import { type ContestSuite, type Suite, YARDSTICK } from '../suite.js';
import { contestClock } from './clock.js';
import type { Contestant } from './contestant.js';
import { GAUGE_NAME, gaugePass } from './gauge.js';
import { type ContestJob, type ContestReport, SLOWED_VARIABLE } from './job.js';
import { playRounds, playTurns, type Timed } from './play.js';
import { type Seat, seatAll } from './seat.js';
import { stopwatches } from './stopwatch.js';

function slowedContestants(text: string): ReadonlyMap<string, number> {
  const parts = text.split(',').filter((part) => part !== '');
  return new Map(parts.map((part) => part.split('=')).map(([name = '', percent]) => [name, Number(percent)]));
}

export function contestantsOf(
  { contestants }: ContestSuite,
  all: readonly Contestant[],
): readonly Contestant[] {
  return contestants ?? all;
}

function timed(seats: readonly Seat[], answers: number): readonly Timed[] {
  return seats.map(({ contestant, pass }) => ({ name: contestant.name, pass, answers }));
}

/** Plays a job. @throws Error when there is no such contest */
export async function playJob(
  job: ContestJob,
  suites: readonly Suite[],
  all: readonly Contestant[],
): Promise<ContestReport> {
  const suite = suites.find(({ name }) => name === job.suite);
  if (suite?.type !== 'contest') throw new Error(`there is no contest ${job.suite}`);
  const takingPart = contestantsOf(suite, all).filter(
    ({ name, side }) => job.way === 'rounds' || side === 'ours' || name === YARDSTICK,
  );
  const slowed = slowedContestants(process.env[SLOWED_VARIABLE] ?? '');
  const { seats, refusals } = await seatAll(suite.contest, takingPart, YARDSTICK, slowed);
  const clock = contestClock();
  const equalAnswers = seats[0]?.heard.length ?? 0;
  const report = {
    clock: clock.name,
    contestants: seats.map(({ contestant }) => contestant.name),
    checked: { knownAnswers: suite.contest.knownAnswers.length, equalAnswers },
    refusals,
  };
  if (refusals.length > 0) return { ...report, rounds: [] };
  if (job.way === 'rounds') {
    const players = timed(seats, equalAnswers);
    return { ...report, rounds: playRounds(players, job.rounds, stopwatches(clock), job.seed) };
  }
  const stopwatchOf = stopwatches(clock, 1);
  const ours = seats.filter(({ contestant }) => contestant.side === 'ours');
  const withGauge = [...timed(ours, equalAnswers), { name: GAUGE_NAME, pass: gaugePass(), answers: 1 }];
  const { rounds, turnMs, seed } = job;
  return { ...report, rounds: playTurns(withGauge, rounds, turnMs, { clock, stopwatchOf, seed }) };
}

/** The whole program. */
export async function runContestProcess(
  suites: readonly Suite[],
  contestants: readonly Contestant[],
): Promise<void> {
  const job = JSON.parse(process.argv[2] ?? '') as ContestJob;
  process.stdout.write(JSON.stringify(await playJob(job, suites, contestants)));
}
