/**
 * The circuit board of a twin: flash chip, display, battery, processor and seeded random source, with what is wrong
 * with them.
 */
import type { Board } from '../../firmware/board.js';
import type { Cell, SegmentCount } from '../../firmware/display/cell.js';
import type { BoardFlash } from './board-flash.js';
import { type CardFaults, SOUND, type SpoiledResponse, spoiled, withDeadSegments } from './card-faults.js';
import type { SeededRandom } from './seeded-random.js';

export interface BoardParts {
  readonly flash: BoardFlash;
  readonly random: SeededRandom;
  readonly segmentCount: SegmentCount;
  /** Called whenever the display changes. */
  readonly shown: () => void;
}

export class SimulatedBoard implements Board {
  /** Charge as a test wants it, 0 to 100 per cent; null = as the device estimates it. */
  forcedBatteryPercent: number | null = null;
  faults: CardFaults = SOUND;
  /** How the response that was computed last was spoiled. */
  spoiledAs: SpoiledResponse | null = null;
  readonly flash: BoardFlash;
  readonly random: (length: number) => Uint8Array;
  readonly #parts: BoardParts;
  /** What the display is driven with, dead segments included. */
  #driven: readonly Cell[] = [];

  constructor(parts: BoardParts) {
    this.#parts = parts;
    this.flash = parts.flash;
    this.random = (length) => parts.random.bytes(length);
  }

  /** Was nothing ever made wrong with it, or all made right again? */
  get isSound(): boolean {
    return this.faults === SOUND && this.spoiledAs === null;
  }

  /** What the display shows. */
  get cells(): readonly Cell[] {
    return withDeadSegments(this.#driven, this.#parts.segmentCount, this.faults.deadSegments);
  }

  show(cells: readonly Cell[]): void {
    this.#driven = cells;
    this.#parts.shown();
  }

  computed(response: string): string {
    const { nextResponse } = this.faults;
    this.spoiledAs = nextResponse;
    if (nextResponse === null) return response;
    this.faults = { ...this.faults, nextResponse: null };
    return spoiled(response, nextResponse);
  }

  batteryPercent(estimatedPercent: number): number {
    return this.forcedBatteryPercent ?? estimatedPercent;
  }
}
