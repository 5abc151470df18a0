/**
 * A device in a reader on a line, as the terminal shows it: where a host finds it and what goes on there.
 */
import type { LineEventListener } from '../reader/device-line.js';
import type { Device } from '../twin/device.js';

export interface TerminalLine {
  /** The device in the slot. */
  readonly device: Device;
  /** How a host opens the line, for example `/dev/pts/5`. */
  readonly address: string;
  /** Is the card in the reader? */
  readonly isCardIn: boolean;
  /** Takes the card out of the reader, or puts it back. */
  moveCard(inserted: boolean): void;
  /** @returns the function that ends the listening */
  listen(listener: LineEventListener): () => void;
}
