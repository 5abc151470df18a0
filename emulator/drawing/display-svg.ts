/**
 * A segment display as SVG, with the look of a liquid-crystal display: lit segments dark, unlit ones faint.
 *
 * Promises: well-formed XML whatever the text, no identifiers and no style sheet (several drawings may stand
 * in one page), no fonts needed. The size of the drawing depends on the number of cells alone.
 */
import { type Cell, type SegmentCount, textOf } from '../../firmware/display/cell.js';
import { SEGMENTS_7 } from '../../firmware/display/font-7.js';
import { SEGMENTS_14 } from '../../firmware/display/font-14.js';

const GLASS = '#c5cfb8';
const GLASS_EDGE = '#8f9a84';
const LIT = '#161c14';
const UNLIT = '#bac5ac';

// One cell, in units of a hundredth of its height. Segments run between these lines.
const CELL_HEIGHT = 100;
const CELL_PITCH = 84;
const LEFT = 5;
const CENTRE = 33;
const RIGHT = 61;
const TOP = 5;
const MIDDLE = 50;
const BOTTOM = 95;
const HALF_WIDTH = 4.2;
const DIAGONAL_HALF_WIDTH = 5.2;
const GAP = 1;
const MARGIN_X = 32;
const MARGIN_Y = 20;
const SLANT_DEGREES = 5;
/** What the slant moves the foot of a cell to the left. */
const SLANT_SHIFT = CELL_HEIGHT * Math.tan((SLANT_DEGREES * Math.PI) / 180);

function rounded(length: number): number {
  return Math.round(length * 10) / 10;
}

function polygon(points: readonly (readonly [number, number])[]): string {
  return `M${points.map(([x, y]) => `${rounded(x)} ${rounded(y)}`).join('L')}Z`;
}

/** A horizontal segment with pointed ends. */
function across(fromX: number, toX: number, y: number): string {
  const [start, end] = [fromX + GAP, toX - GAP];
  const [bodyStart, bodyEnd] = [start + HALF_WIDTH, end - HALF_WIDTH];
  return polygon([
    [start, y],
    [bodyStart, y - HALF_WIDTH],
    [bodyEnd, y - HALF_WIDTH],
    [end, y],
    [bodyEnd, y + HALF_WIDTH],
    [bodyStart, y + HALF_WIDTH],
  ]);
}

/** A vertical segment with pointed ends. */
function down(x: number, fromY: number, toY: number): string {
  const [start, end] = [fromY + GAP, toY - GAP];
  const [bodyStart, bodyEnd] = [start + HALF_WIDTH, end - HALF_WIDTH];
  return polygon([
    [x, start],
    [x + HALF_WIDTH, bodyStart],
    [x + HALF_WIDTH, bodyEnd],
    [x, end],
    [x - HALF_WIDTH, bodyEnd],
    [x - HALF_WIDTH, bodyStart],
  ]);
}

/** A diagonal from one crossing of the lines above to another, cut off where it meets straight segments. */
function diagonal(fromX: number, fromY: number, toX: number, toY: number): string {
  const inset = HALF_WIDTH + GAP;
  const right = Math.sign(toX - fromX);
  const slope = (toY - fromY) / Math.abs(toX - fromX);
  const cutX = right * (inset / slope + DIAGONAL_HALF_WIDTH - inset);
  const cutY = (inset + DIAGONAL_HALF_WIDTH) * slope - inset;
  const [startX, endX] = [fromX + right * inset, toX - right * inset];
  const [startY, endY] = [fromY + inset, toY - inset];
  return polygon([
    [startX, startY],
    [startX + cutX, startY],
    [endX, endY - cutY],
    [endX, endY],
    [endX - cutX, endY],
    [startX, startY + cutY],
  ]);
}

const POINT_SHAPE = polygon([
  [68, 89],
  [78, 89],
  [78, 99],
  [68, 99],
]);

const OUTER_SHAPES = {
  a: across(LEFT, RIGHT, TOP),
  b: down(RIGHT, TOP, MIDDLE),
  c: down(RIGHT, MIDDLE, BOTTOM),
  d: across(LEFT, RIGHT, BOTTOM),
  e: down(LEFT, MIDDLE, BOTTOM),
  f: down(LEFT, TOP, MIDDLE),
  point: POINT_SHAPE,
} as const;

const SHAPES_7: Readonly<Record<keyof typeof SEGMENTS_7, string>> = {
  ...OUTER_SHAPES,
  g: across(LEFT, RIGHT, MIDDLE),
};

const SHAPES_14: Readonly<Record<keyof typeof SEGMENTS_14, string>> = {
  ...OUTER_SHAPES,
  g1: across(LEFT, CENTRE, MIDDLE),
  g2: across(CENTRE, RIGHT, MIDDLE),
  h: diagonal(LEFT, TOP, CENTRE, MIDDLE),
  i: down(CENTRE, TOP + HALF_WIDTH, MIDDLE),
  j: diagonal(RIGHT, TOP, CENTRE, MIDDLE),
  k: diagonal(CENTRE, MIDDLE, LEFT, BOTTOM),
  l: down(CENTRE, MIDDLE, BOTTOM - HALF_WIDTH),
  m: diagonal(CENTRE, MIDDLE, RIGHT, BOTTOM),
};

/** The outlines of the lit and of the unlit segments of a cell. */
function outlines(segments: number, segmentCount: SegmentCount): { lit: string; unlit: string } {
  const bits: Readonly<Record<string, number>> = segmentCount === 7 ? SEGMENTS_7 : SEGMENTS_14;
  let lit = '';
  let unlit = '';
  for (const [name, shape] of Object.entries(segmentCount === 7 ? SHAPES_7 : SHAPES_14)) {
    if ((segments & (bits[name] as number)) !== 0) lit += shape;
    else unlit += shape;
  }
  return { lit, unlit };
}

/** Text for the content or an attribute of an XML element; what XML 1.0 cannot hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** What the display shows, as a sentence for those who hear the drawing. */
export function displaySentence(cells: readonly Cell[]): string {
  const text = textOf(cells);
  return text === '' ? 'The display is blank.' : `The display shows ${text}`;
}

export interface DisplayDrawing {
  /** In the drawing's own units: 140 high, 84 a cell and the margins wide. */
  readonly width: number;
  readonly height: number;
  /** SVG elements, to stand in an `<svg>` with the view box `0 0 width height`. */
  readonly elements: string;
}

/** Draws the display as elements for a larger drawing. */
export function drawDisplay(cells: readonly Cell[], segmentCount: SegmentCount): DisplayDrawing {
  const width = cells.length * CELL_PITCH + 2 * MARGIN_X;
  const height = CELL_HEIGHT + 2 * MARGIN_Y;
  const drawnCells = cells.map(({ segments }, index) => {
    const { lit, unlit } = outlines(segments, segmentCount);
    const paths =
      (unlit && `<path fill="${UNLIT}" d="${unlit}"/>`) + (lit && `<path fill="${LIT}" d="${lit}"/>`);
    return `<g transform="translate(${index * CELL_PITCH})">${paths}</g>`;
  });
  // the cells lie in the middle, their points aside
  const rowWidth = (cells.length - 1) * CELL_PITCH + LEFT + RIGHT - SLANT_SHIFT;
  const rowX = ((width - rowWidth) / 2).toFixed(2);
  const elements = [
    `<rect x="1.5" y="1.5" width="${width - 3}" height="${height - 3}" rx="9" fill="${GLASS}" stroke="${GLASS_EDGE}" stroke-width="3"/>`,
    `<g transform="translate(${rowX} ${MARGIN_Y}) skewX(-${SLANT_DEGREES})">`,
    ...drawnCells,
    '</g>',
  ].join('\n');
  return { width, height, elements };
}

/**
 * The display alone as an SVG document.
 *
 * @param cells the cells of the display, left to right
 */
export function displaySvg(cells: readonly Cell[], segmentCount: SegmentCount): string {
  const { width, height, elements } = drawDisplay(cells, segmentCount);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    '<title>Display of a test device</title>',
    `<desc>${escapeXml(displaySentence(cells))}</desc>`,
    elements,
    '</svg>',
    '',
  ].join('\n');
}
