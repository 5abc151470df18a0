/**
 * What the traffic overlay shows: where it lies, its rows of text, and how far it can be scrolled.
 */
import { type EventLog, type LineEntry, lineEntries } from './event-log.js';
import { overlayLayout, type Size } from './layout.js';
import type { Rectangle } from './picture.js';
import { shortenMiddle } from './shorten.js';
import { wrapWords } from './wrap.js';

export interface TrafficLayout {
  readonly box: Rectangle;
  readonly title: string;
  /** The address, where the title has no room for it. */
  readonly addressRows: readonly string[];
  /** The rows of the log. */
  readonly rows: Rectangle;
}

const MAXIMUM_ADDRESS_ROWS = 6;
/** Rows after the first of an entry begin below its words. */
const CLOCK_WIDTH = 9;

/** @param size at least `MINIMUM_SIZE` */
export function trafficLayout(size: Size, address: string): TrafficLayout {
  const box = overlayLayout(size, size);
  const width = box.width - 4;
  const whole = `traffic on ${address}`;
  const inTitle = whole.length + 2 <= width;
  const addressRows = inTitle ? [] : wrapWords(shortenMiddle(address, MAXIMUM_ADDRESS_ROWS * width), width);
  const headRows = inTitle ? 0 : addressRows.length + 1;
  return {
    box,
    title: inTitle ? whole : 'traffic',
    addressRows,
    rows: { left: box.left + 2, top: box.top + 1 + headRows, width, height: box.height - 2 - headRows },
  };
}

/** All rows of the traffic in a log, the newest last. */
export function trafficRows(log: EventLog, width: number): string[] {
  return lineEntries(log).flatMap((entry) => entryRows(entry, width));
}

function entryRows(entry: LineEntry, width: number): string[] {
  const clock = new Date(entry.atMs).toISOString().slice(11, 19);
  const words =
    entry.type === 'traffic' ? `${entry.entry.asked} -> ${entry.entry.answered}` : `line: ${entry.sentence}`;
  return wrapWords(words, width - CLOCK_WIDTH).map(
    (row, position) => (position === 0 ? clock : '').padEnd(CLOCK_WIDTH) + row,
  );
}

/** A number of rows up from the newest that leaves the overlay filled. */
export function scrollWithin(scrolled: number, log: EventLog, { rows }: TrafficLayout): number {
  return Math.max(0, Math.min(scrolled, trafficRows(log, rows.width).length - rows.height));
}
