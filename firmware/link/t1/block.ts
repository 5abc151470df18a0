/**
 * The block of T=1 (ISO/IEC 7816-3, section 11.3): node address, control byte and length; information field;
 * error detection code.
 *
 * Promises that a decoded block is one that the standard knows, whole and undamaged as far as its code can
 * tell, and that encoding it again gives the same bytes. Whether it is the right block at that moment is for
 * the two ends to say.
 */
import { assert } from '../../error.js';
import { CHECKSUM_BYTES, type Checksum, checksumOf } from '../checksum.js';

/** N(S) of an I-block, N(R) of an R-block. */
export type SequenceBit = 0 | 1;

/** Carries a piece of a command or response. */
export interface IBlock {
  readonly kind: 'I';
  /** Node address: source in the low half, destination in the high half; 00 where addresses are not used. */
  readonly nad: number;
  /** N(S). */
  readonly sequence: SequenceBit;
  /** The M bit: the next I-block continues this one. */
  readonly more: boolean;
  /** 0 to 254 bytes. */
  readonly information: Uint8Array;
}

/** What an R-block says of the block before it. */
export type BlockError = 'none' | 'checksum' | 'other';

/** Acknowledges a block of a chain, or asks for a block again. */
export interface RBlock {
  readonly kind: 'R';
  readonly nad: number;
  /** N(R): the N(S) of the I-block that its sender expects. */
  readonly expected: SequenceBit;
  readonly error: BlockError;
}

export type SupervisoryRequest = 'resynch' | 'ifs' | 'abort' | 'wtx';

/** Controls the protocol itself: a request, or the response to one. */
export interface SBlock {
  readonly kind: 'S';
  readonly nad: number;
  readonly request: SupervisoryRequest;
  readonly response: boolean;
  /** One byte for `ifs` (information field size) and `wtx` (multiplier of the waiting time), else none. */
  readonly information: Uint8Array;
}

export type Block = IBlock | RBlock | SBlock;

/** Why bytes are not a block; `control` is a control byte or length that the standard does not know. */
export type BlockFault = 'length' | 'checksum' | 'control';

export type DecodedBlock =
  | { readonly ok: true; readonly block: Block }
  | { readonly ok: false; readonly fault: BlockFault };

/** The longest information field; LEN = FF is reserved. */
export const MAXIMUM_INFORMATION_BYTES = 254;

/** The information field size that holds until another is announced, for card and interface device alike. */
export const DEFAULT_INFORMATION_BYTES = 32;

const PROLOGUE_BYTES = 3;

type Prologue = readonly [nad: number, control: number, length: number];

const NOTHING = new Uint8Array(0);

const ERRORS: readonly BlockError[] = ['none', 'checksum', 'other'];
const REQUESTS: readonly SupervisoryRequest[] = ['resynch', 'ifs', 'abort', 'wtx'];

/** The other sequence bit. */
export function flip(sequence: SequenceBit): SequenceBit {
  return sequence === 0 ? 1 : 0;
}

/**
 * The bytes of a block: 4 to 258 with an LRC, 5 to 259 with a CRC.
 *
 * @param block its information at most 254 bytes, exactly as many as its kind asks for in an S-block
 */
export function encodeBlock(block: Block, checksum: Checksum): Uint8Array {
  const information = block.kind === 'R' ? NOTHING : block.information;
  assert(information.length <= MAXIMUM_INFORMATION_BYTES, 'an information field has at most 254 bytes');
  const end = PROLOGUE_BYTES + information.length;
  const bytes = new Uint8Array(end + CHECKSUM_BYTES[checksum]);
  bytes.set([block.nad, controlByte(block), information.length]);
  bytes.set(information, PROLOGUE_BYTES);
  bytes.set(checksumOf(checksum, bytes.subarray(0, end)), end);
  return bytes;
}

/**
 * Takes a block apart.
 *
 * @param bytes what came as one block, of any length
 * @returns the block, with an information field of its own, or what is wrong with the bytes: first their
 *   number, then the code, then what they say
 */
export function decodeBlock(bytes: Uint8Array, checksum: Checksum): DecodedBlock {
  const end = bytes.length - CHECKSUM_BYTES[checksum];
  const [nad, control, length] = bytes as unknown as Prologue;
  // Of fewer bytes than prologue and check take, this is negative.
  if (length !== end - PROLOGUE_BYTES) return { ok: false, fault: 'length' };
  if (checksumOf(checksum, bytes.subarray(0, end)).some((byte, index) => byte !== bytes[end + index]))
    return { ok: false, fault: 'checksum' };
  const block = readBlock(nad, control, bytes.slice(PROLOGUE_BYTES, end));
  return block === null ? { ok: false, fault: 'control' } : { ok: true, block };
}

/** Is it the response to such a request? */
export function isResponse(block: Block, request: SupervisoryRequest): block is SBlock {
  return block.kind === 'S' && block.response && block.request === request;
}

function controlByte(block: Block): number {
  switch (block.kind) {
    case 'I':
      return (block.sequence << 6) | (block.more ? 0x20 : 0);
    case 'R':
      return 0x80 | (block.expected << 4) | ERRORS.indexOf(block.error);
    case 'S':
      assert(block.information.length === requestBytes(block.request), 'an S-block has its own length');
      return 0xc0 | (block.response ? 0x20 : 0) | REQUESTS.indexOf(block.request);
  }
}

function readBlock(nad: number, control: number, information: Uint8Array): Block | null {
  if (information.length > MAXIMUM_INFORMATION_BYTES) return null;
  if ((control & 0x80) === 0) {
    if ((control & 0x1f) !== 0) return null;
    return { kind: 'I', nad, sequence: bit(control, 0x40), more: (control & 0x20) !== 0, information };
  }
  if ((control & 0x40) === 0) {
    const error = ERRORS[control & 0x2f];
    if (error === undefined || information.length > 0) return null;
    return { kind: 'R', nad, expected: bit(control, 0x10), error };
  }
  const request = REQUESTS[control & 0x1f];
  if (request === undefined || information.length !== requestBytes(request)) return null;
  return { kind: 'S', nad, request, response: (control & 0x20) !== 0, information };
}

function requestBytes(request: SupervisoryRequest): number {
  return request === 'ifs' || request === 'wtx' ? 1 : 0;
}

function bit(control: number, mask: number): SequenceBit {
  return (control & mask) === 0 ? 0 : 1;
}
