/**
 * What happened: withdrawals, messages sent, and the audit trail.
 */
import type { FactorName } from './devices.js';

export interface Withdrawal {
  readonly id: string;
  readonly userId: string;
  readonly amountUsd: number;
  readonly factor: FactorName;
  readonly atMs: number;
}

export interface Message {
  readonly id: string;
  readonly userId: string;
  readonly channel: 'sms' | 'voice' | 'notice';
  /** A number, or empty for a notice in the portal. */
  readonly to: string;
  readonly text: string;
  readonly atMs: number;
  readonly deliveredAtMs: number | null;
}

/** Never holds a password, a key, a PIN, a code, a question's answer, or identification data. */
export interface AuditEntry {
  readonly id: string;
  readonly atMs: number;
  readonly event: string;
  readonly userId: string | null;
  readonly deviceId: string | null;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}
