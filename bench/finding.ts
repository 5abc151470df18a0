/**
 * What a suite finds out, one value after the other, and how a match becomes one.
 */
import { type Match, whyRefused } from './contestant.js';
import type { Effort } from './effort.js';
import { type RatioKind, type RatioSummary, type RoundTimes, summarizeRatios } from './ratio.js';
import { playRounds } from './rounds.js';

/** A ratio's bound: at least so much speed, at most so much cost. */
export interface Goal {
  readonly bound: number;
  readonly met: boolean;
}

interface Compared {
  readonly name: string;
  readonly contestant: string;
  readonly yardstick: string;
}

/** Two contestants that were checked and timed. */
export interface RatioFinding extends Compared {
  readonly type: 'ratio';
  readonly kind: RatioKind;
  /** Answers that were checked against a published or independently computed one, and against each other. */
  readonly checked: { readonly knownAnswers: number; readonly equalAnswers: number };
  readonly rounds: number;
  readonly ratio: RatioSummary;
  /** null: the figure is information. */
  readonly goal: Goal | null;
}

/** A match that was not timed, because somebody's answer was wrong. */
export interface RefusedFinding extends Compared {
  readonly type: 'refused';
  readonly reason: string;
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

export type Finding = RatioFinding | RefusedFinding | DurationFinding | ModulesFinding | BytesFinding;

/** How the ratio of a match is read, and the bound it should keep. */
export interface Reading {
  readonly kind: RatioKind;
  readonly goal: number | null;
}

/** The finding of rounds that were played. */
export function ratioFinding(
  compared: Compared,
  { kind, goal }: Reading,
  checked: RatioFinding['checked'],
  rounds: readonly RoundTimes[],
): RatioFinding {
  const ratio = summarizeRatios(rounds, kind);
  const met = goal !== null && (kind === 'speed' ? ratio.median >= goal : ratio.median <= goal);
  return {
    type: 'ratio',
    ...compared,
    kind,
    checked,
    rounds: rounds.length,
    ratio,
    goal: goal === null ? null : { bound: goal, met },
  };
}

/** Checks both contestants of a match and, when every answer was right, times them. */
export function findRatio<Input>(
  match: Match<Input>,
  reading: Reading,
  effort: Effort,
): RatioFinding | RefusedFinding {
  const compared = {
    name: match.name,
    contestant: match.contestant.name,
    yardstick: match.yardstick.name,
  };
  const reason = whyRefused(match);
  if (reason !== null) return { type: 'refused', ...compared, reason };
  const checked = { knownAnswers: match.knownAnswers.length, equalAnswers: match.inputs.length };
  return ratioFinding(compared, reading, checked, playRounds(match, effort));
}
