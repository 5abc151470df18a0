/**
 * The frames of a display in their order, and those who listen to them.
 *
 * Promises: a listener hears every frame once, in order, also when a listener itself presses keys, which
 * brings about more frames while the earlier ones are still being told. Keeps no history.
 */

import type { Cell } from '../../firmware/display/cell.js';
import { textOf } from '../../firmware/display/cell.js';
import type { Frame } from './frame.js';
import type { FrameListener } from './twin-options.js';

export class Frames {
  readonly #listeners = new Set<FrameListener>();
  /** Frames that wait until what they show is stored. */
  readonly #untold: Frame[] = [];
  #latest: Frame;
  #telling = false;

  constructor(at: number) {
    this.#latest = { number: 0, at, text: '', cells: [] };
  }

  get latest(): Frame {
    return this.#latest;
  }

  add(cells: readonly Cell[], at: number): void {
    this.#latest = { number: this.#latest.number + 1, at, text: textOf(cells), cells };
    if (this.#listeners.size > 0) this.#untold.push(this.#latest);
  }

  /** @returns the function that ends the listening */
  listen(listener: FrameListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells what was added since the last time. */
  tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (let frame = this.#untold.shift(); frame !== undefined; frame = this.#untold.shift()) {
        for (const listener of this.#listeners) listener(frame);
      }
    } finally {
      this.#telling = false;
    }
  }
}
