/**
 * A DSC+ as the terminal follows it: what every key and the passing of time made of its display.
 */
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { DscPlus } from '../twin/dsc-plus.js';
import type { LogEntry } from './event-log.js';

export class TwinWatch {
  readonly #twin: DscPlus;
  readonly #forget: () => void;
  #seenFrame: number;

  /** @param onFrame called when the display changes, whatever changed it */
  constructor(twin: DscPlus, onFrame: () => void) {
    this.#twin = twin;
    this.#seenFrame = twin.frame.number;
    this.#forget = twin.onFrame(onFrame);
  }

  stop(): void {
    this.#forget();
  }

  get msUntilChange(): number | null {
    return this.#twin.msUntilChange;
  }

  /** Presses a key, or holds it. @param heldMs null: an ordinary press */
  press(key: KeyName, heldMs: number | null): LogEntry {
    if (heldMs === null) this.#twin.press(key);
    else this.#twin.hold(key, { ms: heldMs });
    return this.#observe(key, heldMs);
  }

  /** Catches up with the clock; null when the display stayed as it was. */
  settle(): LogEntry | null {
    return this.#twin.settle().number === this.#seenFrame ? null : this.#observe(null, null);
  }

  /** The whole response that the card shows; null when it shows none. */
  get response(): string | null {
    return this.#twin.response;
  }

  #observe(key: KeyName | null, heldMs: number | null): LogEntry {
    const { frame } = this.#twin;
    const { state, timeMs } = this.#twin.status();
    this.#seenFrame = frame.number;
    return { atMs: key === null ? frame.at : timeMs, key, heldMs, text: frame.text, state };
  }
}
