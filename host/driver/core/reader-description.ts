/**
 * What the driver found out about the reader on the line.
 */

export interface ReaderDescription {
  /** The reader's own text, the answer to Escape 02. */
  readonly firmware: string;
  /** Does it send a command back before its answer, as the GemPC family does? */
  readonly echoes: boolean;
  readonly hasKeypad: boolean;
  readonly slots: 1 | 2;
}
