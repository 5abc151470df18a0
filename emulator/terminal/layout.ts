/**
 * Where everything lies on the screen, from its width and height alone.
 */
import { CARD_ROWS, HALF_ROWS } from '../../firmware/code-card/layout.js';
import type { Rectangle } from './picture.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const MINIMUM_SIZE: Size = { width: 80, height: 24 };

export function fits({ width, height }: Size): boolean {
  return width >= MINIMUM_SIZE.width && height >= MINIMUM_SIZE.height;
}

/** Between the tabs in the first row and the two rows for messages and help. */
export function bodyOf({ width, height }: Size): Rectangle {
  return { left: 0, top: 1, width, height: height - 3 };
}

/** How a DSC+ is drawn: small enough for 80x24, or with some air. */
export interface CardMeasures {
  readonly width: number;
  readonly height: number;
  /** Between the frame of the display and its segments. */
  readonly displayPadding: { readonly columns: number; readonly rows: number };
  readonly keyWidth: number;
  /** Between keys, in both directions. */
  readonly keyGap: number;
  /** Empty rows between the parts. */
  readonly gapRows: number;
}

const COMPACT: CardMeasures = {
  width: 55,
  height: 19,
  displayPadding: { columns: 1, rows: 0 },
  keyWidth: 7,
  keyGap: 0,
  gapRows: 0,
};

const ROOMY: CardMeasures = {
  width: 73,
  height: 25,
  displayPadding: { columns: 4, rows: 1 },
  keyWidth: 9,
  keyGap: 1,
  gapRows: 1,
};

export interface DscPlusLayout {
  readonly card: Rectangle;
  readonly measures: CardMeasures;
  readonly panel: Rectangle;
}

const PANEL_SHARE = 0.36;

/** On a wider screen card and panel stay near each other, in the middle. */
const MAXIMUM_PAGE_WIDTH = 140;

/** @param size at least `MINIMUM_SIZE` */
export function dscPlusLayout(size: Size): DscPlusLayout {
  const body = bodyOf(size);
  const width = Math.min(MAXIMUM_PAGE_WIDTH, size.width);
  const left = Math.floor((size.width - width) / 2);
  const wanted = Math.floor(width * PANEL_SHARE);
  const panelWidth = Math.min(wanted, width - COMPACT.width);
  const desk = { ...body, left, width: width - panelWidth };
  const measures = desk.width >= ROOMY.width + 2 && desk.height >= ROOMY.height + 2 ? ROOMY : COMPACT;
  return {
    card: onDesk(desk, measures),
    measures,
    panel: { left: left + desk.width + 1, top: body.top + 1, width: panelWidth - 1, height: body.height - 1 },
  };
}

export interface CodeCardLayout {
  readonly card: Rectangle;
  /** Does the whole card fit, or one half at a time? */
  readonly whole: boolean;
  /** The row for the reader that the card is in, above the card. */
  readonly readerRow: number;
  /** The row of the input field; what was found is one row below. */
  readonly fieldRow: number;
}

/** 8 cells of 9 columns, a blank and an edge on both sides. */
const CODE_CARD_WIDTH = 76;
/** Two rows of words and two edges. */
const CODE_CARD_FRAME_ROWS = 4;
const FIELD_ROWS = 2;

/** @param size at least `MINIMUM_SIZE` */
export function codeCardLayout(size: Size): CodeCardLayout {
  const body = bodyOf(size);
  const wholeHeight = CODE_CARD_FRAME_ROWS + CARD_ROWS + 1;
  const whole = body.height > wholeHeight + FIELD_ROWS;
  const height = whole ? wholeHeight : CODE_CARD_FRAME_ROWS + HALF_ROWS;
  const sheet = onDesk(body, { width: CODE_CARD_WIDTH, height: height + FIELD_ROWS });
  return { card: { ...sheet, height }, whole, readerRow: sheet.top - 1, fieldRow: sheet.top + height };
}

/** A box in the middle of the body, as large as asked for where there is room. */
export function overlayLayout(size: Size, wanted: Size): Rectangle {
  const body = bodyOf(size);
  return centredIn(body, {
    width: Math.min(wanted.width, body.width - 2),
    height: Math.min(wanted.height, body.height),
  });
}

/** In the middle from left to right, below a blank row. */
function onDesk(desk: Rectangle, { width, height }: Size): Rectangle {
  return { left: desk.left + Math.floor((desk.width - width) / 2), top: desk.top + 1, width, height };
}

function centredIn(outer: Rectangle, { width, height }: Size): Rectangle {
  return {
    left: outer.left + Math.floor((outer.width - width) / 2),
    top: outer.top + Math.ceil((outer.height - height) / 2),
    width,
    height,
  };
}
