/**
 * Plays a contest in fresh processes, one after the other, and makes findings of their reports.
 */
import type { Effort } from '../effort.js';
import { type PaceFinding, type RatioFinding, type RefusedFinding, ratioFinding } from '../finding.js';
import { runNode } from '../programs/run-node.js';
import { bestOf, median } from '../statistics/median.js';
import { type ContestGoal, type ContestSuite, FASTEST_PACKAGE, YARDSTICK } from '../suite.js';
import type { Contestant } from './contestant.js';
import { GAUGE_NAME } from './gauge.js';
import type { ContestJob, ContestReport } from './job.js';
import type { Round } from './play.js';

/**
 * Words for Node in front of the program's. The collector can be called between contestants, and V8 keeps the
 * bytecode of those that wait: it would throw it away after some collections, and compile it in somebody's turn.
 */
const NODE_WORDS = ['--expose-gc', '--no-flush-bytecode'];

/** What a bench consists of: the program of its processes, and who takes part in them. */
export interface ContestProgram {
  /** Words behind `node`, up to the job. */
  readonly words: readonly string[];
  readonly contestants: readonly Contestant[];
}

/** The program that plays one job. */
export type PlayJob = (job: ContestJob) => ContestReport;

export function inFreshProcess({ words }: ContestProgram): PlayJob {
  return (job) => JSON.parse(runNode([...NODE_WORDS, ...words, JSON.stringify(job)]).output) as ContestReport;
}

type ContestFinding = RatioFinding | RefusedFinding;

/** All whole runs of a contest; they end with the first in which somebody is refused. */
export function playContest(
  suite: ContestSuite,
  play: PlayJob,
  contestants: readonly Contestant[],
  { runs, rounds }: Effort,
): readonly ContestFinding[] {
  const reports: ContestReport[] = [];
  for (let run = 0; run < runs; run += 1) {
    const report = play({ suite: suite.name, way: 'rounds', rounds, turnMs: 0, seed: run });
    if (report.refusals.length > 0) return report.refusals.map((refusal) => refused(suite, refusal));
    reports.push(report);
  }
  return contestFindings(suite, reports, contestants);
}

function refused(
  suite: ContestSuite,
  { contestant, reason }: ContestReport['refusals'][number],
): RefusedFinding {
  return { type: 'refused', name: `${suite.name}/${contestant}`, contestant, yardstick: YARDSTICK, reason };
}

/** One ratio to the yardstick for each contestant, then those of the goals against somebody else. */
export function contestFindings(
  suite: ContestSuite,
  reports: readonly ContestReport[],
  contestants: readonly Contestant[],
): readonly RatioFinding[] {
  const { contestants: names = [] } = reports[0] ?? {};
  const beside = names
    .filter((name) => name !== YARDSTICK)
    .map((contestant) => {
      const goal = suite.goals.find((each) => each.contestant === contestant && each.against === undefined);
      return finding(suite, reports, goal ?? { contestant, bound: null }, YARDSTICK);
    });
  const packages = contestants.filter(({ side }) => side === 'code package').map(({ name }) => name);
  const others = suite.goals.flatMap((goal) => {
    if (goal.against === undefined) return [];
    const against = goal.against === FASTEST_PACKAGE ? fastest(names, packages, reports) : goal.against;
    return against !== null && names.includes(against) ? [finding(suite, reports, goal, against)] : [];
  });
  return [...beside, ...others];
}

function speedIn(round: Round, name: string): number {
  return round[name] as number;
}

/** By the median of the ratios to the yardstick over all rounds. */
function fastest(
  names: readonly string[],
  packages: readonly string[],
  reports: readonly ContestReport[],
): string | null {
  const speed = (name: string): number =>
    median(
      reports.flatMap(({ rounds }) =>
        rounds.map((round) => speedIn(round, name) / speedIn(round, YARDSTICK)),
      ),
    );
  const sorted = names
    .filter((name) => packages.includes(name))
    .toSorted((one, other) => speed(other) - speed(one));
  return sorted[0] ?? null;
}

function finding(
  suite: ContestSuite,
  reports: readonly ContestReport[],
  { contestant, bound, against }: Omit<ContestGoal, 'bound'> & { readonly bound: number | null },
  yardstick: string,
): RatioFinding {
  const reading = suite.reading ?? 'speed';
  const [faster, slower] = reading === 'speed' ? [contestant, yardstick] : [yardstick, contestant];
  const [report] = reports as [ContestReport];
  const name = `${suite.name}/${contestant}${against === undefined ? '' : ` against ${against}`}`;
  return ratioFinding(
    { name, contestant, yardstick },
    { reading, timing: `benchmark.js in ${report.clock}`, goal: bound },
    report.checked,
    reports.map(({ rounds }) => rounds.map((round) => speedIn(round, faster) / speedIn(round, slower))),
  );
}

/** One turn in so many is faster than the speed that counts. */
export const FASTEST_TURN_OF = 20;

/**
 * The speed in those turns in which nobody took the core away. On an overloaded machine most turns begin with
 * caches that others filled, which costs one contestant a third and another next to nothing; the fastest turns
 * are as fast as on an idle machine.
 */
function undisturbed({ rounds }: ContestReport, contestant: string): number {
  return bestOf(
    rounds.map((round) => speedIn(round, contestant)),
    FASTEST_TURN_OF,
  );
}

/**
 * Plays turns in one more fresh process.
 *
 * @param paces what is known so far, of which a longer copy is returned
 * @throws Error when somebody is refused
 */
export function playPace(
  suite: ContestSuite,
  play: PlayJob,
  { turnRounds, turnMs }: Effort,
  paces: readonly PaceFinding[],
): readonly PaceFinding[] {
  const seed = paces[0]?.processes.length ?? 0;
  const report = play({ suite: suite.name, way: 'turns', rounds: turnRounds, turnMs, seed });
  const [refusal] = report.refusals;
  if (refusal !== undefined) throw new Error(`${refusal.contestant} ${refusal.reason}`);
  return Object.keys(report.rounds[0] ?? {})
    .filter((contestant) => contestant !== GAUGE_NAME)
    .toSorted()
    .map((contestant) => {
      const name = `${suite.name}/${contestant}`;
      const before = paces.find((pace) => pace.name === name)?.processes ?? [];
      const pace = undisturbed(report, contestant) / undisturbed(report, GAUGE_NAME);
      return { type: 'pace', name, contestant, processes: [...before, pace] };
    });
}
