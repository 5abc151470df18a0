/**
 * The overlay of what hosts ask a device and what it answers, the newest at the bottom.
 */
import type { Size } from './layout.js';
import { BOLD, type Canvas, PLAIN } from './picture.js';
import type { OpenDevice } from './state.js';
import { scrollWithin, trafficLayout, trafficRows } from './traffic-view.js';

const KEYS = 'arrows, PgUp, PgDn, Home, End; x card; a copy address; t, Esc close';

/** @param scrolled rows up from the newest */
export function drawTraffic(canvas: Canvas, size: Size, { reader, log }: OpenDevice, scrolled: number): void {
  const layout = trafficLayout(size, reader?.address ?? '');
  const { box, title, addressRows, rows } = layout;
  canvas.box(box, 'line');
  canvas.text(box.left + 2, box.top, ` ${title} `, BOLD);
  for (const [row, part] of addressRows.entries()) canvas.text(rows.left, box.top + 1 + row, part, BOLD);
  if (addressRows.length > 0) canvas.rule(box.left + 1, rows.top - 1, box.width - 2);
  const all = trafficRows(log, rows.width);
  const below = scrollWithin(scrolled, log, layout);
  const end = all.length - below;
  const shown = all.slice(Math.max(0, end - rows.height), end);
  if (shown.length === 0) canvas.text(rows.left, rows.top, 'No host has asked anything yet.');
  for (const [row, text] of shown.entries()) canvas.text(rows.left, rows.top + row, text, PLAIN, rows.width);
  const bottom = box.top + box.height - 1;
  canvas.text(rows.left, bottom, ` ${below === 0 ? KEYS : `rows below: ${below}; End shows the newest`} `);
}
