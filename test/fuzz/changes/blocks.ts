/**
 * T=1 blocks with their lengths and checksums put right, and changes that only a block allows.
 */
import { CHECKSUM_BYTES, type Checksum, checksumOf } from '../../../firmware/link/checksum.js';
import type { Draws } from '../draws.js';
import type { Change, Input } from '../target.js';

const PROLOGUE_BYTES = 3;

/** The block with LEN and checksum as they should be; what is too short for a block stays as it is. */
export function mendedBlock(block: Uint8Array, checksum: Checksum): Uint8Array {
  const end = block.length - CHECKSUM_BYTES[checksum];
  if (end < PROLOGUE_BYTES || end > PROLOGUE_BYTES + 255) return block;
  const mended = block.slice();
  mended[2] = end - PROLOGUE_BYTES;
  mended.set(checksumOf(checksum, mended.subarray(0, end)), end);
  return mended;
}

/** The checksum alone, with LEN as it is. */
export function checkedBlock(block: Uint8Array, checksum: Checksum): Uint8Array {
  const end = block.length - CHECKSUM_BYTES[checksum];
  if (end < 0) return block;
  const checked = block.slice();
  checked.set(checksumOf(checksum, checked.subarray(0, end)), end);
  return checked;
}

export function mendBlocks(draws: Draws, input: Input, checksum: Checksum): Input {
  return input.map((block) =>
    draws.onceIn(12) ? block : draws.onceIn(8) ? checkedBlock(block, checksum) : mendedBlock(block, checksum),
  );
}

const CONTROLS = [0x00, 0x40, 0x20, 0x60, 0x80, 0x90, 0x81, 0x91, 0x82, 0x92] as const;
const SUPERVISED = [0xc0, 0xe0, 0xc1, 0xe1, 0xc2, 0xe2, 0xc3, 0xe3, 0xc4] as const;

/** The same block with another control byte. */
const otherControl: Change = (draws, input) => {
  if (input.length === 0) return input;
  const at = draws.below(input.length);
  const block = (input[at] as Uint8Array).slice();
  if (block.length > 1) block[1] = draws.pick(draws.onceIn(2) ? CONTROLS : SUPERVISED);
  return input.with(at, block);
};

/** A supervisory block of its own, with room for either checksum. */
const supervise: Change = (draws, input) => {
  const information = draws.onceIn(3) ? [] : [draws.pick([0, 1, 16, 32, 254, 255])];
  const block = Uint8Array.of(0, draws.pick(SUPERVISED), information.length, ...information, 0, 0);
  const whole = draws.onceIn(2) ? block : block.slice(0, -1);
  return input.toSpliced(draws.below(input.length + 1), 0, whole);
};

/** The other sequence bit of all blocks from one on, as after a block that was lost. */
const shiftSequence: Change = (draws, input) => {
  const from = draws.below(input.length + 1);
  return input.map((block, at) => {
    if (at < from || block.length < 2) return block;
    const control = block[1] as number;
    if (control >= 0xc0) return block;
    const shifted = block.slice();
    shifted[1] = control ^ (control & 0x80 ? 0x10 : 0x40);
    return shifted;
  });
};

/** The same block without its information, and with the M bit: a chain that goes on and brings nothing. */
const emptied: Change = (draws, input) => {
  const isAll = draws.onceIn(3);
  const at = draws.below(Math.max(1, input.length));
  return input.map((block, index) => {
    const isInformation = block.length > 4 && ((block[1] as number) & 0x80) === 0;
    if (!isInformation || (index !== at && !isAll)) return block;
    return Uint8Array.of(block[0] as number, (block[1] as number) | 0x20, 0, 0);
  });
};

export const BLOCK_CHANGES: readonly Change[] = [otherControl, supervise, shiftSequence, emptied];
