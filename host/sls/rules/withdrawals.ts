/**
 * What may still be withdrawn, per day and in five business days that roll, by the device that authenticates it (facts
 * sections 12 and 14).
 */
import type { FactorName } from '../records/devices.js';
import type { Withdrawal } from '../records/traces.js';
import { dayNumber, rollingPeriodStart } from './calendar.js';
import { withdrawalLimit } from './strength.js';

const PERIOD_BUSINESS_DAYS = 5;

export interface Allowance {
  /** null: without limit. */
  readonly perDayUsd: number | null;
  readonly perFiveDaysUsd: number | null;
  /** What is left of both now; null: without limit. */
  readonly leftUsd: number | null;
}

/** @param earlier all withdrawals of the user, whatever they were authenticated by */
export function allowance(factor: FactorName, earlier: readonly Withdrawal[], nowMs: number): Allowance {
  const limit = withdrawalLimit(factor);
  if (limit === null) return { perDayUsd: null, perFiveDaysUsd: null, leftUsd: null };
  const since = (fromMs: number) =>
    earlier.filter(({ atMs }) => atMs >= fromMs).reduce((sum, { amountUsd }) => sum + amountUsd, 0);
  const today = earlier
    .filter(({ atMs }) => dayNumber(atMs) >= dayNumber(nowMs))
    .reduce((sum, { amountUsd }) => sum + amountUsd, 0);
  const period = since(rollingPeriodStart(nowMs, PERIOD_BUSINESS_DAYS));
  const left = Math.min(limit.perDayUsd - today, limit.perFiveDaysUsd - period);
  return { ...limit, leftUsd: Math.max(0, left) };
}
