/**
 * What the lines of a run have in common: all but the question, byte for byte.
 *
 * A pattern is taken from a line that JSON.parse has read. Promises: where another line has the bytes of the
 * pattern around letters and digits, JSON.parse would read the same from it, with these as its question.
 * Where a line is not written plainly enough to be sure of that, there is no pattern.
 */

const BACKSLASH = 0x5c;
const CARRIAGE_RETURN = 0x0d;
const NAME = 'question';
const NAMED = `"${NAME}":"`;

export class LinePattern {
  readonly #line: Buffer;
  readonly #view: DataView;
  /** Where the question begins and ends in the line. */
  readonly #begin: number;
  readonly #end: number;

  private constructor(line: Buffer, begin: number, end: number) {
    this.#line = line;
    this.#view = new DataView(line.buffer, line.byteOffset, line.length);
    this.#begin = begin;
    this.#end = end;
  }

  /**
   * @param line that was answered, without its line feed
   * @param question that JSON.parse found in it
   * @returns null when the line is not plain: a backslash, the name of the question twice, or a space behind it
   */
  static of(line: Buffer, question: string): LinePattern | null {
    const named = line.indexOf(NAMED);
    const begin = named + NAMED.length;
    if (named === -1 || line.indexOf(question, begin) !== begin) return null;
    // Without backslashes a quotation mark begins or ends a string, so the name is a name where it stands once.
    if (line.includes(BACKSLASH) || line.lastIndexOf(NAME) !== named + 1) return null;
    const length = line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length;
    return new LinePattern(Buffer.from(line.subarray(0, length)), begin, begin + question.length);
  }

  /** @returns where the question begins in the line at `at`, or -1 when that line is another */
  questionAt(view: DataView, at: number): number {
    return this.#stands(view, at, 0, this.#begin) ? at + this.#begin : -1;
  }

  /** @returns where the line ends whose question ends at `at`, or -1 when that line is another */
  endAt(view: DataView, at: number): number {
    const { length } = this.#line;
    return this.#stands(view, at, this.#end, length) ? at + length - this.#end : -1;
  }

  /** Do the bytes from `from` to `to` stand at a place? */
  #stands(view: DataView, at: number, from: number, to: number): boolean {
    const shift = at - from;
    if (shift + to > view.byteLength) return false;
    const own = this.#view;
    let index = from;
    for (; index + 16 <= to; index += 16) if (differsAt(view, shift + index, own, index)) return false;
    for (; index < to; index += 1) if (view.getUint8(shift + index) !== own.getUint8(index)) return false;
    return true;
  }

  /** Wipes the line, which has the key in it. */
  wipe(): void {
    this.#line.fill(0);
  }
}

/** Sixteen bytes at once: every line of a long run is compared from end to end. */
function differsAt(view: DataView, at: number, own: DataView, index: number): boolean {
  const first = view.getInt32(at, true) ^ own.getInt32(index, true);
  const second = view.getInt32(at + 4, true) ^ own.getInt32(index + 4, true);
  const third = view.getInt32(at + 8, true) ^ own.getInt32(index + 8, true);
  const fourth = view.getInt32(at + 12, true) ^ own.getInt32(index + 12, true);
  return (first | second | third | fourth) !== 0;
}
