/**
 * A segment display as the firmware drives it: a row of cells, each a bit mask of lit segments.
 *
 * 7 segments: a..g are bits 0..6, the point is bit 7 (picture in font-7.ts). 14 segments: a..f are bits 0..5,
 * g1 6, g2 7, h 8, i 9, j 10, k 11, l 12, m 13, the point is bit 14 (picture in font-14.ts).
 *
 * Promises: a cell of a character is made once and frozen, so drawing costs look-ups only, and the text can
 * be read back from the cells. Does not wrap, scroll or shorten: a text that does not fit is a fault of the
 * caller, who asks `firstUnshowable` first when the text comes from outside.
 */
import { assert } from '../error.js';
import { FONT_7, SEGMENTS_7 } from './font-7.js';
import { FONT_14, SEGMENTS_14 } from './font-14.js';

export type SegmentCount = 7 | 14;

export interface Cell {
  /** The character shown, in the case in which it is shown, with a '.' after it when its point is lit. */
  readonly character: string;
  /** The lit segments, one bit each. */
  readonly segments: number;
}

/** This character lights every segment of its cell and the point: the self-test. */
export const ALL_SEGMENTS = '\u2588';

const POINT = '.'.charCodeAt(0);

/** The cells of a font by the code of their character, without and with the point. */
interface CellTable {
  readonly plain: ReadonlyMap<number, Cell>;
  readonly pointed: ReadonlyMap<number, Cell>;
  readonly blank: Cell;
}

function cellTable(font: Readonly<Record<string, number>>, point: number): CellTable {
  const plain = new Map<number, Cell>();
  const pointed = new Map<number, Cell>();
  for (const [character, segments] of Object.entries(font)) {
    const cell = Object.freeze({ character, segments });
    const cellWithPoint = Object.freeze({ character: `${character}.`, segments: segments | point });
    const upper = character.toUpperCase();
    const otherCase = character === upper ? character.toLowerCase() : upper;
    for (const shownSo of otherCase in font ? [character] : [character, otherCase]) {
      plain.set(shownSo.charCodeAt(0), cell);
      pointed.set(shownSo.charCodeAt(0), cellWithPoint);
    }
  }
  const all = Object.freeze({ character: ALL_SEGMENTS, segments: 2 * point - 1 });
  plain.set(ALL_SEGMENTS.charCodeAt(0), all);
  return { plain, pointed, blank: plain.get(' '.charCodeAt(0)) as Cell };
}

const TABLES = new Map<SegmentCount, CellTable>();

/** A display's table is made when it is first needed: a card has one kind of display. */
function tableOf(segmentCount: SegmentCount): CellTable {
  const known = TABLES.get(segmentCount);
  if (known !== undefined) return known;
  const table =
    segmentCount === 7 ? cellTable(FONT_7, SEGMENTS_7.point) : cellTable(FONT_14, SEGMENTS_14.point);
  TABLES.set(segmentCount, table);
  return table;
}

/**
 * The cells that show a text, left-aligned, the rest blank.
 *
 * @param text a '.' lights the point of the cell before it; U+2588 lights all segments and the point
 * @param cellCount cells of the display
 * @throws Error (broken invariant) when the text cannot be shown, see `firstUnshowable`
 */
export function cellsOf(text: string, segmentCount: SegmentCount, cellCount: number): readonly Cell[] {
  const { plain, pointed, blank } = tableOf(segmentCount);
  const cells = new Array<Cell>(cellCount).fill(blank);
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const hasPoint = text.charCodeAt(index + 1) === POINT;
    if (hasPoint) index += 1;
    const cell = (hasPoint ? pointed : plain).get(code);
    assert(cell !== undefined, 'every character of a display text has a glyph');
    cells[count] = cell;
    count += 1;
  }
  assert(count <= cellCount, 'a display text fits the cells of the display');
  return cells;
}

/** What a person reads in a cell whose segments make no character. */
export const UNREADABLE = '\ufffd';

/** The cell with exactly these segments lit, and the character that they make, if they make one. */
export function cellOfSegments(segments: number, segmentCount: SegmentCount): Cell {
  const { plain, pointed } = tableOf(segmentCount);
  for (const cells of [plain, pointed])
    for (const cell of cells.values()) if (cell.segments === segments) return cell;
  return { character: UNREADABLE, segments };
}

/**
 * The text that cells show, without the blanks at its end.
 *
 * @returns what was given to `cellsOf`, letters in the case in which they are shown
 */
export function textOf(cells: readonly Cell[]): string {
  let text = '';
  for (const cell of cells) text += cell.character;
  return text.trimEnd();
}

/**
 * Why a text cannot be shown on a display.
 *
 * @param cellCount cells of the display
 * @returns a sentence that names the first character without a glyph, or the lengths; null when `cellsOf`
 *   takes the text
 */
export function firstUnshowable(text: string, segmentCount: SegmentCount, cellCount: number): string | null {
  const { plain, pointed } = tableOf(segmentCount);
  let cellsNeeded = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === POINT) {
      return `The point at position ${index + 1} has no character before it that could carry it.`;
    }
    if (!plain.has(code)) {
      return `A display of ${segmentCount} segments has no glyph for ${nameOf(text, index)} at position ${index + 1}.`;
    }
    if (pointed.has(code) && text.charCodeAt(index + 1) === POINT) index += 1;
    cellsNeeded += 1;
  }
  if (cellsNeeded <= cellCount) return null;
  return `The text takes ${cellsNeeded} cells and the display has ${cellCount}.`;
}

/** A character as it may stand in a sentence: itself when it is printable ASCII, else its code point. */
function nameOf(text: string, index: number): string {
  const code = text.codePointAt(index) ?? 0;
  if (code > 0x20 && code < 0x7f) return `'${text[index]}'`;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
