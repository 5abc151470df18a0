/**
 * A settled picture of a twin's display.
 */
import type { Cell } from '../../firmware/display/cell.js';

export interface Frame {
  /** Rises by one with every change of the display; a key without effect leaves it as it is. */
  readonly number: number;
  /** Virtual time of the change, in Unix milliseconds. */
  readonly at: number;
  /** What the cells show, without blanks at the end; empty when the card is off. */
  readonly text: string;
  readonly cells: readonly Cell[];
}
