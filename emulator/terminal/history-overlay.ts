/**
 * The overlay of what has come to a card: the display as it was at a point, the inputs around it, and what the chip
 * had on its flash.
 */
import { displayArt } from '../drawing/display-art.js';
import type { Frame } from '../twin/frame.js';
import type { Size } from './layout.js';
import { overlayLayout } from './layout.js';
import { BOLD, type Canvas, INVERSE, PLAIN } from './picture.js';

/** One input of the list. */
export interface HistoryRow {
  /** The position that it leads to. */
  readonly position: number;
  readonly atMs: number;
  readonly words: string;
}

/** What is to be seen of a point. */
export interface HistoryView {
  readonly position: number;
  readonly length: number;
  /** Inputs that were before the first one here. */
  readonly folded: number;
  readonly isOver: boolean;
  readonly frame: Frame;
  readonly segmentCount: 7 | 14;
  readonly stateName: string;
  /** CRC-32 of the flash image in hexadecimal, and whether the last input has changed it. */
  readonly flash: { readonly digest: string; readonly isChanged: boolean };
  /** Inputs around the position, in order. */
  readonly rows: readonly HistoryRow[];
}

const WIDTH = 76;
const HEIGHT = 21;
/** Display, state, flash with the faults, and the rule below. */
const HEAD_ROWS = 9;
const KEYS = 'arrows, PgUp, PgDn, Home, End; Enter goes on from here; h, Esc close';

/** How many inputs the list has room for. @param size at least `MINIMUM_SIZE` */
export function historyRows(size: Size): number {
  return overlayLayout(size, { width: WIDTH, height: HEIGHT }).height - 2 - HEAD_ROWS;
}

export function drawHistory(canvas: Canvas, size: Size, view: HistoryView, ascii: boolean): void {
  const box = overlayLayout(size, { width: WIDTH, height: HEIGHT });
  const { left, top, width, height } = box;
  canvas.box(box, 'line');
  const before = view.folded === 0 ? '' : `, ${view.folded} folded away`;
  canvas.text(left + 2, top, ` history: ${view.position} of ${view.length} inputs${before} `, BOLD);
  const art = displayArt(view.frame.cells, view.segmentCount, { ascii });
  for (const [row, text] of art.entries()) canvas.text(left + 3, top + 2 + row, text, BOLD, width - 6);
  const at = new Date(view.frame.at).toISOString();
  canvas.text(left + 3, top + 7, `${view.stateName}, frame ${view.frame.number} of ${at}`, PLAIN, width - 6);
  const { digest, isChanged } = view.flash;
  const facts = [
    `flash ${digest}${isChanged ? ', changed by this input' : ''}`,
    ...(view.isOver ? ['no more is recorded'] : (view.frame.faults ?? [])),
  ];
  canvas.text(left + 3, top + 8, facts.join('; '), PLAIN, width - 6);
  canvas.rule(left + 1, top + HEAD_ROWS, width - 2);
  for (const [row, { position, atMs, words }] of view.rows.entries()) {
    const isHere = position === view.position;
    const clock = new Date(atMs).toISOString().slice(11, 23);
    const text = `${isHere ? '>' : ' '} ${String(position).padStart(6)}  ${clock}  ${words}`;
    canvas.text(
      left + 2,
      top + 1 + HEAD_ROWS + row,
      text.padEnd(width - 4),
      isHere ? INVERSE : PLAIN,
      width - 4,
    );
  }
  if (view.length === 0) canvas.text(left + 3, top + 1 + HEAD_ROWS, 'Nothing has come to the card yet.');
  canvas.text(left + 2, top + height - 1, ` ${KEYS} `, PLAIN, width - 4);
}
