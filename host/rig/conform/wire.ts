/**
 * The line to the device as a case sees it: frames go out, whole or damaged on purpose, and what comes back is
 * asked for one event at a time.
 *
 * Below the driver: repeats nothing, repairs nothing. Time is the wire's own, so that a device in the same
 * process can be tried on virtual time.
 */
import { TokentwinError } from '../../../firmware/error.js';
import { FrameDecoder, type FrameEvent } from '../../../firmware/link/serial/frame.js';
import type { BytePort, PortListener, PortOpener } from '../../driver/ports/byte-port.js';

export interface Wire {
  write(bytes: Uint8Array): void;
  /**
   * The next thing from the device.
   *
   * @returns null when nothing was completed within `waitMs`; what was half received is void then
   * @throws TokentwinError LINE_LOST
   */
  next(waitMs: number): Promise<FrameEvent | null>;
  close(): Promise<void>;
}

/** A device that sends more than this unasked loses the oldest of it. */
const MAXIMUM_EVENTS = 1000;

class PortWire implements Wire, PortListener {
  readonly #decoder = new FrameDecoder({ end: 'host' });
  readonly #events: FrameEvent[] = [];
  #port: BytePort | null = null;
  #lost = false;
  #wake: () => void = () => undefined;

  constructor(private readonly address: string) {}

  opened(port: BytePort): void {
    this.#port = port;
  }

  received(bytes: Uint8Array): void {
    this.#events.push(...this.#decoder.push(bytes));
    this.#events.splice(0, this.#events.length - MAXIMUM_EVENTS);
    if (this.#events.length > 0) this.#wake();
  }

  lost(): void {
    this.#lost = true;
    this.#wake();
  }

  write(bytes: Uint8Array): void {
    this.#port?.write(bytes);
  }

  async next(waitMs: number): Promise<FrameEvent | null> {
    if (this.#events.length === 0 && !this.#lost) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = () => undefined;
    }
    const event = this.#events.shift();
    if (event !== undefined) return event;
    if (this.#lost) {
      throw new TokentwinError(
        'LINE_LOST',
        `The port ${this.address} was lost in the middle of the run: plug the device in again and start anew.`,
      );
    }
    this.#decoder.abandon();
    return null;
  }

  async close(): Promise<void> {
    await this.#port?.close();
  }
}

/** How long a port may take to open. */
const OPENING_MS = 10_000;

/**
 * Opens a port as a wire.
 *
 * @throws TokentwinError PORT_NOT_FOUND, PORT_DENIED, PORT_TAKEN, PORT_OPEN
 */
export async function openWire(opener: PortOpener): Promise<Wire> {
  const wire = new PortWire(opener.address);
  wire.opened(await opener.open(wire, AbortSignal.timeout(OPENING_MS)));
  return wire;
}
