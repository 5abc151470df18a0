/**
 * What a device finds on its circuit board. Time and key presses are not here: they arrive as events that
 * carry their virtual time.
 */
import type { Cell } from './display/cell.js';
import type { Flash } from './storage/flash.js';

export interface Board {
  readonly flash: Flash;
  /** Shows a row of cells until the next call. */
  show(cells: readonly Cell[]): void;
  /** Random bytes, good enough for a question that nobody can foresee. */
  random(length: number): Uint8Array;
  /** What a faulty processor makes of a response that it computes; a sound board has no such thing. */
  computed?(response: string): string;
  /**
   * Charge that is left, in per cent. A board that cannot measure its battery answers the estimate, which the
   * device makes by counting how often it was switched on.
   */
  batteryPercent(estimatedPercent: number): number;
}
