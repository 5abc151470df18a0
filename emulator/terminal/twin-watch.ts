/**
 * A DSC+ as the terminal follows it: what every key and the passing of time made of its display.
 */
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { RecordedReader } from '../recording/recording.js';
import type { DscPlus } from '../twin/dsc-plus.js';
import { DeviceHistory } from './device-history.js';
import { type DisplayEntry, MAXIMUM_ENTRIES } from './event-log.js';

export class TwinWatch {
  /** What has come to the card; null where it is not recorded. */
  readonly history: DeviceHistory | null;
  readonly #twin: DscPlus;
  readonly #stopListening: readonly (() => void)[];
  #seenFrame: number;
  #isPressing = false;
  /** Keys that others pressed since the last `settle`. */
  #foreign: DisplayEntry[] = [];

  /**
   * @param onChange called when the display changes or a key is pressed, whoever did it
   * @param reader that the card is in
   */
  constructor(twin: DscPlus, onChange: () => void, reader: RecordedReader | 'unrecorded' | null = null) {
    this.#twin = twin;
    this.history = reader === 'unrecorded' ? null : DeviceHistory.of(twin, reader);
    this.#seenFrame = twin.frame.number;
    this.#stopListening = [
      twin.onFrame(onChange),
      twin.onKey((key, ms) => {
        if (this.#isPressing) return;
        this.#foreign = [
          ...this.#foreign.slice(1 - MAXIMUM_ENTRIES),
          this.#observe(key, this.#heldMs(key, ms)),
        ];
        onChange();
      }),
    ];
  }

  stop(): void {
    this.history?.stop();
    for (const stop of this.#stopListening) stop();
  }

  get msUntilChange(): number | null {
    return this.#twin.msUntilChange;
  }

  /** The card's own time, Unix milliseconds. */
  get nowMs(): number {
    return this.#twin.status().timeMs;
  }

  /** Presses a key, or holds it. @param heldMs null: an ordinary press */
  press(key: KeyName, heldMs: number | null): DisplayEntry {
    this.#isPressing = true;
    try {
      if (heldMs === null) this.#twin.press(key);
      else this.#twin.hold(key, { ms: heldMs });
    } finally {
      this.#isPressing = false;
    }
    return this.#observe(key, heldMs);
  }

  /** Catches up with the clock. @returns the keys that others pressed, and what the display became since */
  settle(): readonly DisplayEntry[] {
    const { number } = this.#twin.settle();
    const entries = this.#foreign;
    this.#foreign = [];
    return number === this.#seenFrame ? entries : [...entries, this.#observe(null, null)];
  }

  /** The whole response that the card shows; null when it shows none. */
  get response(): string | null {
    return this.#twin.response;
  }

  /** null when the key was held as long as a press of it takes. */
  #heldMs(key: KeyName, ms: number): number | null {
    const { pressMs, powerPressMs } = this.#twin.profile.keys;
    return ms === (key === 'power' ? powerPressMs : pressMs) ? null : ms;
  }

  #observe(key: KeyName | null, heldMs: number | null): DisplayEntry {
    const { frame } = this.#twin;
    const { state, timeMs } = this.#twin.status();
    this.#seenFrame = frame.number;
    return { type: 'display', atMs: key === null ? frame.at : timeMs, key, heldMs, text: frame.text, state };
  }
}
