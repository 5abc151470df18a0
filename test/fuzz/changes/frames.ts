/**
 * Serial CCID frames with their lengths and checksums put right, from the block inside outwards.
 */
import { joinBytes } from '../../../firmware/bytes.js';
import type { Checksum } from '../../../firmware/link/checksum.js';
import { lrc } from '../../../firmware/link/checksum.js';
import type { Draws } from '../draws.js';
import type { Change, Input } from '../target.js';
import { mendedBlock } from './blocks.js';

const HEADER_BYTES = 10;
const XFR_BLOCK = 0x6f;
const DATA_BLOCK = 0x80;
const ATR_START = 0x3b;

const COMMAND_TYPES = [0x61, 0x62, 0x63, 0x65, 0x69, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x71, 0x72, 0x73] as const;
const ANSWER_TYPES = [0x80, 0x81, 0x82, 0x83, 0x84] as const;

/** dwLength as it should be, and the block inside when there is one. */
export function mendedMessage(message: Uint8Array, checksum: Checksum | null): Uint8Array {
  if (message.length < HEADER_BYTES) return message;
  const mended = message.slice();
  const length = message.length - HEADER_BYTES;
  new DataView(mended.buffer).setUint32(1, length, true);
  // The answer to power-on is an ATR and no block.
  const holdsBlock =
    (mended[0] === XFR_BLOCK || mended[0] === DATA_BLOCK) && mended[HEADER_BYTES] !== ATR_START;
  if (checksum !== null && holdsBlock)
    mended.set(mendedBlock(mended.subarray(HEADER_BYTES), checksum), HEADER_BYTES);
  return mended;
}

/** SYNC, ACK, the message, LRC; what is too short for a frame stays as it is. */
function mendedFrame(frame: Uint8Array, checksum: Checksum | null): Uint8Array {
  if (frame.length < HEADER_BYTES + 3) return frame;
  const mended = frame.slice();
  mended.set([0x03, 0x06]);
  mended.set(mendedMessage(frame.subarray(2, -1), checksum), 2);
  mended[mended.length - 1] = lrc(mended.subarray(0, -1));
  return mended;
}

/** A chunk may hold several frames, an echo before an answer: those that are complete are mended each on its own. */
export function mendedChunk(chunk: Uint8Array, checksum: Checksum | null): Uint8Array {
  const length = HEADER_BYTES + 3 + (chunk[3] ?? 0) + 0x100 * (chunk[4] ?? 0);
  const startsWithFrame = chunk[0] === 0x03 && chunk[1] === 0x06 && chunk[5] === 0 && chunk[6] === 0;
  if (!startsWithFrame || length >= chunk.length) return mendedFrame(chunk, checksum);
  const first = mendedFrame(chunk.subarray(0, length), checksum);
  return joinBytes(first, mendedChunk(chunk.subarray(length), checksum));
}

/** The checksum alone: a length that lies, in a frame that is whole. */
function checkedFrame(frame: Uint8Array): Uint8Array {
  if (frame.length < 3) return frame;
  const checked = frame.slice();
  checked[checked.length - 1] = lrc(checked.subarray(0, -1));
  return checked;
}

function drawChecksum(draws: Draws): Checksum | null {
  return draws.onceIn(6) ? null : draws.onceIn(4) ? 'crc' : 'lrc';
}

/** Mends all but a few chunks; the settings, a first message, stay. */
export function mendFrames(draws: Draws, [settings = new Uint8Array(0), ...chunks]: Input): Input {
  return [settings, ...chunks.map((chunk) => mendedAtRandom(draws, chunk))];
}

function mendedAtRandom(draws: Draws, chunk: Uint8Array): Uint8Array {
  if (draws.onceIn(10)) return chunk;
  return draws.onceIn(10) ? checkedFrame(chunk) : mendedChunk(chunk, drawChecksum(draws));
}

export function mendMessages(draws: Draws, [settings = new Uint8Array(0), ...messages]: Input): Input {
  return [
    settings,
    ...messages.map((message) => (draws.onceIn(10) ? message : mendedMessage(message, drawChecksum(draws)))),
  ];
}

/** @param offset of bMessageType in a message of the input */
export function messageChanges(offset: number, types: readonly number[]): readonly Change[] {
  const put = (at: number, value: (draws: Draws) => number): Change => {
    return (draws, input) => {
      if (input.length < 2) return input;
      const which = 1 + draws.below(input.length - 1);
      const message = (input[which] as Uint8Array).slice();
      if (message.length > offset + at) message[offset + at] = value(draws);
      return input.with(which, message);
    };
  };
  return [
    put(0, (draws) => draws.pick(types)),
    put(5, (draws) => draws.pick([0, 1, 2, 255])),
    put(6, (draws) => draws.below(16)),
    put(7, (draws) => draws.pick([0, 1, 0x40, 0x41, 0x80, 2, 4])),
    put(8, (draws) => draws.pick([0, 1, 0xfe, 0xef, 0xf0, 0xe0])),
  ];
}

export const COMMAND_CHANGES = (offset: number) => messageChanges(offset, COMMAND_TYPES);
export const ANSWER_CHANGES = (offset: number) => messageChanges(offset, ANSWER_TYPES);
