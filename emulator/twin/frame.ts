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
  /** Does it show a response, or digits of a PIN or an unlock answer? Who writes it down for others masks it. */
  readonly isSecret?: true;
  /** What is wrong with the card on purpose, in words; only when something is. */
  readonly faults?: readonly string[];
}

/** A frame without what is seen. */
export type FrameRecord = Omit<Frame, 'text' | 'cells'>;
