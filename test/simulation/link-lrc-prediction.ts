/**
 * How often damage slips through the two XOR codes of the LRC profile, worked out on paper rather than by
 * simulation: every pattern of two damaged bytes in a frame is looked at, with its probability.
 *
 * A frame goes out again until one is taken, so the share of frames taken wrong is Pw / (Pr + Pw), where Pr and Pw
 * are the probabilities of one frame to arrive right, or wrong and unnoticed. To be unnoticed the XOR over the frame
 * and the one over its block must both be zero, and the lengths right: two bytes of the block changed by the same
 * difference, or one dropped and another one of the same value doubled. Three damaged bytes are left out; they add
 * a few per cent at 1 % of bytes damaged.
 */
import { encodeMessage } from '../../firmware/link/ccid/message.js';
import { encodeFrame } from '../../firmware/link/serial/frame.js';
import { encodeBlock } from '../../firmware/link/t1/block.js';

export interface Direction {
  /** bMessageType of its messages: XfrBlock to the reader, DataBlock to the host. */
  readonly messageType: number;
  /** The card's end takes any node address; the host's takes 00 only. */
  readonly anyNodeAddress: boolean;
}

export const TO_CARD: Direction = { messageType: 0x6f, anyNodeAddress: true };
export const TO_HOST: Direction = { messageType: 0x80, anyNodeAddress: false };

const SYNC = 0x03;
/** SYNC, ACK and the CCID header. */
const BEFORE_BLOCK = 12;
const PROLOGUE = 3;

type Arrival = 'right' | 'wrong' | 'refused';

/** The frame around one APDU of at most 254 bytes. bSeq and the sequence bit do not matter here. */
export function frameOf(apdu: Uint8Array, { messageType }: Direction): Uint8Array {
  const block = encodeBlock({ kind: 'I', nad: 0, sequence: 0, more: false, information: apdu }, 'lrc');
  return encodeFrame(
    encodeMessage({ type: messageType, slot: 0, sequence: 0x5a, parameters: [0, 0, 0], data: block }),
  );
}

/**
 * The share of exchanges that are answered wrong without anybody noticing.
 *
 * @param share of bytes that are damaged: a third each dropped, doubled and changed
 */
export function predictedShare(command: Uint8Array, response: Uint8Array, share: number): number {
  const way = (apdu: Uint8Array, direction: Direction) =>
    1 - shareTakenWrong(frameOf(apdu, direction), direction, share);
  return 1 - way(command, TO_CARD) * way(response, TO_HOST);
}

function shareTakenWrong(frame: Uint8Array, direction: Direction, share: number): number {
  const each = share / 3;
  const untouched = (damaged: number) => (1 - share) ** (frame.length - damaged);
  const sums: Record<Arrival, number> = { right: untouched(0), wrong: 0, refused: 0 };
  const add = (bytes: readonly number[], probability: number) => {
    sums[arrivalOf(bytes, frame, direction)] += probability;
  };
  frame.forEach((_, index) => {
    add(doubled([...frame], index), each * untouched(1));
    add(dropped([...frame], index), each * untouched(1));
  });
  for (let first = 0; first < frame.length; first += 1) {
    for (let second = 0; second < frame.length; second += 1) {
      if (first === second) continue;
      // The later byte first, so that the index of the earlier one still holds.
      const shifted =
        first > second
          ? doubled(dropped([...frame], first), second)
          : dropped(doubled([...frame], second), first);
      add(shifted, each ** 2 * untouched(2));
      if (first > second) continue;
      // Only equal differences leave the XOR over the frame as it was.
      for (let difference = 1; difference <= 255; difference += 1) {
        const bytes = [...frame];
        bytes[first] = (bytes[first] as number) ^ difference;
        bytes[second] = (bytes[second] as number) ^ difference;
        add(bytes, (each / 255) ** 2 * untouched(2));
      }
    }
  }
  return sums.wrong / (sums.right + sums.wrong);
}

function dropped(bytes: number[], index: number): number[] {
  bytes.splice(index, 1);
  return bytes;
}

function doubled(bytes: number[], index: number): number[] {
  bytes.splice(index, 0, bytes[index] as number);
  return bytes;
}

/** What a receiver of frame and block makes of bytes; rubbish behind a whole frame is not its business. */
function arrivalOf(bytes: readonly number[], sent: Uint8Array, { anyNodeAddress }: Direction): Arrival {
  // A SYNC that came twice begins the frame once.
  const start = bytes[0] === SYNC && bytes[1] === SYNC ? 1 : 0;
  const frame = bytes.slice(start, start + sent.length);
  const block = frame.slice(BEFORE_BLOCK, -1);
  const isWhole = frame.length === sent.length && xor(frame) === 0 && xor(block) === 0;
  if (!isWhole) return 'refused';
  const mayDiffer = (index: number) =>
    index >= BEFORE_BLOCK + PROLOGUE || (anyNodeAddress && index === BEFORE_BLOCK);
  if (frame.some((byte, index) => byte !== sent[index] && !mayDiffer(index))) return 'refused';
  const isRight = frame.slice(0, -2).every((byte, index) => index === BEFORE_BLOCK || byte === sent[index]);
  return isRight ? 'right' : 'wrong';
}

function xor(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}
