/**
 * How devices differ: strength, what may be shared, what is permanent, and what may be withdrawn with them.
 */
import type { DeviceKind, FactorName } from '../records/devices.js';

/** DSC+ is highest and the Security Code Card lowest of the physical ones (facts section 1 [seed]). */
const STRENGTHS: Readonly<Record<FactorName, number>> = {
  'dsc-plus': 4,
  'security-code-card': 3,
  'online-security-code-card': 2,
  sms: 1,
  'temporary-code': 0,
  none: -1,
};

export function strengthOf(factor: FactorName): number {
  return STRENGTHS[factor];
}

/** Issued for a time, until a permanent one is there (facts sections 6 and 7). */
export function isTemporary(kind: DeviceKind): boolean {
  return kind === 'temporary-code' || kind === 'online-security-code-card';
}

/** Ends SMS when it is activated (facts section 9 [unknown: our choice]: any permanent device). */
export function isPermanent(kind: DeviceKind): boolean {
  return kind === 'dsc-plus' || kind === 'security-code-card';
}

/** Only a physical device is shared (facts section 10 [seed]). */
export function isShareable(kind: DeviceKind): boolean {
  return isPermanent(kind);
}

export interface WithdrawalLimit {
  readonly perDayUsd: number;
  readonly perFiveDaysUsd: number;
}

const CARD_LIMIT: WithdrawalLimit = { perDayUsd: 200_000, perFiveDaysUsd: 600_000 };
const LEAST_LIMIT: WithdrawalLimit = { perDayUsd: 50_000, perFiveDaysUsd: 100_000 };

/** Facts section 14 [public]; of the online card [unknown: our choice]. null: no limit. */
const LIMITS: Readonly<Record<FactorName, WithdrawalLimit | null>> = {
  'dsc-plus': null,
  'security-code-card': CARD_LIMIT,
  'online-security-code-card': CARD_LIMIT,
  sms: CARD_LIMIT,
  'temporary-code': LEAST_LIMIT,
  none: LEAST_LIMIT,
};

export function withdrawalLimit(factor: FactorName): WithdrawalLimit | null {
  return LIMITS[factor];
}
