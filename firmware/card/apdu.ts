/**
 * Command and response APDUs as bytes (ISO/IEC 7816-4, section 5.1): all cases, short and extended.
 *
 * Promises: `decodeCommand` takes exactly what the standard allows, and what `encodeCommand` made comes back as
 * it was. Copies nothing: what is decoded shares the memory of its bytes. Knows no instruction.
 */
import { joinBytes } from '../bytes.js';
import { assert } from '../error.js';
import type { CommandApdu, ResponseApdu } from './application.js';
import { STATUS, wrongExpectedLength } from './status-words.js';

const HEADER_BYTES = 4;
const NOTHING = new Uint8Array(0);

type Header = readonly [cla: number, ins: number, p1: number, p2: number];

/** Longest command: header, extended Lc, 65535 bytes of data, extended Le. */
export const MAXIMUM_COMMAND_BYTES = HEADER_BYTES + 3 + 65_535 + 2;

function uint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] as number) << 8) | (bytes[offset + 1] as number);
}

/** Data field and Le, or null when the lengths contradict each other. */
function readBody(bytes: Uint8Array): Pick<CommandApdu, 'data' | 'expectedLength'> | null {
  const { length } = bytes;
  const first = bytes[HEADER_BYTES];
  if (first === undefined) return { data: NOTHING, expectedLength: 0 };
  if (length === 5) return { data: NOTHING, expectedLength: first || 256 };
  if (first !== 0) {
    const end = 5 + first;
    if (length === end) return { data: bytes.subarray(5), expectedLength: 0 };
    if (length === end + 1)
      return { data: bytes.subarray(5, end), expectedLength: (bytes[end] as number) || 256 };
    return null;
  }
  if (length < 7) return null;
  const extended = uint16(bytes, 5);
  if (length === 7) return { data: NOTHING, expectedLength: extended || 65_536 };
  const end = 7 + extended;
  if (extended === 0) return null;
  if (length === end) return { data: bytes.subarray(7), expectedLength: 0 };
  if (length === end + 2)
    return { data: bytes.subarray(7, end), expectedLength: uint16(bytes, end) || 65_536 };
  return null;
}

/**
 * Takes a command APDU apart.
 *
 * @returns null when its length is wrong, which a card answers with 6700
 */
export function decodeCommand(bytes: Uint8Array): CommandApdu | null {
  if (bytes.length < HEADER_BYTES) return null;
  const [cla, ins, p1, p2] = bytes as unknown as Header;
  const body = readBody(bytes);
  return body === null ? null : { cla, ins, p1, p2, ...body };
}

/**
 * Puts a command APDU together, short when data and Le fit, else extended.
 *
 * @param command up to 65535 bytes of data; `expectedLength` 0 to 65536, 0 = no Le
 */
export function encodeCommand({ cla, ins, p1, p2, data, expectedLength }: CommandApdu): Uint8Array {
  assert(data.length <= 65_535, 'a data field has at most 65535 bytes');
  assert(expectedLength >= 0 && expectedLength <= 65_536, 'Le is 0 to 65536');
  const hasData = data.length > 0;
  const hasLe = expectedLength > 0;
  const extended = data.length > 255 || expectedLength > 256;
  const bytes = [cla, ins, p1, p2];
  const putLength = (length: number) => {
    if (extended) bytes.push((length >>> 8) & 0xff);
    bytes.push(length & 0xff);
  };
  if (extended) bytes.push(0);
  if (hasData) putLength(data.length);
  const head = Uint8Array.from(bytes);
  if (!hasLe) return joinBytes(head, data);
  bytes.length = 0;
  putLength(expectedLength);
  return joinBytes(head, data, Uint8Array.from(bytes));
}

/** Data field and status word as bytes. */
export function encodeResponse({ data, statusWord }: ResponseApdu): Uint8Array {
  const bytes = new Uint8Array(data.length + 2);
  bytes.set(data);
  bytes[data.length] = statusWord >>> 8;
  bytes[data.length + 1] = statusWord & 0xff;
  return bytes;
}

/** @returns null when the bytes are too few for a status word */
export function decodeResponse(bytes: Uint8Array): ResponseApdu | null {
  const end = bytes.length - 2;
  return end < 0 ? null : { data: bytes.subarray(0, end), statusWord: uint16(bytes, end) };
}

/** An answer without data. */
export function statusOnly(statusWord: number): ResponseApdu {
  return { data: NOTHING, statusWord };
}

/** Data and 9000. */
export function answered(data: Uint8Array): ResponseApdu {
  return { data, statusWord: STATUS.success };
}

/**
 * The refusal of a command whose Le is too small for its answer, or null when the answer fits. Asked before
 * whatever cannot be undone. A missing Le takes everything: many programs leave it out, and over T=1 nothing
 * is lost by it [our choice].
 *
 * @param length bytes of the answer
 */
export function expectedLengthRefusal({ expectedLength }: CommandApdu, length: number): ResponseApdu | null {
  if (expectedLength === 0 || length <= expectedLength) return null;
  return statusOnly(wrongExpectedLength(length));
}
