/**
 * The kinds of records, by the names that the store knows them under.
 */
import type { Challenge, Session } from './access.js';
import type { Assignment, Device, Order } from './devices.js';
import type { Account, Entity, User } from './people.js';
import type { AuditEntry, Message, Withdrawal } from './traces.js';

export interface Records {
  readonly entity: Entity;
  readonly account: Account;
  readonly user: User;
  readonly device: Device;
  readonly assignment: Assignment;
  readonly order: Order;
  readonly challenge: Challenge;
  readonly session: Session;
  readonly withdrawal: Withdrawal;
  readonly message: Message;
  readonly audit: AuditEntry;
}

export type Kind = keyof Records;

/** By which fields records are found, besides their id. */
export interface Indices {
  readonly entity: never;
  readonly account: never;
  readonly user: never;
  readonly device: 'serialNumber';
  readonly assignment: 'userId' | 'deviceId';
  readonly order: 'userId' | 'deviceId';
  readonly challenge: 'handle';
  readonly session: 'userId';
  readonly withdrawal: 'userId';
  readonly message: never;
  readonly audit: never;
}

export const KINDS: readonly Kind[] = [
  ...(['entity', 'account', 'user', 'device', 'assignment', 'order'] as const),
  ...(['challenge', 'session', 'withdrawal', 'message', 'audit'] as const),
];

/** Kinds that are listed page by page. */
export type ListedKind = 'message' | 'audit' | 'user' | 'device' | 'order';
