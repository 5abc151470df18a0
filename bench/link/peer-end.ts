/**
 * Contestant: the host's end of the peer. It writes a recorded command to a port of the driver's own classes and
 * waits for as many bytes as the recorded answer has; what they say is looked at only when it is asked for.
 */
import type { BytePort } from '../../host/driver/ports/byte-port.js';
import { builtPorts } from '../built.js';
import { type DeviceProcess, startDevice } from './device-process.js';
import type { LinkContestant } from './exchange-rounds.js';
import type { RecordedExchange } from './recorded-exchange.js';

export const PEER_NAME = 'peer that counts bytes';

/** As the driver opens a serial port unless told. */
const SERIAL_SETTINGS = { baudRate: 115_200, stopBits: 2 } as const;
const OPEN_MS = 10_000;

export class LinkPeer implements LinkContestant {
  readonly name = PEER_NAME;
  readonly #command: Uint8Array;
  /** Of the latest exchange. */
  readonly #answer: Uint8Array;
  #filled = 0;
  #port: BytePort | null = null;
  #arrived: () => void = () => {};
  #failed: (error: Error) => void = () => {};

  private constructor({ command, answer }: RecordedExchange) {
    this.#command = command;
    this.#answer = new Uint8Array(answer.reduce((sum, { length }) => sum + length, 0));
  }

  /** @param address of a device that answers as recorded */
  static async open(address: string, recorded: RecordedExchange): Promise<LinkPeer> {
    const { portOpener } = await builtPorts();
    const peer = new LinkPeer(recorded);
    peer.#port = await portOpener(address, SERIAL_SETTINGS).open(
      {
        received: (bytes) => peer.#received(bytes),
        lost: () => peer.#failed(new Error(`the line to ${address} was lost`)),
      },
      AbortSignal.timeout(OPEN_MS),
    );
    return peer;
  }

  exchange(): Promise<void> {
    this.#filled = 0;
    return new Promise((resolve, reject) => {
      this.#arrived = resolve;
      this.#failed = reject;
      this.#port?.write(this.#command);
    });
  }

  /** What came in the latest exchange. */
  get answer(): Uint8Array {
    return this.#answer;
  }

  async close(): Promise<void> {
    await this.#port?.close();
  }

  #received(bytes: Uint8Array): void {
    this.#answer.set(bytes, this.#filled);
    this.#filled += bytes.length;
    if (this.#filled === this.#answer.length) this.#arrived();
  }
}

/** @param words by which the emulator is put on the line */
export function startPeerDevice(
  words: readonly string[],
  { command, answer }: RecordedExchange,
): Promise<DeviceProcess> {
  const program = ['--import', 'tsx', 'bench/link/line-peer.ts'];
  const writes = answer.map((bytes) => Buffer.from(bytes).toString('hex'));
  return startDevice([...program, ...words, String(command.length), ...writes]);
}
