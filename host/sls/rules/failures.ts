/**
 * Ten consecutive failures within 24 hours lock until 24 hours after the last (facts section 15 [public]); counted for
 * the user and for the device, so that several users who share one device have no more guesses than one.
 *
 * Promises: a locked try is not counted and does not extend the lock (facts section 19). A clock that is set back keeps
 * what is locked locked, and lets no failure be forgotten.
 */
import type { Policy } from '../policy.js';

type FailureRule = Pick<Policy, 'failureLimit' | 'failureWindowMs'>;

/** A clock that was set back stands still until it has caught up. */
function steadyNow(failuresMs: readonly number[], nowMs: number): number {
  return Math.max(nowMs, failuresMs.at(-1) ?? nowMs);
}

/** @returns when the lock ends; null: it is not locked */
export function lockedUntil(failuresMs: readonly number[], nowMs: number, rule: FailureRule): number | null {
  const last = failuresMs.at(-1);
  const first = failuresMs.at(-rule.failureLimit);
  if (last === undefined || first === undefined) return null;
  const until = last + rule.failureWindowMs;
  return last - first <= rule.failureWindowMs && nowMs < until ? until : null;
}

/** The failures with one more, without those that no longer count. */
export function withFailure(
  failuresMs: readonly number[],
  nowMs: number,
  rule: FailureRule,
): readonly number[] {
  const now = steadyNow(failuresMs, nowMs);
  return [...failuresMs.filter((atMs) => now - atMs <= rule.failureWindowMs), now].slice(-rule.failureLimit);
}
