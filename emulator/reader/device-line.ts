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

export class DeviceLine {
  readonly #listeners = new Set<LineEventListener>();
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
    return () => this.#listeners.delete(listener);
  }

  /** Tells a command and its response in words; nobody puts them into words when nobody listens. */
  exchanged(slot: number, command: Uint8Array, response: Uint8Array): void {
    if (this.#listeners.size > 0) this.tell({ type: 'traffic', entry: exchanged(slot, command, response) });
  }

  tell(event: LineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
