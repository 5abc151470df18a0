/**
 * The verifier on the machine: a store by name, the clock, randomness and passwords of Node.
 */
import { Ids } from '../ids.js';
import { OpenChallenges } from '../open-challenges.js';
import { type Policy, policyOf } from '../policy.js';
import { MemoryStore } from '../store/memory-store.js';
import { checkDatabase, isFolder, openStore } from '../store/open-store.js';
import type { Store } from '../store/store.js';
import { SecureLoginSystem } from '../system.js';
import { realClock, type TurnedClock } from './clocks.js';
import { PooledRandomness } from './random-bytes.js';
import { ScryptPasswords } from './scrypt-passwords.js';
import { KEY_VARIABLE, storeKey } from './store-key.js';

export interface SystemOptions {
  /** A folder, `postgres://…`, or null: in memory, gone with the process. */
  readonly database: string | null;
  /** Of the store's key; null: the environment, or of a folder, the file beside it. */
  readonly keyFile?: string | null;
  readonly clock?: TurnedClock;
  readonly policy?: Partial<Policy>;
}

export interface OpenedSystem {
  readonly system: SecureLoginSystem;
  readonly clock: TurnedClock;
  close(): Promise<void>;
}

async function storeOf({ database, keyFile = null }: SystemOptions): Promise<Store> {
  if (database === null) return new MemoryStore();
  checkDatabase(database);
  const hasVariable = (process.env[KEY_VARIABLE] ?? '') !== '';
  const isBeside = isFolder(database) && keyFile === null && !hasVariable;
  const file = isBeside ? `${database.replace(/\/+$/, '')}.key` : keyFile;
  return await openStore(database, storeKey(file, isFolder(database)));
}

/** @throws TokentwinError ARGUMENT, SLS_STORE, SLS_STORE_KEY, SLS_STORE_NEWER */
export async function openSystem(options: SystemOptions): Promise<OpenedSystem> {
  const { clock = realClock(), policy = {} } = options;
  const checked = policyOf(policy);
  const store = await storeOf(options);
  const randomness = new PooledRandomness();
  const system = new SecureLoginSystem({
    ...{ store, clock, randomness, policy: checked },
    ...{ ids: new Ids(randomness), openChallenges: new OpenChallenges() },
    passwords: new ScryptPasswords(),
  });
  return { system, clock, close: () => store.close() };
}
