/**
 * A twin at one moment, from which another one goes on as it would have.
 *
 * Plain data in memory. It holds the flash and what is being typed, so it is as secret as the card. There is none of
 * a card that a reader gives power to: what a reader and a host know of it lies outside.
 */
import type { KeypadSnapshot } from '../../firmware/dsc-plus/dsc-plus-device.js';
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import type { CardFaults, SpoiledResponse } from '../board/card-faults.js';
import type { Frame, FrameRecord } from './frame.js';
import type { RunningCard } from './running-card.js';

export interface TwinSnapshot {
  readonly profile: DscPlusProfile;
  readonly seed: string;
  /** Random bytes that the card has drawn. */
  readonly drawn: number;
  /** Virtual time, Unix milliseconds. */
  readonly atMs: number;
  /** The charge that was set, or null. */
  readonly batteryPercent: number | null;
  readonly faults: CardFaults;
  /** A stuck key that is down. */
  readonly hanging: KeyName | null;
  readonly spoiledAs: SpoiledResponse | null;
  /** The frame that is shown; its cells follow from the rest. */
  readonly frame: FrameRecord;
  readonly flash: Uint8Array;
  readonly keypad: KeypadSnapshot;
}

function recordOf({ text: _text, cells: _cells, ...record }: Frame): FrameRecord {
  return record;
}

/**
 * @param card settled
 * @returns null while a reader gives the card power
 */
export function snapshotOf(profile: DscPlusProfile, card: RunningCard): TwinSnapshot | null {
  const { board, device, random, frames } = card;
  const keypad = device.snapshot();
  if (keypad === null) return null;
  return {
    profile,
    seed: random.seed,
    drawn: random.drawn,
    atMs: card.now,
    batteryPercent: board.forcedBatteryPercent,
    faults: board.faults,
    hanging: card.hanging,
    spoiledAs: board.spoiledAs,
    frame: recordOf(frames.latest),
    flash: board.flash.image(),
    keypad,
  };
}
