/**
 * Token files with their check values put right, and changes to their header and their records.
 */
import { crc32 } from 'node:zlib';
import type { Draws } from '../draws.js';
import type { Change, Input } from '../target.js';
import { changeBytes } from './bytes.js';
import { changeJson } from './json.js';
import { inputOf, textOf } from './text.js';

const HEADER_BYTES = 4096;
const CRC_LINE_BYTES = 9;
const PAGE_HEADER_BYTES = 24;
const MAGIC = 0x314a_5754;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The two lines of text at the start. */
function headerLines(file: Uint8Array): readonly [string, string] {
  const [first = '', json = ''] = Buffer.from(file.subarray(0, HEADER_BYTES)).toString('latin1').split('\n');
  return [first, json];
}

function pageBytesOf(file: Uint8Array): number {
  const [, digits = '1024'] = /"pageBytes":([0-9]{1,5})/.exec(headerLines(file)[1]) ?? [];
  return Math.max(8, Number(digits));
}

/** Puts right the check values of the header, of the pages and of the records on them. */
export function mendTokenFile(file: Uint8Array): Uint8Array {
  if (file.length < HEADER_BYTES) return file;
  const mended = file.slice();
  const end = HEADER_BYTES - CRC_LINE_BYTES;
  const check = (crc32(mended.subarray(0, end)) >>> 0).toString(16).padStart(8, '0');
  mended.set(Buffer.from(`${check}\n`), end);
  const pageBytes = pageBytesOf(mended);
  for (let start = HEADER_BYTES; start + PAGE_HEADER_BYTES <= mended.length; start += pageBytes)
    mendPage(mended.subarray(start, start + pageBytes));
  return mended;
}

function mendPage(page: Uint8Array): void {
  const view = viewOf(page);
  if (page.length < PAGE_HEADER_BYTES || view.getUint32(0, true) !== MAGIC) return;
  view.setUint32(20, crc32(page.subarray(0, 20)) >>> 0, true);
  let sequence = view.getUint32(12, true);
  for (let at = PAGE_HEADER_BYTES; at + 12 <= page.length; ) {
    if (view.getUint32(at, true) === 0 && view.getUint32(at + 4, true) === 0) {
      at += 8;
      continue;
    }
    const type = page[at] as number;
    const length = view.getUint16(at + 2, true);
    const crcAt = at + 8 + length;
    if (type === 0xff || crcAt + 4 > page.length) return;
    page[at + 1] = ~type;
    view.setUint32(at + 4, sequence, true);
    view.setUint32(crcAt, crc32(page.subarray(at, crcAt)) >>> 0, true);
    sequence = (sequence + 1) >>> 0;
    at += Math.ceil((12 + length) / 8) * 8;
  }
}

/** Another header around the same image. */
const changeHeader: Change = (draws, input, pool) => {
  const file = input[0] ?? new Uint8Array(0);
  const [first, json] = headerLines(file);
  const others = pool.map(([other]) => inputOf(headerLines(other ?? file)[1]));
  const changed = draws.onceIn(12)
    ? `${first.replace(/[0-9]+/, draws.pick(['0', '2', '999999', '01']))}\n${json}\n`
    : `${first}\n${textOf(changeJson(draws, inputOf(json), others))}\n`;
  const header = Buffer.alloc(HEADER_BYTES, ' ');
  header.write(changed, 0, HEADER_BYTES - CRC_LINE_BYTES, 'latin1');
  return [new Uint8Array(Buffer.concat([header, file.subarray(HEADER_BYTES)]))];
};

/** A change within the part of a page that holds records. */
const changeRecords: Change = (draws, input) => {
  const file = (input[0] ?? new Uint8Array(0)).slice();
  const start =
    HEADER_BYTES +
    draws.below(Math.max(1, Math.floor((file.length - HEADER_BYTES) / pageBytesOf(file)))) *
      pageBytesOf(file);
  const part = file.subarray(start, start + 300);
  if (part.length === 0) return input;
  const changed = changeBytes(draws, part, part).subarray(0, part.length);
  file.set(changed, start);
  return [file];
};

/** The length or type of one of the first records, or a number of the page header. */
const changeField: Change = (draws, input) => {
  const file = (input[0] ?? new Uint8Array(0)).slice();
  if (file.length < HEADER_BYTES + 200) return input;
  const page = file.subarray(HEADER_BYTES);
  if (draws.onceIn(4))
    viewOf(page).setUint32(4 * (1 + draws.below(4)), draws.pick([0, 1, 2, 1000, 0xffff_ffff]), true);
  else {
    const record = recordAt(page, draws.below(5));
    if (draws.onceIn(3)) page[record] = draws.pick([1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 18, 19]);
    else viewOf(page).setUint16(record + 2, draws.pick([0, 1, 2, 3, 4, 7, 8, 9, 15, 31, 33, 64]), true);
  }
  return [file];
};

function recordAt(page: Uint8Array, count: number): number {
  let at = PAGE_HEADER_BYTES;
  for (let passed = 0; passed < count; passed += 1) {
    const next = at + Math.ceil((12 + viewOf(page).getUint16(at + 2, true)) / 8) * 8;
    if (next + 12 > page.length) break;
    at = next;
  }
  return at;
}

export const TOKEN_FILE_CHANGES: readonly Change[] = [
  changeHeader,
  changeRecords,
  changeRecords,
  changeField,
];

export function mendTokenFiles(_: Draws, input: Input): Input {
  return input.map(mendTokenFile);
}
