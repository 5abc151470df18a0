/**
 * What the rules need of the world, handed in: so a test turns the clock, and the same inputs have the same outcome.
 */
import type { Ids } from './ids.js';
import type { OpenChallenges } from './open-challenges.js';
import type { Policy } from './policy.js';
import type { Store } from './store/store.js';

export interface Clock {
  /** Milliseconds since the Unix epoch; may be set back. */
  nowMs(): number;
}

export interface Randomness {
  /** Bytes that nobody can guess. */
  bytes(count: number): Uint8Array;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long for a wrong password as for a right one, and for the hash of nobody. */
  verify(password: string, hash: string): Promise<boolean>;
  /** A hash that no password has, to be verified against where there is no user. */
  readonly ofNobody: string;
}

export interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly ids: Ids;
  readonly openChallenges: OpenChallenges;
  readonly passwords: Passwords;
  readonly policy: Policy;
}
