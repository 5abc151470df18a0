/**
 * The frames of a display in their order, and those who listen to them.
 *
 * Promises: a listener hears every frame once, in order, also when a listener itself presses keys, which
 * brings about more frames while the earlier ones are still being told. Keeps no history; when one input brings
 * about more than 100 000 frames, only the newest are told.
 */
import { type Cell, textOf } from '../../firmware/display/cell.js';
import type { Frame, FrameRecord } from './frame.js';
import type { FrameListener } from './twin-options.js';

interface NewFrame {
  readonly cells: readonly Cell[];
  readonly at: number;
  readonly faults: readonly string[];
  readonly isSecret: boolean;
}

const MAXIMUM_UNTOLD = 100_000;

export class Frames {
  readonly #listeners = new Set<FrameListener>();
  readonly #drawListeners = new Set<FrameListener>();
  /** Frames that wait until what they show is stored. */
  #untold: Frame[] = [];
  #latest: Frame;
  #isTelling = false;

  constructor(at: number) {
    this.#latest = { number: 0, at, text: '', cells: [] };
  }

  get latest(): Frame {
    return this.#latest;
  }

  /** The frame that is shown was drawn by a card of which this one goes on. */
  resume(record: FrameRecord): void {
    const { text, cells } = this.#latest;
    this.#latest = { ...record, text, cells };
  }

  add({ cells, at, faults, isSecret }: NewFrame): void {
    // Every key makes a frame, so it is not put together from parts.
    const frame: { -readonly [Field in keyof Frame]: Frame[Field] } = {
      number: this.#latest.number + 1,
      at,
      text: textOf(cells),
      cells,
    };
    if (isSecret) frame.isSecret = true;
    if (faults.length > 0) frame.faults = faults;
    this.#latest = frame;
    if (this.#drawListeners.size > 0) for (const listener of this.#drawListeners) listener(this.#latest);
    if (this.#listeners.size === 0) return;
    this.#untold.push(this.#latest);
    if (this.#untold.length > 2 * MAXIMUM_UNTOLD) this.#untold = this.#untold.slice(-MAXIMUM_UNTOLD);
  }

  /** Tells a frame as soon as it is drawn, before anything is stored. @returns the function that ends the listening */
  listenToDrawing(listener: FrameListener): () => void {
    this.#drawListeners.add(listener);
    return () => this.#drawListeners.delete(listener);
  }

  /** @returns the function that ends the listening */
  listen(listener: FrameListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells what was added since the last time. */
  tell(): void {
    if (this.#isTelling || this.#untold.length === 0) return;
    this.#isTelling = true;
    try {
      while (this.#untold.length > 0) this.#tellAll(this.#untold.splice(0));
    } finally {
      this.#isTelling = false;
    }
  }

  #tellAll(frames: readonly Frame[]): void {
    for (const frame of frames) for (const listener of this.#listeners) listener(frame);
  }
}
