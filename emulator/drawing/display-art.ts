/**
 * A segment display as text for a terminal: a cell is 5 columns by 5 rows, one column between cells.
 *
 * A cell's corners and middles lie at the columns and rows 0, 2 and 4; a segment is a line between two of
 * them. Every place of the grid collects the directions in which lit lines leave it, and the directions
 * choose its character. Promises: rows of equal width, unlit segments blank, and any two glyphs of a font
 * that differ look different. Colour is the terminal's part.
 */
import type { Cell, SegmentCount } from '../../firmware/display/cell.js';
import { SEGMENTS_7 } from '../../firmware/display/font-7.js';
import { SEGMENTS_14 } from '../../firmware/display/font-14.js';

const SIZE = 5;

/** From column, row to column, row. */
type Line = readonly [number, number, number, number];

const OUTER_LINES = {
  a: [0, 0, 4, 0],
  b: [4, 0, 4, 2],
  c: [4, 2, 4, 4],
  d: [0, 4, 4, 4],
  e: [0, 2, 0, 4],
  f: [0, 0, 0, 2],
} as const;

const LINES_7: Readonly<Record<Exclude<keyof typeof SEGMENTS_7, 'point'>, Line>> = {
  ...OUTER_LINES,
  g: [0, 2, 4, 2],
};

const LINES_14: Readonly<Record<Exclude<keyof typeof SEGMENTS_14, 'point'>, Line>> = {
  ...OUTER_LINES,
  g1: [0, 2, 2, 2],
  g2: [2, 2, 4, 2],
  h: [0, 0, 2, 2],
  i: [2, 0, 2, 2],
  j: [4, 0, 2, 2],
  k: [0, 4, 2, 2],
  l: [2, 2, 2, 4],
  m: [2, 2, 4, 4],
};

/** The bit of the direction in which a step leads. */
function direction(columnStep: number, rowStep: number): number {
  return 1 << ((rowStep + 1) * 3 + columnStep + 1);
}

const [NW, N, NE] = [direction(-1, -1), direction(0, -1), direction(1, -1)];
const [W, E] = [direction(-1, 0), direction(1, 0)];
const [SW, S, SE] = [direction(-1, 1), direction(0, 1), direction(1, 1)];
const STRAIGHT = N | E | S | W;

// where lines meet, the straight ones win: no character has both
const CHARACTERS: ReadonlyMap<number, string> = new Map([
  [0, ' '],
  [N, '┃'],
  [S, '┃'],
  [N | S, '┃'],
  [E, '━'],
  [W, '━'],
  [E | W, '━'],
  [S | E, '┏'],
  [S | W, '┓'],
  [N | E, '┗'],
  [N | W, '┛'],
  [N | S | E, '┣'],
  [N | S | W, '┫'],
  [S | E | W, '┳'],
  [N | E | W, '┻'],
  [STRAIGHT, '╋'],
  [NW, '╲'],
  [SE, '╲'],
  [NW | SE, '╲'],
  [NE, '╱'],
  [SW, '╱'],
  [NE | SW, '╱'],
  [NW | NE, '∨'],
  [SW | SE, '∧'],
  [NW | SW, '>'],
  [NE | SE, '<'],
]);

const DIAGONAL_CROSS = '╳';
const POINT = '▖';

/** What stands for a character on a terminal without UTF-8; for a corner or crossing of straight lines '+'. */
const ASCII: ReadonlyMap<string, string> = new Map([
  [' ', ' '],
  ['┃', '|'],
  ['━', '-'],
  ['╲', '\\'],
  ['╱', '/'],
  ['∨', 'V'],
  ['∧', '^'],
  ['>', '>'],
  ['<', '<'],
  [DIAGONAL_CROSS, 'X'],
  [POINT, '.'],
]);

/** The directions of the lit lines at each of the 25 places, row by row. */
function directionsOf(segments: number, segmentCount: SegmentCount): readonly number[] {
  const places = new Array<number>(SIZE * SIZE).fill(0);
  const bits: Readonly<Record<string, number>> = segmentCount === 7 ? SEGMENTS_7 : SEGMENTS_14;
  for (const [name, line] of Object.entries<Line>(segmentCount === 7 ? LINES_7 : LINES_14)) {
    if ((segments & (bits[name] as number)) === 0) continue;
    const [fromColumn, fromRow, toColumn, toRow] = line;
    const columnStep = Math.sign(toColumn - fromColumn);
    const rowStep = Math.sign(toRow - fromRow);
    let place = fromRow * SIZE + fromColumn;
    const last = toRow * SIZE + toColumn;
    while (place !== last) {
      places[place] = (places[place] as number) | direction(columnStep, rowStep);
      place += rowStep * SIZE + columnStep;
      places[place] = (places[place] as number) | direction(-columnStep, -rowStep);
    }
  }
  return places;
}

function characterOf(directions: number): string {
  const straight = directions & STRAIGHT;
  return CHARACTERS.get(straight === 0 ? directions : straight) ?? DIAGONAL_CROSS;
}

/**
 * Draws cells as five lines of text.
 *
 * A point stands in the column after its cell; the last cell has none, there it takes the lower right corner.
 *
 * @param options `ascii` for terminals that cannot show box-drawing characters
 * @returns 5 strings, each 6 columns a cell less one: 47 for 8 cells, 35 for 6
 */
export function displayArt(
  cells: readonly Cell[],
  segmentCount: SegmentCount,
  { ascii = false }: { readonly ascii?: boolean } = {},
): string[] {
  const pointBit = segmentCount === 7 ? SEGMENTS_7.point : SEGMENTS_14.point;
  const rows: string[][] = Array.from({ length: SIZE }, () => []);
  for (const { segments } of cells) {
    const directions = directionsOf(segments, segmentCount);
    for (const [row, characters] of rows.entries()) {
      const places = directions.slice(row * SIZE, (row + 1) * SIZE);
      characters.push(...places.map(characterOf), ' ');
    }
    if ((segments & pointBit) !== 0) rows.at(-1)?.splice(-1, 1, POINT);
  }
  return rows.map((characters) => {
    const afterLast = characters.pop();
    if (afterLast === POINT) characters.splice(-1, 1, POINT);
    return (ascii ? characters.map((character) => ASCII.get(character) ?? '+') : characters).join('');
  });
}
