/**
 * Changes to one byte string: bits, bytes, pieces, lengths, and the edges of numbers.
 */
import type { Draws } from '../draws.js';

const EDGE_BYTES = [0x00, 0x01, 0x02, 0x10, 0x1f, 0x20, 0x7f, 0x80, 0x81, 0xc0, 0xfe, 0xff] as const;
const EDGE_WORDS = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xfffe, 0xffff] as const;
const EDGE_LONGS = [0, 1, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff] as const;

/** No message grows beyond this by changes alone. */
const MAXIMUM_BYTES = 100_000;

export type ByteChange = (draws: Draws, bytes: Uint8Array, other: Uint8Array) => Uint8Array;

function put(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = value;
  return changed;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A place where a piece begins, and where it ends; short pieces are likelier than long ones. */
function piece(draws: Draws, bytes: Uint8Array): readonly [number, number] {
  const start = draws.below(bytes.length);
  const length = 1 + draws.below(draws.onceIn(4) ? bytes.length - start : Math.min(8, bytes.length - start));
  return [start, start + length];
}

const flipBit: ByteChange = (draws, bytes) => {
  const at = draws.below(bytes.length);
  return put(bytes, at, (bytes[at] as number) ^ (1 << draws.below(8)));
};

const setByte: ByteChange = (draws, bytes) =>
  put(bytes, draws.below(bytes.length), draws.onceIn(2) ? draws.pick(EDGE_BYTES) : draws.below(256));

const addToByte: ByteChange = (draws, bytes) => {
  const at = draws.below(bytes.length);
  return put(bytes, at, (bytes[at] as number) + draws.pick([-1, 1, 2, -2, 16]));
};

/** A number of two or four bytes, either end first. */
const setNumber: ByteChange = (draws, bytes) => {
  const size = bytes.length >= 4 && draws.onceIn(2) ? 4 : 2;
  if (bytes.length < size) return setByte(draws, bytes, bytes);
  const changed = bytes.slice();
  const view = new DataView(changed.buffer);
  const at = draws.below(bytes.length - size + 1);
  const isLittle = draws.onceIn(2);
  if (size === 2) view.setUint16(at, draws.pick(EDGE_WORDS), isLittle);
  else view.setUint32(at, draws.pick(EDGE_LONGS), isLittle);
  return changed;
};

const truncate: ByteChange = (draws, bytes) => bytes.slice(0, draws.below(bytes.length));

const removePiece: ByteChange = (draws, bytes) => {
  const [start, end] = piece(draws, bytes);
  return joined(bytes.subarray(0, start), bytes.subarray(end));
};

const repeatPiece: ByteChange = (draws, bytes) => {
  const [start, end] = piece(draws, bytes);
  const times = draws.onceIn(8) ? 1 + draws.below(300) : 1;
  const repeated = Array.from({ length: times }, () => bytes.subarray(start, end));
  return joined(bytes.subarray(0, end), ...repeated, bytes.subarray(end));
};

const insertBytes: ByteChange = (draws, bytes) => {
  const at = draws.below(bytes.length + 1);
  const length = draws.onceIn(16) ? 1 + draws.below(300) : 1 + draws.below(4);
  const value = draws.pick(EDGE_BYTES);
  const inserted = Uint8Array.from({ length }, () => (draws.onceIn(2) ? value : draws.below(256)));
  return joined(bytes.subarray(0, at), inserted, bytes.subarray(at));
};

const insertPieceOfOther: ByteChange = (draws, bytes, other) => {
  if (other.length === 0) return insertBytes(draws, bytes, other);
  const [start, end] = piece(draws, other);
  const at = draws.below(bytes.length + 1);
  return joined(bytes.subarray(0, at), other.subarray(start, end), bytes.subarray(at));
};

const writePieceOfOther: ByteChange = (draws, bytes, other) => {
  if (other.length === 0) return setByte(draws, bytes, other);
  const [start, end] = piece(draws, other);
  const at = draws.below(bytes.length);
  const changed = bytes.slice();
  changed.set(other.subarray(start, Math.min(end, start + bytes.length - at)), at);
  return changed;
};

/** The beginning of one and the end of the other. */
const splice: ByteChange = (draws, bytes, other) =>
  joined(
    bytes.subarray(0, draws.below(bytes.length + 1)),
    other.subarray(draws.below(Math.max(1, other.length))),
  );

/** A digit is the smallest change to most of what is typed. */
const changeDigit: ByteChange = (draws, bytes) => {
  const digits = [...bytes.keys()].filter((at) => {
    const byte = bytes[at] as number;
    return byte >= 0x30 && byte <= 0x39;
  });
  if (digits.length === 0) return setByte(draws, bytes, bytes);
  return put(bytes, draws.pick(digits), 0x30 + draws.below(10));
};

const CHANGES: readonly ByteChange[] = [
  ...[flipBit, flipBit, setByte, setByte, addToByte, setNumber, changeDigit],
  ...[truncate, removePiece, repeatPiece, insertBytes, insertPieceOfOther, writePieceOfOther, splice],
];

/** One change. @param other of the same corpus */
export function changeBytes(draws: Draws, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  const changed =
    bytes.length === 0 ? insertPieceOfOther(draws, bytes, other) : draws.pick(CHANGES)(draws, bytes, other);
  return changed.length > MAXIMUM_BYTES ? changed.slice(0, MAXIMUM_BYTES) : changed;
}
