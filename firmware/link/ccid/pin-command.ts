/**
 * Puts typed PINs into the command template of a PIN operation (USB CCID 1.1, sections 6.1.11.4 to 6.1.11.6).
 *
 * The data field keeps what the template has around the PIN: its padding. Where the standard is silent:
 * - Positions count from the first data byte, on a modification from the insertion offset.
 * - A position in bytes moves the PIN block; a position in bits lies inside it. So the ACR83 manual reckons in
 *   its examples, and so OpenSC does for PINs of GlobalPlatform.
 * - [unknown: our choice] A PIN block as long as the PIN (size 0) is written over the template and may reach
 *   beyond its end; then Lc grows, and what is left of the last byte is F. On a modification the template must
 *   then have no data, and the new PIN follows the current one.
 *
 * Promises that a PIN of up to `digitsThatFit` digits changes nothing outside its block and its length field.
 */
import { assert } from '../../error.js';
import type { PinBlockFormat, PinOperation, UnitPosition } from './pin-operation.js';

/** The PINs as typed, digits only; null when not asked for. */
export interface TypedPins {
  /** The PIN to verify, or the one to replace. */
  readonly current: string | null;
  readonly next: string | null;
}

interface Template {
  readonly header: Uint8Array;
  readonly data: Uint8Array;
  /** Le: one byte or none. */
  readonly expected: Uint8Array;
}

/** Bits from the start of the data field, ends excluded; a PIN block as long as the PIN has no end. */
interface Places {
  readonly pinStart: number;
  readonly pinEnd: number | null;
  readonly lengthStart: number;
  readonly lengthEnd: number;
}

const HEADER_BYTES = 4;
/** What a PIN block as long as the PIN may reach: with header, Lc and Le as much as fits a T=1 block. */
const LONGEST_DATA_BYTES = 248;

/**
 * How long a PIN can be at most.
 *
 * @returns digits of each PIN; 0 when template and PIN block do not fit together
 */
export function digitsThatFit(operation: PinOperation): number {
  const { format } = operation;
  const template = readTemplate(operation.template);
  if (template === null) return 0;
  const limit = format.lengthBits === 0 ? Number.POSITIVE_INFINITY : 2 ** format.lengthBits - 1;
  if (format.blockBytes === 0) return Math.min(limit, digitsOfOpenBlock(operation, template));
  const places = insertions(operation).map((insertion) => placesOf(format, insertion));
  const dataBits = template.data.length * 8;
  const digits = places.map(({ pinStart, pinEnd, lengthStart, lengthEnd }) => {
    if (pinEnd === null || pinEnd > dataBits || lengthEnd > dataBits) return 0;
    const overlap = lengthEnd > lengthStart && lengthStart < pinEnd && lengthEnd > pinStart;
    return overlap ? 0 : Math.max(0, Math.floor((pinEnd - pinStart) / digitBits(format)));
  });
  if (operation.operation === 'modify' && operation.askCurrent) {
    const distance = Math.abs(operation.newOffset - operation.currentOffset);
    if (distance * 8 < (placesOf(format, 0).pinEnd ?? 0)) return 0;
  }
  return Math.min(limit, ...digits);
}

/**
 * The command APDU for the card.
 *
 * @param pins as the operation asks for, each of at most `digitsThatFit` digits
 */
export function buildPinCommand(operation: PinOperation, { current, next }: TypedPins): Uint8Array {
  const template = readTemplate(operation.template);
  assert(template !== null, 'a template that does not fit is refused before');
  const { format } = operation;
  let data: Uint8Array = template.data.slice();
  if (operation.operation === 'verify') {
    assert(current !== null, 'a verification has a PIN');
    data = insertPin(data, format, 0, current);
  } else {
    assert(next !== null && (current !== null) === operation.askCurrent, 'a modification has its PINs');
    if (current !== null) data = insertPin(data, format, operation.currentOffset, current);
    data = insertPin(data, format, format.blockBytes === 0 ? data.length : operation.newOffset, next);
  }
  return Uint8Array.of(...template.header, data.length, ...data, ...template.expected);
}

/** A PIN block as long as the PIN: what limits it is the longest command. */
function digitsOfOpenBlock(operation: PinOperation, { data }: Template): number {
  const { format } = operation;
  const { pinStart, lengthStart, lengthEnd } = placesOf(format, 0);
  if (lengthEnd > lengthStart && lengthEnd > pinStart) return 0;
  if (operation.operation === 'verify') {
    return Math.floor((LONGEST_DATA_BYTES * 8 - pinStart) / digitBits(format));
  }
  if (data.length > 0 || operation.currentOffset > 0 || operation.newOffset > 0) return 0;
  return Math.floor((LONGEST_DATA_BYTES * 4 - pinStart) / digitBits(format));
}

/** Where the PINs of an operation go, in bytes. */
function insertions(operation: PinOperation): number[] {
  if (operation.operation === 'verify') return [0];
  return operation.askCurrent ? [operation.currentOffset, operation.newOffset] : [operation.newOffset];
}

/** Cases 1 and 3 of ISO/IEC 7816-4, and case 4 with one byte of Le; null for anything else. */
function readTemplate(template: Uint8Array): Template | null {
  const header = template.subarray(0, HEADER_BYTES);
  const [length = 0] = template.subarray(HEADER_BYTES);
  const data = template.subarray(HEADER_BYTES + 1, HEADER_BYTES + 1 + length);
  const expected = template.subarray(HEADER_BYTES + 1 + length);
  if (data.length < length || expected.length > 1) return null;
  return { header, data, expected };
}

function placesOf(format: PinBlockFormat, insertion: number): Places {
  const start = insertion * 8;
  const blockStart = start + (format.position.units === 'bytes' ? format.position.count * 8 : 0);
  const lengthStart = start + bitsOf(format.lengthPosition);
  return {
    pinStart: start + bitsOf(format.position),
    pinEnd: format.blockBytes === 0 ? null : blockStart + format.blockBytes * 8,
    lengthStart,
    lengthEnd: lengthStart + format.lengthBits,
  };
}

/** @returns the data field with the PIN: the same array, or a longer one */
function insertPin(data: Uint8Array, format: PinBlockFormat, insertion: number, pin: string): Uint8Array {
  const { pinStart, pinEnd, lengthStart } = placesOf(format, insertion);
  const width = digitBits(format);
  const pinBits = pin.length * width;
  const result = withBytes(data, Math.ceil((pinStart + pinBits) / 8));
  writeBits(result, lengthStart, format.lengthBits, pin.length);
  let position = pinEnd !== null && format.justification === 'right' ? pinEnd - pinBits : pinStart;
  for (const digit of pin) {
    assert(digit >= '0' && digit <= '9', 'a PIN has nothing but digits');
    writeBits(result, position, width, format.encoding === 'ascii' ? digit.charCodeAt(0) : Number(digit));
    position += width;
  }
  return result;
}

function withBytes(data: Uint8Array, bytes: number): Uint8Array {
  if (bytes <= data.length) return data;
  const longer = new Uint8Array(bytes).fill(0xff);
  longer.set(data);
  return longer;
}

/** Writes a number, highest bit first, and leaves the bits around it as they are. */
function writeBits(data: Uint8Array, start: number, width: number, value: number): void {
  for (let bit = 0; bit < width; bit += 1) {
    const position = start + bit;
    const mask = 0x80 >> (position % 8);
    const index = Math.floor(position / 8);
    const byte = data[index] as number;
    data[index] = (value >> (width - 1 - bit)) & 1 ? byte | mask : byte & ~mask;
  }
}

function bitsOf({ units, count }: UnitPosition): number {
  return units === 'bytes' ? count * 8 : count;
}

function digitBits({ encoding }: PinBlockFormat): number {
  return encoding === 'bcd' ? 4 : 8;
}
