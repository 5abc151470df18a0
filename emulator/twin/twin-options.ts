/**
 * What a twin of a DSC+ can be told when it is made, and how it is listened to.
 */
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import type { BoardFlash } from '../board/board-flash.js';
import type { FlashChip } from '../board/flash-chip.js';
import type { Seed } from '../board/seeded-random.js';
import type { ClockMode } from '../board/virtual-clock.js';
import type { Frame } from './frame.js';

export interface TwinOptions {
  /** For what the card draws at random. Default 0; give a fresh one where guessing matters. */
  readonly seed?: Seed;
  /** `manual` (default): time moves only by presses and `advance`. `real`: it follows the wall clock. */
  readonly clock?: ClockMode;
  /** Start of a manual clock, Unix milliseconds. */
  readonly startMs?: number;
  /** null: the card never switches itself off. */
  readonly autoOff?: null;
  /**
   * When a token file is made safe against loss of mains: at every `input` (default), or once at `close`, for
   * a caller that shows nothing before.
   */
  readonly syncAt?: 'input' | 'close';
  /** Gives what the card has in place of its chip: usually something faulty around it. */
  readonly flash?: (chip: FlashChip) => BoardFlash;
}

export type FrameListener = (frame: Frame) => void;

/** @param ms how long the key was held, virtual time */
export type KeyListener = (key: KeyName, ms: number) => void;

/** The profile of a card that is told `autoOff: null`. */
export function withoutAutoOff(profile: DscPlusProfile): DscPlusProfile {
  return { ...profile, times: { ...profile.times, promptMs: null, responseMs: null, unlockMs: null } };
}
