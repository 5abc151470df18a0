/**
 * What can be asked of the inside of a DSC+ twin.
 */
import { triesLeft } from '../../firmware/dsc-plus/card-memory.js';
import { estimatedBatteryPercent } from '../../firmware/dsc-plus/dsc-plus-device.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import type { StateName } from '../../firmware/dsc-plus/state.js';
import { parseSuite } from '../../firmware/oath/suite.js';
import { readDscPlus } from '../../firmware/token-file/read-token.js';
import { FlashChip } from '../board/flash-chip.js';
import type { RunningCard } from './running-card.js';

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

/** What is on the flash, by the memory of a card that has power, or read from the chip. */
function contentsOf({ device, board }: RunningCard) {
  const { memory } = device;
  if (memory !== null) return { ...memory.contents, activations: memory.activations };
  return readDscPlus(FlashChip.holding(board.flash.image(), board.flash));
}

/** @param card settled */
export function statusOf(profile: DscPlusProfile, card: RunningCard): DscPlusStatus {
  const contents = contentsOf(card);
  const left = triesLeft(profile, contents);
  return {
    state: card.device.state.name,
    serialNumber: contents.serialNumber,
    triesLeft: left,
    locked: left === 0 && !contents.dead,
    dead: contents.dead,
    counter: parseSuite(profile.suite).counter ? contents.counter : null,
    activations: contents.activations,
    batteryPercent: card.board.batteryPercent(estimatedBatteryPercent(profile, contents.activations)),
    timeMs: card.now,
  };
}

export function secretsOf(card: RunningCard): DscPlusSecrets {
  const { key, pin, unlockKey } = contentsOf(card);
  return { key: key?.slice() ?? null, pin, unlockKey: unlockKey?.slice() ?? null };
}
