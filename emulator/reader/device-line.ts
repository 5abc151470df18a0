/**
 * A device in a reader on a line, for those who show it or script it: where a host finds it, what goes on
 * there, and the card taken out and put back in.
 */
import type { Device } from '../twin/device.js';
import { exchanged, type TrafficEntry } from './traffic.js';

export type LineEvent =
  /** A command of the host with the card's answer. */
  | { readonly type: 'traffic'; readonly entry: TrafficEntry }
  /** Something about the line itself, in one sentence. */
  | { readonly type: 'notice'; readonly sentence: string };

export type LineEventListener = (event: LineEvent) => void;

const MAXIMUM_UNTOLD = 20;

export class DeviceLine {
  readonly #listeners = new Set<LineEventListener>();
  /** What the line had to say before anybody listened. */
  #untold: LineEvent[] = [];
  #isCardIn = true;

  /**
   * @param device the device in the slot
   * @param address how a host opens the line, for example `/dev/pts/5`
   */
  constructor(
    readonly device: Device,
    readonly address: string,
    private readonly move: (inserted: boolean) => void,
  ) {}

  get isCardIn(): boolean {
    return this.#isCardIn;
  }

  /** Takes the card out of the reader, or puts it back. */
  moveCard(inserted: boolean): void {
    if (inserted === this.#isCardIn) return;
    this.#isCardIn = inserted;
    this.move(inserted);
  }

  /** @returns the function that ends the listening */
  listen(listener: LineEventListener): () => void {
    this.#listeners.add(listener);
    for (const event of this.#untold.splice(0)) listener(event);
    return () => this.#listeners.delete(listener);
  }

  /** Tells a command and its response in words; nobody puts them into words when nobody listens. */
  exchanged(slot: number, command: Uint8Array, response: Uint8Array): void {
    if (this.#listeners.size > 0) this.tell({ type: 'traffic', entry: exchanged(slot, command, response) });
  }

  /** Tells those who listen; without any, the first notices are kept for the one who comes. */
  tell(event: LineEvent): void {
    if (this.#listeners.size === 0 && this.#untold.length < MAXIMUM_UNTOLD) this.#untold.push(event);
    for (const listener of this.#listeners) listener(event);
  }
}
