/**
 * A relay between a host program and the reader on a port: a cable that is looked at.
 *
 * Promises: every byte goes on unchanged and before it is looked at. As on a serial line, the reader does not
 * notice when a host program leaves and another one comes. What the port does not take is the port's to keep.
 */
import { TokentwinError } from '../../../firmware/error.js';
import type { BytePort, PortOpener } from '../../driver/ports/byte-port.js';
import type { Observation, Side } from './observation.js';
import { TrafficDecoder } from './traffic-decoder.js';

/** The host program's end of the relay, for example a pseudo-terminal. */
export interface HostLine {
  write(bytes: Uint8Array): void;
}

export interface RelayOptions {
  readonly port: PortOpener;
  /** Ends the opening of the port. */
  readonly signal: AbortSignal;
  /** @param atMs when it was seen, on the clock of `performance.now` */
  readonly observed: (observation: Observation, atMs: number) => void;
  /** The relay is of no use any more: the port is lost, or `observed` has thrown. */
  readonly failed: (error: unknown) => void;
}

export class Relay {
  readonly #options: RelayOptions;
  readonly #decoder = new TrafficDecoder();
  #line: HostLine | null = null;
  #port: BytePort | null = null;
  #quiet: NodeJS.Timeout | null = null;
  #closed = false;

  private constructor(options: RelayOptions) {
    this.#options = options;
  }

  /**
   * Opens the port. What the reader says before `attach` is lost, as it would be on a line that nobody reads.
   *
   * @throws TokentwinError PORT_NOT_FOUND, PORT_DENIED, PORT_TAKEN, PORT_OPEN
   */
  static async open(options: RelayOptions): Promise<Relay> {
    const relay = new Relay(options);
    const { port, signal } = options;
    relay.#port = await port.open(
      {
        received: (bytes) => relay.#pass('reader', bytes),
        lost: () =>
          relay.#fail(
            new TokentwinError('LINE_LOST', `${port.address} is gone: plug it in and start again.`),
          ),
      },
      signal,
    );
    return relay;
  }

  /** Where the host program is from now on. */
  attach(line: HostLine): void {
    this.#line = line;
  }

  /** Bytes of the host program. */
  fromHost(bytes: Uint8Array): void {
    this.#pass('host', bytes);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    await this.#port?.close();
  }

  #pass(from: Side, bytes: Uint8Array): void {
    if (this.#closed) return;
    // Whoever writes may keep the array, whoever received it must not.
    const to = from === 'host' ? this.#port : this.#line;
    to?.write(Uint8Array.from(bytes));
    this.#observe((at) => this.#decoder.push(from, bytes, at));
  }

  #observe(look: (at: number) => readonly Observation[]): void {
    try {
      const at = performance.now();
      for (const observation of look(at)) this.#options.observed(observation, at);
      this.#wait(at);
    } catch (error) {
      this.#fail(error);
    }
  }

  #wait(at: number): void {
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    const { deadline } = this.#decoder;
    if (deadline === null) return;
    const look = () => this.#observe((now) => this.#decoder.timePassed(Math.max(now, deadline)));
    this.#quiet = setTimeout(look, deadline - at);
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.failed(error);
  }
}
