/**
 * Plays turns for a comparison until every contestant is judged, or until there were enough of them.
 */
import { type PlayJob, playPace } from '../contest/contest-runs.js';
import type { Effort } from '../effort.js';
import type { PaceFinding } from '../finding.js';
import type { ContestSuite } from '../suite.js';
import { type Change, changeOf } from './change.js';

/** The paces of each suite, in the order of the suites. */
export type Paces = ReadonlyMap<ContestSuite, readonly PaceFinding[]>;

/** One fresh process a suite, as often as the effort says: what a busy moment does falls on all suites. */
export function playPaces(suites: readonly ContestSuite[], play: PlayJob, effort: Effort): Paces {
  const paces = new Map<ContestSuite, readonly PaceFinding[]>();
  for (let process = 0; process < effort.turnProcesses; process += 1) {
    for (const suite of suites) paces.set(suite, playPace(suite, play, effort, paces.get(suite) ?? []));
  }
  return paces;
}

/** The contestants that both results have. */
export function changesOf(before: readonly PaceFinding[], after: readonly PaceFinding[]): readonly Change[] {
  return after.flatMap((pace) => {
    const earlier = before.find(({ name }) => name === pace.name);
    return earlier === undefined ? [] : [changeOf(earlier, pace)];
  });
}

/** Plays on where something is not judged, one process more a suite and time. */
export function settle(before: readonly PaceFinding[], first: Paces, play: PlayJob, effort: Effort): Paces {
  const paces = new Map(first);
  for (let process = effort.turnProcesses; process < effort.maximumTurnProcesses; process += 1) {
    for (const [suite, known] of paces) {
      const isOpen = changesOf(before, known).some(({ verdict }) => verdict === 'not judged: too noisy');
      if (isOpen) paces.set(suite, playPace(suite, play, effort, known));
    }
  }
  return paces;
}
