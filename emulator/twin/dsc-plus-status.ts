/**
 * What can be asked of the inside of a DSC+ twin.
 */
import type { StateName } from '../../firmware/dsc-plus/state.js';

/** What the chip knows; nothing here is secret. */
export interface DscPlusStatus {
  readonly state: StateName;
  readonly serialNumber: string;
  /** null on a card with a soft PIN. */
  readonly triesLeft: number | null;
  readonly locked: boolean;
  readonly dead: boolean;
  /** The counter of the next response; null when the suite has none. */
  readonly counter: bigint | null;
  readonly activations: number;
  readonly batteryPercent: number;
  /** Virtual time, Unix milliseconds. */
  readonly timeMs: number;
}

/** What a token keeps secret, shown only on request. */
export interface DscPlusSecrets {
  readonly key: Uint8Array | null;
  readonly pin: string | null;
  readonly unlockKey: Uint8Array | null;
}
