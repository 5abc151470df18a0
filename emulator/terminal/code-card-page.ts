/**
 * The page of a Security Code Card: the sheet with the looked-up cells marked, the input field, the values.
 *
 * A marked cell stands in brackets and is inverse; one that is printed wrong on purpose is coloured. Every cell takes the mouse.
 */
import { cardValues, lookUp } from '../../firmware/code-card/lookup.js';
import {
  codeCardSheet,
  type SheetCell,
  type SheetHalf,
  TEST_DEVICE_WORDS,
} from '../drawing/code-card-sheet.js';
import type { CodeCardLayout } from './layout.js';
import { BOLD, type Canvas, PLAIN, type Rectangle, type Style, WARNING } from './picture.js';
import { shortenMiddle } from './shorten.js';
import { cardPlaceText, type OpenCodeCard, type ReaderState } from './state.js';

const CELL_WIDTH = 9;
const FOUND: Style = { bold: true, inverse: true };

/** @param nowMs Unix milliseconds, for the expiry of an online card */
export function drawCodeCardPage(
  canvas: Canvas,
  { card: rectangle, whole, readerRow, fieldRow }: CodeCardLayout,
  { device, reader, field, half }: OpenCodeCard,
  nowMs: number,
): void {
  const { twin } = device;
  const sheet = codeCardSheet(twin.card, { half: whole ? 'both' : half, highlight: field.found });
  const left = rectangle.left + 2;
  const end = rectangle.left + rectangle.width - 2;
  canvas.box(rectangle, 'rounded');
  const serial = `Serial ${sheet.serialNumber}  Check value ${sheet.checkValue}`;
  canvas.rightAligned(end, rectangle.top + 1, serial);
  canvas.text(left, rectangle.top + 1, device.name, BOLD, end - left - serial.length - 1);
  canvas.text(left, rectangle.top + 2, TEST_DEVICE_WORDS, WARNING);
  const expiry = expiryText(twin.expiresUnixSeconds, twin.isExpired(nowMs / 1000));
  if (expiry !== null) canvas.rightAligned(end, rectangle.top + 2, expiry.text, expiry.style);
  const { smudged = [], misprinted = [] } = twin.print;
  const wrong = new Set([...smudged, ...misprinted]);
  let row = rectangle.top + 3;
  for (const [position, sheetHalf] of sheet.halves.entries()) {
    if (position > 0) drawFold(canvas, rectangle, row++);
    row = drawHalf(canvas, left, row, sheetHalf, wrong);
  }
  if (!whole)
    canvas.text(left, row, ` ${half} half: ${half === 'upper' ? 'l turns to lower' : 'u turns to upper'} `);
  drawField(canvas, left, fieldRow, { device, field });
  if (reader !== null) drawReader(canvas, left, end, readerRow, reader);
}

function drawReader(
  canvas: Canvas,
  left: number,
  end: number,
  top: number,
  { address, isCardIn }: ReaderState,
): void {
  const card = cardPlaceText(isCardIn);
  canvas.rightAligned(end, top, card, isCardIn ? PLAIN : WARNING);
  const label = canvas.text(left, top, 'line ');
  canvas.text(label, top, shortenMiddle(address, end - card.length - 1 - label), BOLD);
}

function expiryText(
  expiresUnixSeconds: number | null,
  expired: boolean,
): { text: string; style: Style } | null {
  if (expiresUnixSeconds === null) return null;
  const moment = `${new Date(expiresUnixSeconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return expired
    ? { text: `EXPIRED ${moment}`, style: WARNING }
    : { text: `Valid until ${moment}`, style: PLAIN };
}

function drawFold(canvas: Canvas, { left, width }: Rectangle, row: number): void {
  canvas.centred(left + 1, row, '- - - - - - fold - - - - - -', width - 2);
}

/** @returns the row below */
function drawHalf(
  canvas: Canvas,
  left: number,
  top: number,
  { rows }: SheetHalf,
  wrong: ReadonlySet<number>,
): number {
  for (const [row, cells] of rows.entries()) {
    for (const [column, cell] of cells.entries()) {
      drawCell(canvas, left + column * CELL_WIDTH, top + row, cell, wrong.has(cell.index));
    }
  }
  return top + rows.length;
}

function drawCell(
  canvas: Canvas,
  left: number,
  top: number,
  { index, code, highlighted }: SheetCell,
  isWrong: boolean,
): void {
  const text = `${String(index).padStart(3)} ${code}`;
  canvas.text(left, top, highlighted ? `[${text}]` : ` ${text} `, {
    ...(isWrong ? WARNING : PLAIN),
    ...(highlighted && FOUND),
  });
  canvas.target({ left, top, width: CELL_WIDTH, height: 1 }, { type: 'cell', index });
}

function drawField(
  canvas: Canvas,
  left: number,
  top: number,
  { device, field }: Pick<OpenCodeCard, 'device' | 'field'>,
): void {
  const { card } = device.twin;
  const numbers = [...field.found.map(String), field.typed].join(' ');
  const end = canvas.text(left, top, 'index numbers: ');
  canvas.text(canvas.text(end, top, numbers, BOLD), top, '_', BOLD);
  const values = lookUp(card, field.found).map(({ index, code }) => `${index} ${code}`);
  const after = canvas.text(left, top + 1, values.map((value) => `${value}   `).join(''));
  if (field.found.length > 1) {
    const valuesStart = canvas.text(after, top + 1, 'card values: ');
    canvas.text(valuesStart, top + 1, cardValues(card, field.found), BOLD);
  }
}
