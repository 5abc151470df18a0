/**
 * What is open between a user and the verifier: proofs that are asked for, and sessions that were won.
 */
import type { FactorName, SentCode } from './devices.js';

export const ENTRANCES = ['portal', 'platform'] as const;
export type Entrance = (typeof ENTRANCES)[number];

/** What is done once the second factor was right; of each, a user has one open at a time. */
export type Intent =
  | { readonly purpose: 'login'; readonly entrance: Entrance }
  | { readonly purpose: 'activate' }
  | { readonly purpose: 'change-pin' }
  | { readonly purpose: 'share'; readonly ownerId: string }
  | { readonly purpose: 'withdraw'; readonly amountUsd: number }
  | { readonly purpose: 'identify' }
  | { readonly purpose: 'resynchronise'; readonly found: string | null }
  | { readonly purpose: 'verify-mobile' };

/** What of an intent nobody may read in the store. */
export type Hidden = { readonly newPinHash: string } | { readonly number: string; readonly sent: SentCode };

export type Purpose = Intent['purpose'];

/** What the page shows and the user answers. */
export type Asked =
  | { readonly by: 'challenge'; readonly question: string }
  | { readonly by: 'indices'; readonly indices: readonly [number, number] }
  | { readonly by: 'temporary-code' }
  | { readonly by: 'message' };

export interface Challenge {
  /** User, purpose and entrance: opening another one takes the place of the first. */
  readonly id: string;
  /** Drawn anew for each: who has it is in the login, or session, that opened it. */
  readonly handle: string;
  readonly userId: string;
  readonly intent: Intent;
  readonly hidden: Hidden | null;
  /** The session that asks; null at a login. */
  readonly sessionId: string | null;
  /** null while the device has to be chosen, and for the number of a mobile telephone. */
  readonly deviceId: string | null;
  readonly asked: Asked | null;
  readonly openedAtMs: number;
  readonly expiresAtMs: number;
}

export function challengeId(userId: string, intent: Intent): string {
  return intent.purpose === 'login' ? `${userId} login ${intent.entrance}` : `${userId} ${intent.purpose}`;
}

export interface Session {
  /** The hash of the token that the user holds. */
  readonly id: string;
  readonly userId: string;
  readonly entrance: Entrance;
  readonly factor: FactorName;
  readonly deviceId: string | null;
  /** `print-card-only`: a Temporary Code in its last ten days (facts section 7). */
  readonly restriction: 'none' | 'print-card-only';
  readonly openedAtMs: number;
  readonly expiresAtMs: number;
  /** When the user last proved a device within this session, beyond the login. */
  readonly identifiedAtMs: number | null;
}
