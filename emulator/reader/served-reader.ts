/**
 * A reader put on a line: bytes are handed on as they come, and the clock on the wall brings the time-outs.
 */

import type { Line } from '../lines/line.js';
import type { LineDescription } from '../lines/line-description.js';
import { openLine } from '../lines/open-line.js';
import type { DscPlus } from '../twin/dsc-plus.js';
import type { ReaderCards } from './slots.js';
import { TokenReader, type TokenReaderOptions } from './token-reader.js';

export type ServedReaderOptions = Omit<TokenReaderOptions, 'now' | 'output'> & {
  /** Receives what goes to the host, besides the line. */
  readonly onSent?: (bytes: Uint8Array) => void;
  /** A sentence about the line for a log, without secrets. */
  readonly onNotice: (sentence: string) => void;
  /** The line or the card's memory failed; the reader is of no use any more. */
  readonly onFailure: (error: unknown) => void;
};

export class ServedReader {
  readonly reader: TokenReader;
  readonly #line: Line;
  readonly #twin: DscPlus | null;
  readonly #options: ServedReaderOptions;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  private constructor(line: Line, reader: TokenReader, twin: DscPlus | null, options: ServedReaderOptions) {
    this.#line = line;
    this.reader = reader;
    this.#twin = twin;
    this.#options = options;
  }

  /**
   * Opens a line and serves it until `close`.
   *
   * @throws TokentwinError LINE_…
   */
  static async open(
    description: LineDescription,
    cards: ReaderCards,
    options: ServedReaderOptions,
  ): Promise<ServedReader> {
    let served: ServedReader | null = null;
    const line = await openLine(description, {
      received: (bytes) => served?.act((reader) => reader.receive(bytes)),
      hostLeft: () => served?.act((reader) => reader.hostLeft()),
      noticed: options.onNotice,
      failed: options.onFailure,
    });
    const output = (bytes: Uint8Array) => {
      options.onSent?.(bytes);
      line.write(bytes);
    };
    const reader = new TokenReader(cards, { ...options, now: () => performance.now(), output });
    served = new ServedReader(line, reader, cards.dscPlus, options);
    return served;
  }

  /** Where a host finds the reader. */
  get address(): string {
    return this.#line.address;
  }

  /** One input for the reader. */
  act(input: (reader: TokenReader) => void): void {
    if (this.#closed) return;
    try {
      input(this.reader);
      this.#setTimer();
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  /** The cards are out when this returns, so their twins may be closed at once; the promise is that of the line. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    try {
      this.reader.close();
    } finally {
      await this.#line.close();
    }
  }

  /** The next moment in which reader or card change by themselves. */
  #setTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const { deadline } = this.reader;
    const waitsMs = [
      deadline === null ? null : Math.max(0, deadline - performance.now()),
      this.#twin?.msUntilChange ?? null,
    ].filter((waitMs) => waitMs !== null);
    if (waitsMs.length === 0) return;
    this.#timer = setTimeout(
      () => {
        this.act((reader) => {
          this.#twin?.settle();
          reader.timePassed();
        });
      },
      Math.min(...waitsMs),
    );
  }
}
