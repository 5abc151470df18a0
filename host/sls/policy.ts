/**
 * The numbers of the system that somebody may want otherwise, each with its fact's mark.
 */
import { TokentwinError } from '../../firmware/error.js';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export interface Policy {
  /** Consecutive failures that lock a user or a device. Facts section 15 [public]: 10; at most 100. */
  readonly failureLimit: number;
  /** They count when they lie within this time, and lock until as long after the last. Facts section 15 [public]. */
  readonly failureWindowMs: number;
  /** From the first question of a proof to its end. Facts section 15 [public, weak]; ten minutes at most. */
  readonly challengeLifeMs: number;
  /** Between two messages to one number. Facts section 9 [public]. */
  readonly resendIntervalMs: number;
  /** Facts section 9 [unknown: our choice]. */
  readonly messageLifeMs: number;
  readonly messageTries: number;
  readonly sessionLifeMs: number;
  /** An index number is asked again after it was answered. Facts section 19: yes by default. */
  readonly retireIndices: boolean;
  /** Counters ahead of the next one that are tried (reference/standards.md 4.3). */
  readonly counterWindow: number;
  /** The same when two codes in a row are given. */
  readonly resynchronisationWindow: number;
  /** Facts 2.5 [public]: of an account that may order a DSC+; 500,000 on older pages. */
  readonly leastEquityUsd: number;
  /** From when the 21 days of an online card run. Facts section 19: activation by default; funding for applicants. */
  readonly onlineCardFrom: 'activation' | 'funding';
  /** Facts section 16 [public]. */
  readonly activationDays: number;
  readonly holdUsd: number;
}

export const DEFAULT_POLICY: Policy = {
  failureLimit: 10,
  failureWindowMs: DAY_MS,
  challengeLifeMs: 180 * SECOND_MS,
  resendIntervalMs: 2 * MINUTE_MS,
  messageLifeMs: 5 * MINUTE_MS,
  messageTries: 5,
  sessionLifeMs: 12 * HOUR_MS,
  retireIndices: false,
  counterWindow: 10,
  resynchronisationWindow: 1000,
  leastEquityUsd: 1_000_000,
  onlineCardFrom: 'activation',
  activationDays: 14,
  holdUsd: 20,
};

/** Least and most of what may be set; the others are as they are. */
const RANGES: Readonly<Partial<Record<keyof Policy, readonly [number, number]>>> = {
  failureLimit: [1, 100],
  failureWindowMs: [MINUTE_MS, 30 * DAY_MS],
  challengeLifeMs: [10 * SECOND_MS, 10 * MINUTE_MS],
  resendIntervalMs: [0, HOUR_MS],
  messageLifeMs: [10 * SECOND_MS, HOUR_MS],
  messageTries: [1, 10],
  sessionLifeMs: [MINUTE_MS, 7 * DAY_MS],
  counterWindow: [1, 100],
  resynchronisationWindow: [1, 10_000],
  leastEquityUsd: [0, 1_000_000_000],
  activationDays: [1, 90],
  holdUsd: [0, 1000],
};

/**
 * @param changes of the defaults
 * @throws TokentwinError ARGUMENT for a number out of its range
 */
export function policyOf(changes: Partial<Policy>): Policy {
  const policy = { ...DEFAULT_POLICY, ...changes };
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = policy[name as keyof Policy] as number;
    if (!Number.isInteger(value) || value < least || value > most)
      throw new TokentwinError(
        'ARGUMENT',
        `${name} of the policy must be a whole number from ${least} to ${most}.`,
      );
  }
  return policy;
}
