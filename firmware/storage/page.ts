/**
 * The layout of a journal page, and reading it back without changing anything.
 *
 *     page header, 24 bytes   magic "TWJ1", generation u32, mounts u32, first sequence u32, length u32 of the
 *                             records that were written with the page, CRC-32
 *     then items, each a multiple of 8 bytes:
 *       a record              type u8, ~type u8, payload length u16, sequence u32, payload, CRC-32, fill FF
 *       a mount mark          eight zero bytes
 *     then FF to the end of the page
 *
 * Numbers are little-endian. A CRC covers all that stands before it in its header or record.
 */
import { crc32 } from './crc32.js';
import type { Flash } from './flash.js';

export const PAGE_HEADER_BYTES = 24;
export const WORD_BYTES = 8;
const CRC_BYTES = 4;
const MAGIC = 0x314a5754;

export interface PageHeader {
  /** Rises with each compaction; of two valid pages the higher one counts. */
  readonly generation: number;
  /** How often the journal was mounted before this page was written. */
  readonly mounts: number;
  /** Sequence number of the page's first record. */
  readonly firstSequence: number;
  /** Bytes of the records that were on the page before its header: none of them can be a cut write. */
  readonly firstBytes: number;
}

/** What a page holds, as far as it can be read. */
export interface PageContents {
  readonly page: number;
  /** The page as it was read: a second reading may differ in bits that a cut left unstable. */
  readonly bytes: Uint8Array;
  readonly header: PageHeader;
  /** The newest payload of each record type. */
  readonly records: Map<number, Uint8Array>;
  readonly nextSequence: number;
  /** Mount marks on this page. */
  readonly marks: number;
  /** Offset in the page of the item written last; equal to `tail` when there is none. */
  readonly lastItem: number;
  /** Offset in the page behind the last valid item. */
  readonly tail: number;
  /** What follows the last valid item: erased cells, what a cut write left, or what no cut can explain. */
  readonly rest: 'erased' | 'cut' | 'damaged';
}

export function encodePageHeader({ generation, mounts, firstSequence, firstBytes }: PageHeader): Uint8Array {
  const bytes = new Uint8Array(PAGE_HEADER_BYTES);
  putUint32(bytes, 0, MAGIC);
  putUint32(bytes, 4, generation);
  putUint32(bytes, 8, mounts);
  putUint32(bytes, 12, firstSequence);
  putUint32(bytes, 16, firstBytes);
  putUint32(bytes, 20, crc32(bytes, 0, 20));
  return bytes;
}

/** Bytes that a record takes on the page. */
export function recordBytes(payloadLength: number): number {
  return Math.ceil((WORD_BYTES + payloadLength + CRC_BYTES) / WORD_BYTES) * WORD_BYTES;
}

export function encodeRecord(type: number, sequence: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(recordBytes(payload.length)).fill(0xff);
  bytes[0] = type;
  bytes[1] = ~type;
  bytes[2] = payload.length;
  bytes[3] = payload.length >>> 8;
  putUint32(bytes, 4, sequence);
  bytes.set(payload, WORD_BYTES);
  const crcOffset = WORD_BYTES + payload.length;
  putUint32(bytes, crcOffset, crc32(bytes, 0, crcOffset));
  return bytes;
}

function putUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >>> 8;
  bytes[offset + 2] = value >>> 16;
  bytes[offset + 3] = value >>> 24;
}

function uint32(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset] as number) |
      ((bytes[offset + 1] as number) << 8) |
      ((bytes[offset + 2] as number) << 16) |
      ((bytes[offset + 3] as number) << 24)) >>>
    0
  );
}

function readHeader(bytes: Uint8Array): PageHeader | null {
  if (uint32(bytes, 0) !== MAGIC || uint32(bytes, 20) !== crc32(bytes, 0, 20)) return null;
  return {
    generation: uint32(bytes, 4),
    mounts: uint32(bytes, 8),
    firstSequence: uint32(bytes, 12),
    firstBytes: uint32(bytes, 16),
  };
}

/**
 * Are all cells from `start` on in the erased state?
 *
 * @param bytes a page, or what follows an item of it: compared four bytes at a time
 */
export function isErased(bytes: Uint8Array, start = 0): boolean {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
  for (let index = start / 4; index < words.length; index += 1) if (words[index] !== -1) return false;
  return true;
}

function isMark(bytes: Uint8Array, offset: number): boolean {
  return uint32(bytes, offset) === 0 && uint32(bytes, offset + 4) === 0;
}

/** Length that the first word of a record at `offset` tells, or null when it is none. */
function recordLength(bytes: Uint8Array, offset: number, sequence: number): number | null {
  const type = bytes[offset] as number;
  if (bytes[offset + 1] !== (~type & 0xff) || uint32(bytes, offset + 4) !== sequence) return null;
  const length = recordBytes(payloadLengthAt(bytes, offset));
  return offset + length <= bytes.length ? length : null;
}

/** Length of the valid record at `offset`, or null when there is none. */
function validRecord(bytes: Uint8Array, offset: number, sequence: number): number | null {
  const length = recordLength(bytes, offset, sequence);
  if (length === null) return null;
  const crcOffset = offset + WORD_BYTES + payloadLengthAt(bytes, offset);
  return uint32(bytes, crcOffset) === crc32(bytes, offset, crcOffset) ? length : null;
}

function payloadLengthAt(bytes: Uint8Array, offset: number): number {
  return (bytes[offset + 2] as number) | ((bytes[offset + 3] as number) << 8);
}

/**
 * Tells a cut write from damage. A cut leaves at most one item behind the last valid one: a first word with
 * nothing behind it, or a whole first word and the cells that its record would take.
 */
function restOf(
  bytes: Uint8Array,
  { firstBytes }: PageHeader,
  tail: number,
  sequence: number,
): PageContents['rest'] {
  if (tail < PAGE_HEADER_BYTES + firstBytes) return 'damaged';
  if (isErased(bytes, tail)) return 'erased';
  const length = recordLength(bytes, tail, sequence) ?? WORD_BYTES;
  return isErased(bytes, tail + length) ? 'cut' : 'damaged';
}

/** Reads one page; null when its header is not valid. Changes nothing. */
export function readPage(flash: Flash, page: number): PageContents | null {
  const bytes = flash.read(page * flash.pageBytes, flash.pageBytes);
  const header = readHeader(bytes);
  if (header === null) return null;
  const newest = new Map<number, number>();
  let sequence = header.firstSequence;
  let marks = 0;
  let tail = PAGE_HEADER_BYTES;
  let lastItem = tail;
  while (tail < bytes.length) {
    let length: number | null = WORD_BYTES;
    if (isMark(bytes, tail)) marks += 1;
    else {
      length = validRecord(bytes, tail, sequence);
      if (length === null) break;
      newest.set(bytes[tail] as number, tail);
      sequence = (sequence + 1) >>> 0;
    }
    lastItem = tail;
    tail += length;
  }
  const records = new Map<number, Uint8Array>();
  for (const [type, offset] of newest) records.set(type, payloadAt(bytes, offset));
  return {
    page,
    bytes,
    header,
    records,
    nextSequence: sequence,
    marks,
    lastItem,
    tail,
    rest: restOf(bytes, header, tail, sequence),
  };
}

/** A copy of the payload of the valid record at `offset`. */
function payloadAt(bytes: Uint8Array, offset: number): Uint8Array {
  return bytes.slice(offset + WORD_BYTES, offset + WORD_BYTES + payloadLengthAt(bytes, offset));
}

/**
 * The page that counts: the valid one with the highest generation. Null when there is none or it is damaged:
 * an older one would give back tries and counters. Changes nothing.
 *
 * One damaged page is no reason: a mount that cannot read a header erases its page, and when that is cut, a header
 * with unstable bits may read well again over records that are gone. The page of the generation before is whole
 * then. It is gone before anything that stands only on the new page is acknowledged, so to go back to it loses
 * nothing.
 */
export function readNewestPage(flash: Flash): PageContents | null {
  const pages: PageContents[] = [];
  for (let page = 0; page < flash.pageCount; page += 1) {
    const contents = readPage(flash, page);
    if (contents !== null) pages.push(contents);
  }
  pages.sort((one, other) => other.header.generation - one.header.generation);
  const [newest, older] = pages;
  if (newest?.rest !== 'damaged') return newest ?? null;
  const isBefore = older?.header.generation === newest.header.generation - 1;
  return isBefore && older.rest !== 'damaged' ? older : null;
}
