/**
 * A port: a byte stream to a reader, whatever it is made of.
 *
 * A caller may hand its own opener to `openToken`, for example one that leads to a twin in the same process.
 */

/** What a port tells the driver. Calls come one at a time, none after `lost` or `close`. */
export interface PortListener {
  /** Bytes from the reader, as they came. The listener must not keep the array. */
  received(bytes: Uint8Array): void;
  /** The port is gone: unplugged, or closed by the other end. */
  lost(): void;
}

export interface BytePort {
  /** Takes bytes for the reader; never blocks. What is written to a port that is gone is dropped. */
  write(bytes: Uint8Array): void;
  /** Frees the port; may be called twice. */
  close(): Promise<void>;
}

/** Opens one port, again after it was lost. */
export interface PortOpener {
  /** How a person names the port. */
  readonly address: string;
  /**
   * @param signal ends an opening that takes too long or is called off; closing a token waits for that end
   * @throws TokentwinError PORT_NOT_FOUND, PORT_DENIED, PORT_TAKEN, PORT_OPEN
   */
  open(listener: PortListener, signal: AbortSignal): Promise<BytePort>;
}
