/**
 * A T=1 end that keeps to the letter: it sends what a case wants sent and takes nothing but the one right block
 * as an answer. The driver's own end repairs; this one tells.
 */

import { joinBytes } from '../../../firmware/bytes.js';
import { decodeResponse } from '../../../firmware/card/apdu.js';
import type { ResponseApdu } from '../../../firmware/card/application.js';
import type { Checksum } from '../../../firmware/link/checksum.js';
import {
  type Block,
  decodeBlock,
  encodeBlock,
  flip,
  type IBlock,
  type RBlock,
  type SBlock,
  type SequenceBit,
  type SupervisoryRequest,
} from '../../../firmware/link/t1/block.js';
import { hex, Mismatch, must } from './case.js';

/** One block to the card, whatever its bytes; its answer as it came. */
export type ExchangeBlock = (block: Uint8Array) => Promise<Uint8Array>;

const NOTHING = new Uint8Array(0);

/** Pieces of a response that bring nothing; the driver's own end bears as many. */
const MAXIMUM_EMPTY_PIECES = 16;

export class StrictT1 {
  /** N(S) of the next I-block to the card, and of the card's next. */
  sequence: SequenceBit = 0;
  expected: SequenceBit = 0;
  /** The last I-block of the card, as it came. */
  lastPiece: Uint8Array = NOTHING;
  /** Bytes of information in the longest I-block of the card; a case may set it back. */
  longestPiece = 0;

  constructor(
    readonly checksum: Checksum,
    /** IFSC. */
    readonly informationFieldBytes: number,
    readonly exchange: ExchangeBlock,
  ) {}

  encode(block: Block): Uint8Array {
    return encodeBlock(block, this.checksum);
  }

  iBlock(information: Uint8Array, more = false, sequence = this.sequence): IBlock {
    return { kind: 'I', nad: 0, sequence, more, information };
  }

  /** Asks for the card's block with N(S) = `expected`. */
  rBlock(expected = this.expected, error: RBlock['error'] = 'none'): RBlock {
    return { kind: 'R', nad: 0, expected, error };
  }

  sBlock(request: SupervisoryRequest, information: Uint8Array = NOTHING, response = false): SBlock {
    return { kind: 'S', nad: 0, request, response, information };
  }

  /**
   * Sends bytes as a block.
   *
   * @returns the card's block, undamaged
   */
  async send(bytes: Uint8Array): Promise<{ readonly block: Block; readonly bytes: Uint8Array }> {
    const answer = await this.exchange(bytes);
    const decoded = decodeBlock(answer, this.checksum);
    if (!decoded.ok) throw new Mismatch('a block', `bytes that are none (${decoded.fault})`);
    return { block: decoded.block, bytes: answer };
  }

  /** Sends a command in pieces. @returns the whole response */
  async command(command: Uint8Array, pieceBytes = this.informationFieldBytes): Promise<ResponseApdu> {
    let offset = 0;
    for (; command.length - offset > pieceBytes; offset += pieceBytes)
      await this.piece(command.subarray(offset, offset + pieceBytes));
    return this.lastOf(command.subarray(offset));
  }

  /** A piece with the M bit, which the card must acknowledge. */
  async piece(information: Uint8Array): Promise<void> {
    const { block, bytes } = await this.send(this.encode(this.iBlock(information, true)));
    this.sequence = flip(this.sequence);
    this.mustAcknowledge(block, bytes);
  }

  mustAcknowledge(block: Block, bytes: Uint8Array): void {
    const wanted = this.encode(this.rBlock(this.sequence));
    must(
      block.kind === 'R' && block.expected === this.sequence && block.error === 'none',
      `an acknowledgement (${hex(wanted)})`,
      describeBlock(bytes),
    );
  }

  /** The last piece of a command, and all pieces of the response. */
  async lastOf(information: Uint8Array): Promise<ResponseApdu> {
    const answer = await this.send(this.encode(this.iBlock(information)));
    this.sequence = flip(this.sequence);
    return this.responseFrom(answer.bytes);
  }

  /** @param first the block that begins the response */
  async responseFrom(first: Uint8Array): Promise<ResponseApdu> {
    let response: Uint8Array = NOTHING;
    let empty = 0;
    for (let bytes = first; ; ) {
      const piece = this.takePiece(bytes);
      if (piece.more && piece.information.length === 0) empty += 1;
      must(empty <= MAXIMUM_EMPTY_PIECES, 'a response that goes on', 'empty pieces without end');
      response = joinBytes(response, piece.information);
      if (!piece.more) break;
      must(response.length <= 65_538, 'a response of at most 65538 bytes', 'more than that');
      bytes = (await this.send(this.encode(this.rBlock()))).bytes;
    }
    const decoded = decodeResponse(response);
    if (decoded === null) throw new Mismatch('a response with a status word', `${response.length} bytes`);
    return decoded;
  }

  /** The card's next I-block. */
  takePiece(bytes: Uint8Array): IBlock {
    const decoded = decodeBlock(bytes, this.checksum);
    if (!decoded.ok || decoded.block.kind !== 'I' || decoded.block.sequence !== this.expected)
      throw new Mismatch(`an I-block with N(S) = ${this.expected}`, describeBlock(bytes));
    this.expected = flip(this.expected);
    this.lastPiece = bytes;
    this.longestPiece = Math.max(this.longestPiece, decoded.block.information.length);
    return decoded.block;
  }

  /** A request that the card must answer with its response. */
  async request(request: SupervisoryRequest, information: Uint8Array = NOTHING): Promise<void> {
    const { block, bytes } = await this.send(this.encode(this.sBlock(request, information)));
    must(
      block.kind === 'S' &&
        block.response &&
        block.request === request &&
        block.information[0] === information[0],
      `an S-block that agrees (${hex(this.encode(this.sBlock(request, information, true)))})`,
      describeBlock(bytes),
    );
    if (request === 'resynch') this.startAfresh();
  }

  startAfresh(): void {
    this.sequence = 0;
    this.expected = 0;
  }

  /** Sends something that is wrong; the card must ask for the block that it expects. */
  async mustRefuse(bytes: Uint8Array): Promise<void> {
    const answer = await this.send(bytes);
    const { block } = answer;
    must(
      block.kind === 'R' && block.expected === this.sequence && block.error !== 'none',
      `an R-block that asks for the block with N(S) = ${this.sequence} and names an error`,
      describeBlock(answer.bytes),
    );
  }
}

/** A block in words; the information of an I-block is left out, since it may hold a response. */
export function describeBlock(bytes: Uint8Array): string {
  const kind = describeKind(bytes[1] ?? 0);
  if (bytes.length < 4) return `${bytes.length} bytes that are no block (${hex(bytes)})`;
  const isPublic = ((bytes[1] as number) & 0x80) !== 0;
  return `${kind} with ${bytes[2]} bytes of information (${hex(isPublic ? bytes : bytes.subarray(0, 3))}${isPublic ? '' : ' ...'})`;
}

function describeKind(control: number): string {
  if ((control & 0x80) === 0) return `an I-block, N(S) = ${(control >> 6) & 1},`;
  if ((control & 0x40) === 0) return `an R-block, N(R) = ${(control >> 4) & 1},`;
  return (control & 0x20) === 0 ? 'an S-block that requests' : 'an S-block that responds';
}
