/** A promise that did not hold: after which cuts, and the line that shows it again. */

/** One cut: the number of the flash operation since switching on, and which of its bits changed. */
export interface Cut {
  readonly operation: number;
  readonly subset: string;
}

export interface Violation {
  readonly scenario: string;
  /** The cut of the scenario, then those of the recoveries. */
  readonly cuts: readonly Cut[];
  readonly reason: string;
}

/** The readings of unstable bits are drawn from the cuts that made them, so that a replay reads the same. */
export function seedOf(cuts: readonly Cut[]): string {
  return cuts.map(({ operation, subset }) => `${operation} ${subset}`).join(', ');
}

/** The line that replays a violation. */
export function replayLine({ scenario, cuts }: Violation): string {
  const words = cuts.map(({ operation, subset }) => ` --operation ${operation} --subset ${subset}`);
  return `npm run sweep -- --scenario '${scenario}'${words.join('')}`;
}

/** A violation in one line. */
export function violationLine(violation: Violation): string {
  return `${violation.reason}; again by: ${replayLine(violation)}`;
}
