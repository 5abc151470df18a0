/**
 * The tables as data: which field of which record stands in which column, and how.
 *
 * `sealed` columns are encrypted (see seal.ts): keys, PIN hashes, codes, and what identifies people.
 */
import { KINDS, type Kind, type Records } from '../../records/kinds.js';

export type ColumnType = 'text' | 'whole' | 'real' | 'flag' | 'json' | 'sealed';

type Columns<K extends Kind> = Readonly<Record<Exclude<keyof Records[K], 'id'>, ColumnType>>;

export interface Table<K extends Kind = Kind> {
  readonly name: string;
  readonly columns: Columns<K>;
}

export const TABLES: { readonly [K in Kind]: Table<K> } = {
  entity: {
    name: 'entities',
    columns: { kind: 'text', name: 'sealed', identification: 'sealed', personalData: 'sealed' },
  },
  account: {
    name: 'accounts',
    columns: {
      ...{ kind: 'text', primaryUserId: 'text', securityOfficerIds: 'json' },
      ...{ equityUsd: 'real', fundedAtMs: 'whole' },
    },
  },
  user: {
    name: 'users',
    columns: {
      ...{ entityId: 'text', accountId: 'text', passwordHash: 'text', failuresMs: 'json' },
      ...{ mobile: 'sealed', optedOutAtMs: 'whole', hadTemporaryCode: 'flag' },
    },
  },
  device: {
    name: 'devices',
    columns: {
      ...{ kind: 'text', serialNumber: 'text', status: 'text', statusSinceMs: 'whole', ownerId: 'text' },
      ...{ secret: 'sealed', counter: 'text', clock: 'json', openPair: 'json', usedIndices: 'json' },
      ...{ sentCode: 'sealed', recentQuestions: 'json', failuresMs: 'json' },
      ...{ startedAtMs: 'whole', expiresAtMs: 'whole' },
    },
  },
  assignment: {
    name: 'assignments',
    columns: { userId: 'text', deviceId: 'text', role: 'text', status: 'text', sinceMs: 'whole' },
  },
  order: {
    name: 'orders',
    columns: {
      ...{ userId: 'text', deviceKind: 'text', address: 'sealed', pin: 'sealed', accountId: 'text' },
      ...{ heldUsd: 'real', status: 'text', orderedAtMs: 'whole', estimatedShipping: 'text' },
      ...{ deviceId: 'text', creditAtMs: 'whole' },
    },
  },
  challenge: {
    name: 'challenges',
    columns: {
      ...{ handle: 'text', userId: 'text', intent: 'json', hidden: 'sealed', sessionId: 'text' },
      ...{ deviceId: 'text', asked: 'json', openedAtMs: 'whole', expiresAtMs: 'whole' },
    },
  },
  session: {
    name: 'sessions',
    columns: {
      ...{ userId: 'text', entrance: 'text', factor: 'text', deviceId: 'text', restriction: 'text' },
      ...{ openedAtMs: 'whole', expiresAtMs: 'whole', identifiedAtMs: 'whole' },
    },
  },
  withdrawal: {
    name: 'withdrawals',
    columns: { userId: 'text', amountUsd: 'real', factor: 'text', atMs: 'whole' },
  },
  message: {
    name: 'messages',
    columns: {
      ...{ userId: 'text', channel: 'text', to: 'sealed', text: 'sealed' },
      ...{ atMs: 'whole', deliveredAtMs: 'whole' },
    },
  },
  audit: {
    name: 'audit_entries',
    columns: { atMs: 'whole', event: 'text', userId: 'text', deviceId: 'text', details: 'json' },
  },
};

/** `userId` stands in `user_id`. */
export function columnName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export interface Column {
  readonly field: string;
  readonly column: string;
  readonly type: ColumnType;
}

const COLUMNS = new Map<Kind, readonly Column[]>(
  KINDS.map((kind) => [
    kind,
    Object.entries(TABLES[kind].columns).map(([field, type]) => ({ field, type, column: columnName(field) })),
  ]),
);

/** The fields of a kind with their columns, in the order of the table, without id and version. */
export function columnsOf(kind: Kind): readonly Column[] {
  return COLUMNS.get(kind) as readonly Column[];
}
