/**
 * What a display shows, for others to see: where it shows a response or digits of a PIN, every digit is a dash.
 */
import { type Cell, cellsOf, type SegmentCount } from '../../firmware/display/cell.js';

/** As much of a frame as is needed here. */
interface Shown {
  readonly text: string;
  readonly cells: readonly Cell[];
  readonly isSecret?: true;
}

/** A digit, or what a dead segment has made of one, with the point of its cell. */
const DIGITS = /[0-9\ufffd]\.?/g;

export function maskedCells({ cells, isSecret }: Shown, segmentCount: SegmentCount): readonly Cell[] {
  if (isSecret !== true) return cells;
  const [dash] = cellsOf('-', segmentCount, 1) as readonly [Cell];
  return cells.map((cell) => (cell.character.search(DIGITS) === 0 ? dash : cell));
}

export function maskedText({ text, isSecret }: Shown): string {
  return isSecret === true ? text.replace(DIGITS, '-') : text;
}
