/**
 * What a sweep needs to know of something that writes to flash.
 *
 * A device joins the sweeps with one such object for each thing that it does. `Told` is whatever the device's own
 * scenarios want to know of the moment of the cut.
 */
import type { FlashChip } from '../../../emulator/board/flash-chip.js';
import type { FaultyFlash } from '../../../emulator/faults/faulty-flash.js';
import type { Flash } from '../../../firmware/storage/flash.js';

export interface Scenario<Told = unknown> {
  /** The same at every run: by it a violation is replayed. */
  readonly name: string;
  /** The chip before it, always with the same contents. */
  readonly chip: () => FlashChip;
  /**
   * From switching on to the end, on a chip that may lose its power anywhere; does the same each time.
   *
   * @param tell is given what must hold of the state on flash if the power goes from now on
   */
  readonly act: (flash: Flash, tell: (told: Told) => void) => void;
  /** Switches on again after a cut, as far as nobody does anything. May be cut too. */
  readonly recover: (flash: Flash) => void;
  /**
   * Holds a recovered device against its promises.
   *
   * @param flash may be changed; nothing cuts it
   * @returns the state that was found, in words
   * @throws Broken, or what an assertion throws
   */
  readonly judge: (flash: FaultyFlash, told: Told) => string;
  /** The states that `judge` must have found at the end of the sweep, each at least once. */
  readonly states: readonly string[];
  /** Another run from the same chip, which does not know the secret, or knows it where `act` does not. */
  readonly rival?: {
    readonly act: (flash: Flash) => void;
    /** Has a recovered device been paid for, by a try that is gone? */
    readonly isPaid: (flash: FaultyFlash) => boolean;
  };
}

/** A promise that does not hold. */
export class Broken extends Error {
  override readonly name = 'Broken';
}
