/**
 * The circuit board of a twin: flash chip, display, battery and seeded random source.
 */
import type { Board } from '../../firmware/board.js';
import type { Cell } from '../../firmware/display/cell.js';
import type { BoardFlash } from './board-flash.js';
import { type Seed, SeededRandom } from './seeded-random.js';

export class SimulatedBoard implements Board {
  /** Charge as a test wants it, 0 to 100 per cent; null = as the device estimates it. */
  forcedBatteryPercent: number | null = null;
  /** What the display shows. */
  cells: readonly Cell[] = [];
  readonly #random: SeededRandom;
  readonly #shown: () => void;

  /**
   * @param shown called whenever the display changes
   */
  constructor(
    readonly flash: BoardFlash,
    seed: Seed,
    shown: () => void,
  ) {
    this.#random = new SeededRandom(seed);
    this.#shown = shown;
  }

  show(cells: readonly Cell[]): void {
    this.cells = cells;
    this.#shown();
  }

  random(length: number): Uint8Array {
    return this.#random.bytes(length);
  }

  batteryPercent(estimatedPercent: number): number {
    return this.forcedBatteryPercent ?? estimatedPercent;
  }
}
