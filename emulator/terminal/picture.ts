/**
 * The picture of a terminal screen as a value: lines of styled text, and the places that react to the mouse.
 *
 * Promises: every character takes exactly one column, whatever text comes from outside (a file's name): what
 * is wide, unprintable or not ASCII where only ASCII can be shown becomes a question mark. What lies outside
 * the canvas or the given width is cut off. Knows nothing of escape sequences.
 */
import type { Target } from './target.js';

export type Colour = 'red' | 'green';

export interface Style {
  readonly bold?: boolean;
  readonly inverse?: boolean;
  /** A decoration: whatever it says is also said in words or by another attribute. */
  readonly colour?: Colour;
}

export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** Columns and rows from the upper left corner, starting at 0. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Picture {
  /** As many as the screen has rows, each as wide as the screen. */
  readonly lines: readonly (readonly Span[])[];
  readonly targets: readonly { readonly rectangle: Rectangle; readonly target: Target }[];
}

export const PLAIN: Style = {};
export const BOLD: Style = { bold: true };
export const INVERSE: Style = { inverse: true };
export const WARNING: Style = { bold: true, colour: 'red' };

/** Corners from the upper left clockwise, then the horizontal and the vertical line. */
const BOX = { line: '┌┐┘└─│', rounded: '╭╮╯╰─│', ascii: '++++-|' } as const;

/** Characters that take one column in every terminal, besides ASCII. */
const NARROW = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u052f\u2500-\u259f\u2227\u2228]$/;

interface Place {
  character: string;
  style: Style;
}

export class Canvas {
  readonly #rows: Place[][];
  readonly #targets: { rectangle: Rectangle; target: Target }[] = [];

  /** @param ascii true where only ASCII can be shown */
  constructor(
    readonly width: number,
    readonly height: number,
    readonly ascii: boolean,
  ) {
    this.#rows = Array.from({ length: height }, () =>
      Array.from({ length: width }, () => ({ character: ' ', style: PLAIN })),
    );
  }

  /**
   * Writes a line of text.
   *
   * @param width columns at most; default up to the right edge
   * @returns the column after the last one written
   */
  text(left: number, top: number, text: string, style: Style = PLAIN, width = this.width): number {
    const end = Math.min(this.width, left + width);
    let column = left;
    for (const character of text) {
      if (column >= end) break;
      const place = this.#rows[top]?.[column];
      if (place !== undefined) {
        place.character = this.#shown(character);
        place.style = style;
      }
      column += 1;
    }
    return column;
  }

  /** Writes a line of text in the middle of a width. */
  centred(left: number, top: number, text: string, width: number, style: Style = PLAIN): void {
    const free = Math.max(0, Math.floor((width - text.length) / 2));
    this.text(left + free, top, text, style, width - free);
  }

  /** Writes a line of text that ends at a column, which is not part of it. */
  rightAligned(end: number, top: number, text: string, style: Style = PLAIN): void {
    this.text(Math.max(0, end - text.length), top, text, style);
  }

  fill({ left, top, width, height }: Rectangle, style: Style): void {
    for (let row = top; row < top + height; row += 1) this.text(left, row, ' '.repeat(width), style);
  }

  /** Draws a frame and blanks what is inside. */
  box(rectangle: Rectangle, kind: 'line' | 'rounded', style: Style = PLAIN): void {
    const { left, top, width, height } = rectangle;
    const [upperLeft, upperRight, lowerRight, lowerLeft, horizontal, vertical] =
      BOX[this.ascii ? 'ascii' : kind];
    const edge = (horizontal as string).repeat(width - 2);
    this.fill(rectangle, style);
    this.text(left, top, `${upperLeft}${edge}${upperRight}`, style);
    for (let row = top + 1; row < top + height - 1; row += 1) {
      this.text(left, row, vertical as string, style);
      this.text(left + width - 1, row, vertical as string, style);
    }
    this.text(left, top + height - 1, `${lowerLeft}${edge}${lowerRight}`, style);
  }

  /** A line of `width` columns that divides what is above from what is below. */
  rule(left: number, top: number, width: number): void {
    this.text(left, top, (this.ascii ? '-' : '─').repeat(Math.max(0, width)));
  }

  target(rectangle: Rectangle, target: Target): void {
    this.#targets.push({ rectangle, target });
  }

  picture(): Picture {
    return { lines: this.#rows.map(spansOf), targets: this.#targets };
  }

  #shown(character: string): string {
    if (!NARROW.test(character)) return '?';
    return this.ascii && character > '~' ? '?' : character;
  }
}

function spansOf(row: readonly Place[]): Span[] {
  const spans: { text: string; style: Style }[] = [];
  for (const { character, style } of row) {
    const last = spans.at(-1);
    if (last !== undefined && last.style === style) last.text += character;
    else spans.push({ text: character, style });
  }
  return spans;
}

/** What lies at a place of the picture and reacts to the mouse, or null. */
export function targetAt({ targets }: Picture, column: number, row: number): Target | null {
  const hit = targets.findLast(
    ({ rectangle: { left, top, width, height } }) =>
      column >= left && column < left + width && row >= top && row < top + height,
  );
  return hit?.target ?? null;
}
