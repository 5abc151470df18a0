/**
 * The two phases of a Temporary Code: two days at both entrances, then ten more at the portal, there only to print the
 * Online Security Code Card (facts section 7 [public], section 19 on the ten days).
 */
import { DAY_MS } from '../policy.js';
import type { Entrance } from '../records/access.js';

const FULL_DAYS = 2;
const PRINT_DAYS = 10;

export const TEMPORARY_CODE_LIFE_MS = (FULL_DAYS + PRINT_DAYS) * DAY_MS;

/** Facts section 7 [unknown: our choice]: eight of A-Z and 2-9, without I and O. */
export const TEMPORARY_CODE = { alphabet: 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789', length: 8 } as const;

export type TemporaryCodePhase = 'full' | 'print-card-only' | 'over';

export function temporaryCodePhase(issuedAtMs: number, nowMs: number): TemporaryCodePhase {
  const age = nowMs - issuedAtMs;
  if (age < FULL_DAYS * DAY_MS) return 'full';
  return age < TEMPORARY_CODE_LIFE_MS ? 'print-card-only' : 'over';
}

/** Does the code open that entrance now? */
export function opens(phase: TemporaryCodePhase, entrance: Entrance): boolean {
  return phase === 'full' || (phase === 'print-card-only' && entrance === 'portal');
}
