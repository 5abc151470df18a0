/**
 * How a serial port is set; parity (none) and data bits (8) are the same for every reader.
 */

export interface SerialSettings {
  /** Bits per second. */
  readonly baudRate: number;
  readonly stopBits: 1 | 2;
}

/** As libccid sets a serial port for these readers. */
export const SERIAL_DEFAULTS: SerialSettings = { baudRate: 115_200, stopBits: 2 };
