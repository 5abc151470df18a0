/**
 * A code card as SVG for the printer: two faces of the size of a bank card (ISO/IEC 7810 ID-1), one above
 * the other, to be cut out and folded at the dashed line.
 *
 * Promises: the file stands alone (no style sheet, script, link or id, so that two fit one page); it paints
 * its own white ground, so it also reads on a dark page; every text is escaped.
 */
import type { CodeCard } from '../../firmware/code-card/code-card.js';
import { CARD_COLUMNS, HALF_ROWS } from '../../firmware/code-card/layout.js';
import {
  type CodeCardDrawingOptions,
  codeCardSheet,
  type Sheet,
  type SheetCell,
  type SheetHalf,
  TEST_DEVICE_WORDS,
} from './code-card-sheet.js';

// All lengths are in hundredths of a millimetre, so that they stay whole numbers.
const FACE_WIDTH = 8560;
const FACE_HEIGHT = 5398;
const CORNER_RADIUS = 318;
const MARGIN = 200;
const GRID_LEFT = 280;
const GRID_RIGHT = FACE_WIDTH - GRID_LEFT;
const GRID_TOP = 1110;
const CELL_WIDTH = (GRID_RIGHT - GRID_LEFT) / CARD_COLUMNS;
const ROW_HEIGHT = 290;

const PAPER = '#ffffff';
const INK = '#101820';
const SOFT_INK = '#46525e';
const RULE = '#aab4be';
const STRIPE = '#e9eef3';
const WARNING = '#a01818';
const SANS = 'DejaVu Sans, Helvetica Neue, Arial, sans-serif';
const MONOSPACE = 'DejaVu Sans Mono, Menlo, Consolas, Liberation Mono, Cousine, monospace';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

type Attributes = Readonly<Record<string, string | number>>;

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);
}

/** An element whose content is markup already. */
function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return `<${name}${written.join('')}${content === '' ? '/>' : `>${content}</${name}>`}`;
}

/** A line of text; `y` is its base line. */
function words(text: string, x: number, y: number, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escaped(text));
}

function group(attributes: Attributes, content: readonly string[]): string {
  return element('g', attributes, `\n${content.join('\n')}\n`);
}

/** The three lines above the codes, on each face, so that neither is without them once cut. */
function header(sheet: Sheet, half: SheetHalf): string {
  const right = { 'text-anchor': 'end' };
  const warning = { fill: WARNING, 'font-weight': 'bold' };
  return group({ 'font-family': SANS, 'font-size': 195, fill: INK }, [
    words(sheet.title, GRID_LEFT, 440, { 'font-size': 270, 'font-weight': 'bold', 'letter-spacing': 12 }),
    words(`${half.name} half`, GRID_RIGHT, 440, { ...right, fill: SOFT_INK }),
    words(`Serial number ${sheet.serialNumber}`, GRID_LEFT, 720),
    words(`Check value ${sheet.checkValue}`, GRID_RIGHT, 720, right),
    words(TEST_DEVICE_WORDS, GRID_LEFT, 980, warning),
    ...(sheet.expiry === null ? [] : [words(`Valid until ${sheet.expiry}`, GRID_RIGHT, 980, right)]),
  ]);
}

/** One cell; the text takes the fonts of the groups around it. */
function cellMarks({ index, code, highlighted }: SheetCell, column: number, row: number): string {
  const x = GRID_LEFT + column * CELL_WIDTH;
  const y = GRID_TOP + row * ROW_HEIGHT;
  const ground = { x: x + 30, y: y + 15, width: CELL_WIDTH - 60, height: ROW_HEIGHT - 30, rx: 50, fill: INK };
  const baseLine = y + 225;
  return [
    highlighted ? element('rect', ground) : '',
    words(`${index}`, x + 415, baseLine, {
      'text-anchor': 'end',
      'font-size': 190,
      fill: highlighted ? PAPER : SOFT_INK,
    }),
    words(code, x + 490, baseLine, { 'font-weight': 'bold', fill: highlighted ? PAPER : INK }),
  ].join('');
}

function stripes(): string[] {
  const size = { x: GRID_LEFT, width: GRID_RIGHT - GRID_LEFT, height: ROW_HEIGHT };
  return Array.from({ length: HALF_ROWS / 2 }, (_, pair) =>
    element('rect', { ...size, y: GRID_TOP + 2 * pair * ROW_HEIGHT, fill: STRIPE }),
  );
}

function columnRules(): string[] {
  const ends = { y1: GRID_TOP, y2: GRID_TOP + HALF_ROWS * ROW_HEIGHT };
  return Array.from({ length: CARD_COLUMNS - 1 }, (_, before) => {
    const x = GRID_LEFT + (before + 1) * CELL_WIDTH;
    return element('line', { x1: x, x2: x, ...ends, stroke: RULE, 'stroke-width': 8 });
  });
}

function face(sheet: Sheet, half: SheetHalf, top: number): string {
  const cells = half.rows.flatMap((row, at) => row.map((cell, column) => cellMarks(cell, column, at)));
  return group({ transform: `translate(0 ${top})` }, [
    header(sheet, half),
    ...stripes(),
    ...columnRules(),
    group({ 'font-family': MONOSPACE, 'font-size': 235 }, cells),
  ]);
}

/** A dashed line, drawn from either edge so that it is even around its name in the middle. */
function foldLine(): string {
  const middle = FACE_WIDTH / 2;
  const dashes = { y1: FACE_HEIGHT, y2: FACE_HEIGHT, 'stroke-width': 14, 'stroke-dasharray': '120 80' };
  return group({ 'font-family': SANS, 'font-size': 150, fill: SOFT_INK }, [
    group({ stroke: SOFT_INK }, [
      element('line', { x1: 0, x2: middle - 240, ...dashes }),
      element('line', { x1: FACE_WIDTH, x2: middle + 240, ...dashes }),
    ]),
    words('fold', middle, FACE_HEIGHT + 48, { 'text-anchor': 'middle' }),
  ]);
}

/**
 * Draws a card as an SVG document, ended by LF, to be printed at its own size: 85.6 mm by 107.96 mm with
 * both halves and a margin of 2 mm around. A highlighted cell is inverted.
 *
 * @throws TokentwinError CARD_INDEX when an index number to highlight is not on the card
 */
export function codeCardSvg(card: CodeCard, options: CodeCardDrawingOptions = {}): string {
  const sheet = codeCardSheet(card, options);
  const cardHeight = sheet.halves.length * FACE_HEIGHT;
  const width = FACE_WIDTH + 2 * MARGIN;
  const height = cardHeight + 2 * MARGIN;
  const outline = { width: FACE_WIDTH, height: cardHeight, rx: CORNER_RADIUS, fill: PAPER };
  const document = {
    xmlns: 'http://www.w3.org/2000/svg',
    width: `${width / 100}mm`,
    height: `${height / 100}mm`,
    viewBox: `${-MARGIN} ${-MARGIN} ${width} ${height}`,
    role: 'img',
  };
  return `${element(
    'svg',
    document,
    [
      '',
      element('title', {}, escaped(`${sheet.title} ${sheet.serialNumber}: ${TEST_DEVICE_WORDS}`)),
      element('rect', { x: -MARGIN, y: -MARGIN, width, height, fill: PAPER }),
      element('rect', { ...outline, stroke: SOFT_INK, 'stroke-width': 16 }),
      ...sheet.halves.map((half, at) => face(sheet, half, at * FACE_HEIGHT)),
      ...(sheet.halves.length === 2 ? [foldLine()] : []),
      '',
    ].join('\n'),
  )}\n`;
}
