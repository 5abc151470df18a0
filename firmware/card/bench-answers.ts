/**
 * The answers of the bench application that have a layout of their own. Numbers are big-endian, their bytes in
 * brackets. [our choice]
 *
 *     display   frame number (4), virtual time of the frame (8, Unix milliseconds), segments of a cell (1: 7 or
 *               14), number of cells (1), the lit segments of each cell (2), the text to the end: ASCII, FF for
 *               a cell with every segment lit
 *     status    virtual time (8), life cycle (1, as GET DATA 010B), tries left (1, FF = not counted), counter of
 *               the next response (8, 0 without one), how often the card was switched on (4), battery (1, per
 *               cent), the name of the state to the end: ASCII
 *     geometry  bytes of a page (4), number of pages (2)
 */
import { asciiBytes, asciiText, printableText } from '../ascii.js';
import { joinBytes } from '../bytes.js';
import { LIFE_CYCLE, NOT_COUNTED } from './tags.js';

/** What the display shows. */
export interface BenchFrame {
  /** Rises with every change of the display. */
  readonly number: number;
  /** Virtual time of the change, Unix milliseconds. */
  readonly atMs: number;
  readonly segmentCount: 7 | 14;
  /** The lit segments of each cell, one bit each, as `firmware/display/cell.ts` numbers them. */
  readonly cells: readonly number[];
  /** Without blanks at its end; U+2588 where every segment is lit. */
  readonly text: string;
}

export interface BenchStatus {
  readonly atMs: number;
  readonly lifeCycle: keyof typeof LIFE_CYCLE;
  /** null = not counted. */
  readonly triesLeft: number | null;
  readonly counter: bigint;
  readonly activations: number;
  readonly batteryPercent: number;
  /** The name of the state of the keypad's machine. */
  readonly state: string;
}

export interface FlashGeometry {
  readonly pageBytes: number;
  readonly pageCount: number;
}

const ALL_SEGMENTS = '\u2588';
const ALL_SEGMENTS_BYTE = '\xff';

/** More cells than any display, and longer than the name of any state. */
const MAXIMUM_TEXT_BYTES = 255;

const FRAME_HEAD_BYTES = 14;
const STATUS_HEAD_BYTES = 23;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** @param frame `atMs` is cut to whole milliseconds */
export function encodeBenchFrame({ number, atMs, segmentCount, cells, text }: BenchFrame): Uint8Array {
  const head = new Uint8Array(FRAME_HEAD_BYTES + 2 * cells.length);
  const view = viewOf(head);
  view.setUint32(0, number);
  view.setBigUint64(4, BigInt(Math.floor(atMs)));
  view.setUint8(12, segmentCount);
  view.setUint8(13, cells.length);
  for (const [index, segments] of cells.entries()) view.setUint16(FRAME_HEAD_BYTES + 2 * index, segments);
  return joinBytes(head, asciiBytes(text.replaceAll(ALL_SEGMENTS, ALL_SEGMENTS_BYTE)));
}

/** @returns null when the bytes are no display */
export function decodeBenchFrame(bytes: Uint8Array): BenchFrame | null {
  const segmentCount = bytes[12];
  const count = bytes[13];
  if (count === undefined || (segmentCount !== 7 && segmentCount !== 14)) return null;
  const end = FRAME_HEAD_BYTES + 2 * count;
  const text = bytes.length < end ? null : displayText(bytes.subarray(end));
  if (text === null) return null;
  const view = viewOf(bytes);
  return {
    number: view.getUint32(0),
    atMs: Number(view.getBigUint64(4)),
    segmentCount,
    cells: Array.from({ length: count }, (_, index) => view.getUint16(FRAME_HEAD_BYTES + 2 * index)),
    text,
  };
}

/** @returns null for what no display shows */
function displayText(bytes: Uint8Array): string | null {
  const isShown = bytes.every((byte) => byte === 0xff || (byte >= 0x20 && byte <= 0x7e));
  if (!isShown || bytes.length > MAXIMUM_TEXT_BYTES) return null;
  return asciiText(bytes).replaceAll(ALL_SEGMENTS_BYTE, ALL_SEGMENTS);
}

/** @param status `atMs` and `batteryPercent` are cut to whole numbers */
export function encodeBenchStatus(status: BenchStatus): Uint8Array {
  const head = new Uint8Array(STATUS_HEAD_BYTES);
  const view = viewOf(head);
  view.setBigUint64(0, BigInt(Math.floor(status.atMs)));
  view.setUint8(8, LIFE_CYCLE[status.lifeCycle]);
  view.setUint8(9, status.triesLeft ?? NOT_COUNTED);
  view.setBigUint64(10, status.counter);
  view.setUint32(18, status.activations);
  view.setUint8(22, Math.floor(status.batteryPercent));
  return joinBytes(head, asciiBytes(status.state));
}

/** @returns null when the bytes are no status */
export function decodeBenchStatus(bytes: Uint8Array): BenchStatus | null {
  const lifeCycle = (['inUse', 'locked', 'dead'] as const).find((name) => LIFE_CYCLE[name] === bytes[8]);
  if (bytes.length < STATUS_HEAD_BYTES || lifeCycle === undefined) return null;
  const state = printableText(bytes.subarray(STATUS_HEAD_BYTES), MAXIMUM_TEXT_BYTES);
  if (state === null) return null;
  const view = viewOf(bytes);
  const triesLeft = view.getUint8(9);
  return {
    atMs: Number(view.getBigUint64(0)),
    lifeCycle,
    triesLeft: triesLeft === NOT_COUNTED ? null : triesLeft,
    counter: view.getBigUint64(10),
    activations: view.getUint32(18),
    batteryPercent: view.getUint8(22),
    state,
  };
}

export function encodeFlashGeometry({ pageBytes, pageCount }: FlashGeometry): Uint8Array {
  const bytes = new Uint8Array(6);
  viewOf(bytes).setUint32(0, pageBytes);
  viewOf(bytes).setUint16(4, pageCount);
  return bytes;
}

/** @returns null when the bytes are no geometry */
export function decodeFlashGeometry(bytes: Uint8Array): FlashGeometry | null {
  if (bytes.length !== 6) return null;
  return { pageBytes: viewOf(bytes).getUint32(0), pageCount: viewOf(bytes).getUint16(4) };
}
