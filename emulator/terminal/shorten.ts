/**
 * Making a text as short as the room for it.
 */

const GAP = '...';
const CUT = '..';

/** The start and, longer, the end of a text: of an address the end tells most. @param width columns, 0 or more */
export function shortenMiddle(text: string, width: number): string {
  if (text.length <= width) return text;
  if (width <= GAP.length) return text.slice(0, width);
  const start = Math.floor((width - GAP.length) / 3);
  const end = width - GAP.length - start;
  return text.slice(0, start) + GAP + text.slice(-end);
}

/** The start of a text, with a mark where there is room for one. @param width columns, 0 or more */
export function shortenEnd(text: string, width: number): string {
  if (text.length <= width) return text;
  if (width <= CUT.length + 2) return text.slice(0, width);
  return text.slice(0, width - CUT.length).trimEnd() + CUT;
}
