/**
 * What the terminal emulator is given to show.
 */
import type { RecordedReader } from '../recording/recording.js';
import type { Device } from '../twin/device.js';
import type { OpenChoice } from './state.js';
import type { TerminalLine } from './terminal-line.js';

export interface SessionOptions {
  /** At least one; the first is shown. */
  readonly devices: readonly Device[];
  /** The lines that devices are on, none or one for each. */
  readonly lines: readonly TerminalLine[];
  /** What the person is told at the start, and finds in the log of the first device. */
  readonly notice?: string | null;
  readonly clipboard: boolean;
  readonly sealed: boolean;
  /** The reader that a device is in, or null; default: none is in one. */
  readonly readerOf?: (device: Device) => RecordedReader | 'unrecorded' | null;
  /** Throws TokentwinError. */
  readonly openDevice: (choice: OpenChoice) => Device;
}
