/**
 * What can be wrong with a card that somebody holds in his hand, on purpose: so that a test sees what its login does
 * with a wrong response, a person who cannot read a digit, a key that hangs.
 *
 * Plain data: the same faults in a recording and in a snapshot. The faults of a card on the wire are in
 * `emulator/faults/planted-faults.ts`, those of its flash in `faulty-flash.ts` there.
 */
import { type Cell, cellOfSegments, type SegmentCount } from '../../firmware/display/cell.js';
import { SEGMENTS_7 } from '../../firmware/display/font-7.js';
import { SEGMENTS_14 } from '../../firmware/display/font-14.js';
import { KEY_NAMES, type KeyName } from '../../firmware/dsc-plus/keys.js';
import { TokentwinError } from '../../firmware/error.js';

/** A segment that stays dark. */
export interface DeadSegment {
  /** From 0, the leftmost. */
  readonly cell: number;
  /** As in the pictures of `firmware/display`: a to g, or a to m on a display of 14, or `point`. */
  readonly segment: string;
}

/** How a response is spoiled: another last digit, or its first two different neighbours exchanged. */
export type SpoiledResponse = 'wrong' | 'swapped';

export interface CardFaults {
  /** Spoils the next response, at the keypad or on the wire; the one after it is right again. */
  readonly nextResponse: SpoiledResponse | null;
  readonly deadSegments: readonly DeadSegment[];
  /** A key that stays down when it is pressed, until it is no longer stuck. */
  readonly stuckKey: KeyName | null;
  /** A key of which one press counts as two. */
  readonly bouncingKey: KeyName | null;
  /** Virtual milliseconds that the card takes for every key. */
  readonly slowMs: number;
  /** By how many millionths the card's clock is too fast, below 0 too slow. */
  readonly clockDriftPpm: number;
}

/** A card without a fault. */
export const SOUND: CardFaults = Object.freeze({
  nextResponse: null,
  deadSegments: [],
  stuckKey: null,
  bouncingKey: null,
  slowMs: 0,
  clockDriftPpm: 0,
});

const MAXIMUM_SLOW_MS = 60_000;
const MAXIMUM_DRIFT_PPM = 500_000;

function refuse(reason: string): never {
  throw new TokentwinError('ARGUMENT', reason);
}

function bitOf(segmentCount: SegmentCount, segment: string): number | undefined {
  const bits: Readonly<Record<string, number>> = segmentCount === 7 ? SEGMENTS_7 : SEGMENTS_14;
  return Object.hasOwn(bits, segment) ? bits[segment] : undefined;
}

/**
 * Refuses faults that the card cannot have.
 *
 * @throws TokentwinError ARGUMENT
 */
export function checkCardFaults(
  faults: CardFaults,
  display: { readonly segments: SegmentCount; readonly cells: number },
): void {
  const { nextResponse, deadSegments, stuckKey, bouncingKey, slowMs, clockDriftPpm } = faults;
  const unknown = Object.keys(faults).find((name) => !Object.hasOwn(SOUND, name));
  if (unknown !== undefined) refuse(`A card has no such fault: use ${Object.keys(SOUND).join(', ')}.`);
  if (nextResponse !== null && nextResponse !== 'wrong' && nextResponse !== 'swapped')
    refuse('The next response can be wrong or swapped, or null.');
  for (const key of [stuckKey, bouncingKey])
    if (key !== null && !KEY_NAMES.includes(key))
      refuse(`The card has no such key: use ${KEY_NAMES.join(', ')}.`);
  if (!(slowMs >= 0 && slowMs <= MAXIMUM_SLOW_MS))
    refuse(`A card is slow by 0 to ${MAXIMUM_SLOW_MS} ms a key.`);
  if (!(Math.abs(clockDriftPpm) <= MAXIMUM_DRIFT_PPM))
    refuse(`A clock drifts by at most ${MAXIMUM_DRIFT_PPM} millionths.`);
  if (!Array.isArray(deadSegments)) refuse('The dead segments are a list.');
  for (const { cell, segment } of deadSegments as readonly DeadSegment[]) {
    if (!Number.isInteger(cell) || cell < 0 || cell >= display.cells)
      refuse(`The display has the cells 0 to ${display.cells - 1}.`);
    if (bitOf(display.segments, segment) === undefined)
      refuse(`A display of ${display.segments} segments has no such segment: use the names of its picture.`);
  }
}

/** What the cells show with some segments dark. */
export function withDeadSegments(
  cells: readonly Cell[],
  segmentCount: SegmentCount,
  deadSegments: readonly DeadSegment[],
): readonly Cell[] {
  if (deadSegments.length === 0) return cells;
  return cells.map((cell, index) => {
    let { segments } = cell;
    for (const dead of deadSegments)
      if (dead.cell === index) segments &= ~(bitOf(segmentCount, dead.segment) ?? 0);
    return segments === cell.segments ? cell : cellOfSegments(segments, segmentCount);
  });
}

/** A response of the same length that is not the right one. */
export function spoiled(response: string, how: SpoiledResponse): string {
  const other = `${response.slice(0, -1)}${(Number(response.at(-1)) + 1) % 10}`;
  if (how === 'wrong') return other;
  const place = [...response].findIndex((digit, index) => index > 0 && digit !== response[index - 1]);
  // Of equal digits only, no two can be exchanged.
  if (place === -1) return other;
  return `${response.slice(0, place - 1)}${response[place]}${response[place - 1]}${response.slice(place + 1)}`;
}

/** The faults in words, for a frame, a log or a screen; they hold no secret. */
export function faultsInWords(faults: CardFaults): readonly string[] {
  const { nextResponse, deadSegments, stuckKey, bouncingKey, slowMs, clockDriftPpm } = faults;
  return [
    ...(nextResponse === null ? [] : [`next response ${nextResponse}`]),
    ...deadSegments.map(({ cell, segment }) => `segment ${segment} of cell ${cell} dead`),
    ...(stuckKey === null ? [] : [`key ${stuckKey} stuck`]),
    ...(bouncingKey === null ? [] : [`key ${bouncingKey} bouncing`]),
    ...(slowMs === 0 ? [] : [`slow by ${slowMs} ms`]),
    ...(clockDriftPpm === 0 ? [] : [`clock drifting by ${clockDriftPpm} ppm`]),
  ];
}
