/**
 * What the DSC+ application needs of the card's body: the door that the twin, or a real board, opens for it.
 */
import type { CardMemory } from '../dsc-plus/card-memory.js';
import type { DscPlusProfile } from '../dsc-plus/profile.js';
import type { Suite } from '../oath/suite.js';

export interface DscPlusDoor {
  readonly profile: DscPlusProfile;
  readonly suite: Suite;
  /**
   * Runs one access to the card's memory; mounts it when the wire has power and it is not mounted.
   *
   * @param access gets the memory, another object after every loss of power, and the virtual time in Unix
   *   milliseconds
   */
  use<T>(access: (memory: CardMemory, at: number) => T): T;
  random(length: number): Uint8Array;
  /** 0 to 100. */
  batteryPercent(): number;
}
