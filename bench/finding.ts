/**
 * What a suite finds out, one value after the other, and how rounds become one.
 */
import { type Interval, medianInterval } from './statistics/interval.js';
import { median, type Spread, spreadOf } from './statistics/median.js';

/**
 * What a ratio says. `speed`: answers of the contestant in the time of one of the yardstick, more is better.
 * `cost`: answers of the yardstick in the time of one of the contestant, less is better.
 */
export type Reading = 'speed' | 'cost';

/** How a figure was timed. */
export type Timing =
  | 'benchmark.js in process CPU time'
  | 'benchmark.js in wall time'
  | 'wall time of whole processes'
  | 'wall time of whole jobs'
  | 'wall time of the median exchange';

/** `not judged`: the interval holds the bound, so another run could well say the opposite. */
export type Verdict = 'met' | 'missed' | 'not judged: too noisy';

/** A ratio's bound: at least so much speed, at most so much cost. */
export interface Goal {
  readonly bound: number;
  readonly verdict: Verdict;
}

interface Compared {
  /** Kept stable: stored results are compared by it. */
  readonly name: string;
  readonly contestant: string;
  readonly yardstick: string;
}

/** Where a median lies, and what was taken as independent to say so. */
export interface MedianInterval extends Interval {
  readonly of: 'runs' | 'rounds';
}

/** Two contestants that were checked and timed. */
export interface RatioFinding extends Compared {
  readonly type: 'ratio';
  readonly reading: Reading;
  readonly timing: Timing;
  /** Answers that were checked against a published one, and against each other. */
  readonly checked: { readonly knownAnswers: number; readonly equalAnswers: number };
  /** Of each whole run, the ratios of its rounds. */
  readonly runs: readonly Spread[];
  /** The median of the runs' medians. */
  readonly median: number;
  /** null: there were too few rounds for one. */
  readonly interval: MedianInterval | null;
  /** null: the figure is information. */
  readonly goal: Goal | null;
}

/** A match that was not timed, because somebody's answer was wrong. */
export interface RefusedFinding extends Compared {
  readonly type: 'refused';
  readonly reason: string;
}

/** How fast a contestant of ours is, undisturbed, as a multiple of the gauge, for comparisons with other results. */
export interface PaceFinding {
  readonly type: 'pace';
  readonly name: string;
  readonly contestant: string;
  /** One value for each fresh process. */
  readonly processes: readonly number[];
}

/** A wall time, as information: it is this machine's alone. */
export interface DurationFinding {
  readonly type: 'duration';
  readonly name: string;
  readonly milliseconds: number;
  /** The duration that is asked for, if any. */
  readonly atMostMs: number | null;
}

/** What one start of a program loads. */
export interface ModulesFinding {
  readonly type: 'modules';
  readonly name: string;
  /** Files that it should do without, by path in the project; empty when all is well. */
  readonly unneededFiles: readonly string[];
  /** Modules of Node that an empty script does not load. */
  readonly nodeModules: readonly string[];
}

/** What a protocol puts around the APDUs that it carries, as information. */
export interface BytesFinding {
  readonly type: 'bytes';
  readonly name: string;
  /** Bytes on the line, both ways. */
  readonly lineBytes: number;
  /** Bytes of the commands and responses in them. */
  readonly payloadBytes: number;
}

/** From how many answers on the contestant is faster, from the first call in a fresh process. */
export interface BreakEvenFinding {
  readonly type: 'break-even';
  readonly name: string;
  readonly contestant: string;
  readonly yardstick: string;
  /** Process CPU time, medians of fresh processes; ascending. */
  readonly points: readonly {
    readonly answers: number;
    readonly contestantMs: number;
    readonly yardstickMs: number;
  }[];
  /** The first of these numbers from which on it stays faster; null if none. */
  readonly from: number | null;
}

/** What one of many things takes of the process's memory. */
export interface MemoryFinding {
  readonly type: 'memory';
  readonly name: string;
  readonly bytesEach: number;
  /** The size that is asked for, if any. */
  readonly atMost: number | null;
}

export type Finding =
  | RatioFinding
  | RefusedFinding
  | PaceFinding
  | DurationFinding
  | ModulesFinding
  | MemoryFinding
  | BytesFinding
  | BreakEvenFinding;

/** Five runs have the interval from the lowest to the highest of their medians: it holds 15 times of 16. */
const CONFIDENCE = 0.9;
const RUNS_FOR_AN_INTERVAL = 5;

/** How the ratio of a match is read, and the bound it should keep. */
export interface Judged {
  readonly reading: Reading;
  readonly timing: Timing;
  readonly goal: number | null;
}

/**
 * Of whole runs the medians are independent. Of a single run it is the rounds at best, and what differs from
 * process to process stays unseen.
 */
function intervalOf(runs: readonly (readonly number[])[]): MedianInterval | null {
  if (runs.length >= RUNS_FOR_AN_INTERVAL) {
    const interval = medianInterval(runs.map(median), CONFIDENCE);
    return interval && { ...interval, of: 'runs' };
  }
  const interval = medianInterval(runs.flat(), CONFIDENCE);
  return interval && { ...interval, of: 'rounds' };
}

export function verdictOn(bound: number, reading: Reading, interval: Interval | null): Verdict {
  if (interval === null) return 'not judged: too noisy';
  const { low, high } = interval;
  const [met, missed] = reading === 'speed' ? [low >= bound, high < bound] : [high <= bound, low > bound];
  if (met) return 'met';
  return missed ? 'missed' : 'not judged: too noisy';
}

/** @param runs of each whole run, the ratio of each round */
export function ratioFinding(
  { name, contestant, yardstick }: Compared,
  { reading, timing, goal }: Judged,
  checked: RatioFinding['checked'],
  runs: readonly (readonly number[])[],
): RatioFinding {
  const spreads = runs.map(spreadOf);
  const interval = intervalOf(runs);
  return {
    type: 'ratio',
    name,
    contestant,
    yardstick,
    reading,
    timing,
    checked,
    runs: spreads,
    median: median(spreads.map((spread) => spread.median)),
    interval,
    goal: goal === null ? null : { bound: goal, verdict: verdictOn(goal, reading, interval) },
  };
}
