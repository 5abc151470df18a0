/**
 * The tabs of the open devices in one row: how wide each is and what it says.
 *
 * Promises: the shown device's tab stands in brackets and is whole where that leaves the others their shortest;
 * these share the rest fairly. Where not even that fits, the devices farthest from the shown one have no tab.
 */
import { shortenEnd } from './shorten.js';

export interface Tab {
  /** Position among the open devices. */
  readonly device: number;
  readonly text: string;
}

/** Blank or bracket, number, blank, two letters, blank or bracket. */
const SHORTEST = 6;

/** @param width columns for all tabs together */
export function tabsOf(names: readonly string[], shown: number, width: number): readonly Tab[] {
  const labels = names.map((name, position) => `${position + 1} ${name}`);
  const least = labels.map(({ length }) => Math.min(length + 2, SHORTEST));
  const [first, end] = aroundShown(least, shown, width);
  const wanted = labels.map(({ length }) => length + 2).slice(first, end);
  const leastOfOthers = sum(least.slice(first, end)) - (least[shown] ?? 0);
  const shownWidth = Math.min(wanted[shown - first] ?? 0, width - leastOfOthers);
  wanted[shown - first] = 0;
  const widths = fairShares(wanted, width - shownWidth);
  widths[shown - first] = shownWidth;
  return widths.map((tabWidth, position) => {
    const device = first + position;
    const text = shortenEnd(labels[device] ?? '', tabWidth - 2);
    return { device, text: device === shown ? `[${text}]` : ` ${text} ` };
  });
}

/** Takes away tabs at the end that is farther from the shown one until the shortest fit. */
function aroundShown(least: readonly number[], shown: number, width: number): [first: number, end: number] {
  let first = 0;
  let end = least.length;
  while (end - first > 1 && sum(least.slice(first, end)) > width) {
    if (shown - first > end - 1 - shown) first += 1;
    else end -= 1;
  }
  return [first, end];
}

/** What is wanted by each, or as much as the others get at most. */
function fairShares(wanted: readonly number[], room: number): number[] {
  const shares = wanted.map(() => 0);
  const rising = [...wanted.keys()].sort((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
  let left = room;
  for (const [served, position] of rising.entries()) {
    const share = Math.min(wanted[position] ?? 0, Math.floor(left / (rising.length - served)));
    shares[position] = share;
    left -= share;
  }
  return shares;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
