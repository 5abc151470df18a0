/**
 * Second factors as the verifier knows them, who uses which, and how physical ones come and go.
 *
 * A shared device is one record: its key, counter, failures and open index pair are those of all who use it.
 */

export const DEVICE_KINDS = [
  'dsc-plus',
  'security-code-card',
  'online-security-code-card',
  'temporary-code',
  'sms',
] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** `none`: a login with name and password alone. */
export type FactorName = DeviceKind | 'none';

export interface DscPlusSecret {
  readonly kind: 'dsc-plus';
  readonly suite: string;
  readonly challengeDigits: number;
  /** Hexadecimal, as are the PIN's hash and the unlock key. */
  readonly key: string;
  /** null when the suite has no PIN. */
  readonly pinHash: string | null;
  /** Does the card compare the PIN itself (design section 2)? Then it has an unlock key. */
  readonly pinCheck: 'card' | 'soft';
  readonly unlock: { readonly suite: string; readonly key: string } | null;
}

export interface CodeCardSecret {
  readonly kind: 'security-code-card' | 'online-security-code-card';
  /** 224 codes of three characters, one behind the other. */
  readonly codes: string;
}

export interface TemporaryCodeSecret {
  readonly kind: 'temporary-code';
  readonly code: string;
}

export interface SmsSecret {
  readonly kind: 'sms';
}

export type DeviceSecret = DscPlusSecret | CodeCardSecret | TemporaryCodeSecret | SmsSecret;

/** `in-stock`: the desk has it. `posted`: on its way, or not activated yet. Behind `active` are the ends. */
export const DEVICE_STATUSES = [
  'in-stock',
  'posted',
  'active',
  'lost',
  'damaged',
  'returned',
  'expired',
  'replaced',
] as const;
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];

/** A code that was sent to the telephone. */
export interface SentCode {
  readonly code: string;
  readonly sentAtMs: number;
  readonly wrongTries: number;
  /** When it was read out last. */
  readonly calledAtMs: number | null;
}

export interface AskedQuestion {
  readonly question: string;
  readonly atMs: number;
}

export interface Device {
  readonly id: string;
  readonly kind: DeviceKind;
  /** Printed on it; null for what has no body. */
  readonly serialNumber: string | null;
  readonly status: DeviceStatus;
  readonly statusSinceMs: number;
  /** The user it was made for; null while it is in stock. */
  readonly ownerId: string | null;
  readonly secret: DeviceSecret;
  /** The lowest counter that a response may still have, in decimal; null without a counter. */
  readonly counter: string | null;
  /** Steps that the device's clock was ahead at its last success, and the step of that; null without a clock. */
  readonly clock: { readonly driftSteps: number; readonly lastStep: number } | null;
  /** The index pair that is asked until it is answered. */
  readonly openPair: readonly [number, number] | null;
  /** Index numbers that are not asked again, where the policy retires them. */
  readonly usedIndices: readonly number[];
  /** The newest code of a telephone; an older one is void. */
  readonly sentCode: SentCode | null;
  readonly recentQuestions: readonly AskedQuestion[];
  readonly failuresMs: readonly number[];
  /** From when a temporary device counts, or since when it is in the post. */
  readonly startedAtMs: number | null;
  readonly expiresAtMs: number | null;
}

export interface Assignment {
  /** User and device: nobody has a device twice. */
  readonly id: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly role: 'owner' | 'borrower';
  /**
   * `pending`: the desk has to approve the sharing. `suspended`: a temporary device stands in, or sharing took its
   * place; the user can activate it again.
   */
  readonly status: 'active' | 'pending' | 'suspended' | 'ended';
  readonly sinceMs: number;
}

export function assignmentId(userId: string, deviceId: string): string {
  return `${userId} ${deviceId}`;
}

/** Facts section 16. */
export interface Order {
  readonly id: string;
  readonly userId: string;
  readonly deviceKind: 'dsc-plus' | 'security-code-card';
  readonly address: string;
  /** The Soft PIN chosen on the order page; null for a card without one. */
  readonly pin: string | null;
  readonly accountId: string;
  readonly heldUsd: number;
  readonly status: 'ordered' | 'posted' | 'credited' | 'charged' | 'closed';
  readonly orderedAtMs: number;
  readonly estimatedShipping: string;
  readonly deviceId: string | null;
  /** When what is held is given back. */
  readonly creditAtMs: number | null;
}
