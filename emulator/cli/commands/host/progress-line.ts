/**
 * How far a long command is, on standard error: one line that is written over where a person watches, and
 * nothing else where nobody does.
 */

export class ProgressLine {
  readonly #stream = process.stderr;
  #shown = false;

  get isWatched(): boolean {
    return this.#stream.isTTY === true;
  }

  /** @param text is cut to the width of the terminal */
  show(text: string): void {
    if (!this.isWatched) return;
    this.#stream.write(`\r\x1b[K${text.slice(0, (this.#stream.columns || 80) - 1)}`);
    this.#shown = true;
  }

  /** Takes the line away, so that other text has its place. */
  clear(): void {
    if (this.#shown) this.#stream.write('\r\x1b[K');
    this.#shown = false;
  }
}
