/**
 * A line: a byte stream on which a host finds the twin, whatever it is made of.
 */

export interface Line {
  /** How a host opens it: a path, `tcp://HOST:PORT` or `unix:PATH`. */
  readonly address: string;
  /**
   * Takes bytes for the host; never blocks. What a host that does not read leaves beyond 64 KiB is dropped, a
   * whole write at a time; without a host there is nothing to keep. The line may hold on to the array: it must
   * not be changed afterwards.
   */
  write(bytes: Uint8Array): void;
  /** Frees the line; nothing is handed on afterwards. May be called again. */
  close(): Promise<void>;
}

/** What a line tells its twin. Calls come one at a time, the first one perhaps before the line is handed out. */
export interface LineListener {
  /** Bytes from the host, as they came. The listener must not keep the array. */
  received(bytes: Uint8Array): void;
  /**
   * The host went away or a new one came: it starts with nothing half-received. A pseudo-terminal sees only the
   * coming of a host that empties the line first, as serial programs do; a real serial port sees neither.
   */
  hostLeft(): void;
  /** Something worth a line in the log, in one sentence without secrets. */
  noticed(sentence: string): void;
  /** The line is unusable from now on. */
  failed(error: unknown): void;
}
