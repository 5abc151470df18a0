/** A listener that writes down what a line tells it, so that a test can wait for an event instead of a while. */
import type { LineListener } from '../../emulator/lines/line.js';

export class LineRecorder implements LineListener {
  readonly bytes: number[] = [];
  readonly sentences: string[] = [];
  readonly errors: unknown[] = [];
  hostsLeft = 0;
  readonly #onBytes: (bytes: Uint8Array) => void;
  #waiting: (() => void)[] = [];

  /** @param onBytes also called for what a host sends */
  constructor(onBytes: (bytes: Uint8Array) => void = () => {}) {
    this.#onBytes = onBytes;
  }

  received(bytes: Uint8Array): void {
    this.bytes.push(...bytes);
    this.#onBytes(bytes);
    this.#wake();
  }

  hostLeft(): void {
    this.hostsLeft += 1;
    this.#wake();
  }

  noticed(sentence: string): void {
    this.sentences.push(sentence);
    this.#wake();
  }

  failed(error: unknown): void {
    this.errors.push(error);
    this.#wake();
  }

  /** Waits for the events that make the condition true. */
  async until(condition: (recorder: LineRecorder) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

export const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, value) => value);
