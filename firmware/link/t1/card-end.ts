/**
 * The card's end of T=1 (ISO/IEC 7816-3, section 11): a whole block in, a whole block out.
 *
 * Promises:
 * - a command is carried out once, when its last block has come undamaged and in its turn. A block that comes
 *   a second time is answered by the block that answered it first, so a host that lost the answer may ask for
 *   it, or send its own block again, as often as it likes;
 * - what is damaged, out of turn, too long or unknown is answered by an R-block and changes nothing;
 * - a command longer than the maximum is not carried out. Its chain is ended by S(ABORT request), and the
 *   S(ABORT response) is answered by status word 6700. The standard would have the card hand back the turn by
 *   an R-block (annex A, scenario 27), but libccid takes that for "go on" and would send the rest of the
 *   chain, which then looks like a command of its own. [unknown: our choice] is what both understand;
 * - between two blocks no more is held than one command, one response and one block.
 *
 * Does not know time: a host that falls silent leaves the state as it is, until S(RESYNCH request) or reset.
 * Does not ask for another IFSC than that of the ATR.
 */
import { sameBytes } from '../../bytes.js';
import { assert } from '../../error.js';
import type { Checksum } from '../checksum.js';
import {
  type Block,
  type BlockError,
  DEFAULT_INFORMATION_BYTES,
  decodeBlock,
  encodeBlock,
  flip,
  type IBlock,
  MAXIMUM_INFORMATION_BYTES,
  type RBlock,
  type SBlock,
  type SequenceBit,
  type SupervisoryRequest,
} from './block.js';
import { ReceivedChain, SentChain } from './chain.js';

export interface CardAnswer {
  readonly response: Uint8Array;
  /** When given, the card asks for this many times the block waiting time first: 1 to 255. */
  readonly waitingTimeMultiplier?: number;
}

export interface T1CardEndSettings {
  readonly checksum: Checksum;
  /** IFSC as the ATR announces it: the longest information field that the card takes, 1 to 254 bytes. */
  readonly informationFieldBytes: number;
  readonly maximumCommandBytes: number;
  /** Carries out a command. */
  readonly answer: (command: Uint8Array) => CardAnswer;
}

type Phase =
  /** Waits for a command, or for the next piece of one. */
  | { readonly type: 'listening' }
  /** Has sent a piece of a response, which the host may still ask for again. */
  | { readonly type: 'answering'; readonly piece: IBlock; readonly chain: SentChain }
  /** Waits for the response to its own request and will answer the command then. */
  | { readonly type: 'asking'; readonly request: SBlock; readonly response: Uint8Array };

const NOTHING: Uint8Array = new Uint8Array(0);
const WRONG_LENGTH = Uint8Array.of(0x67, 0x00);

export class T1CardEnd {
  readonly #settings: T1CardEndSettings;
  readonly #command: ReceivedChain;
  #phase: Phase = { type: 'listening' };
  /** N(S) of the next I-block from the host, and of the next to it. */
  #expected: SequenceBit = 0;
  #sequence: SequenceBit = 0;
  /** IFSD: the longest information field that the host takes. */
  #hostInformationBytes = DEFAULT_INFORMATION_BYTES;
  #nad = 0;
  /** The block that was taken last, and its answer. */
  #taken = NOTHING;
  #answered = NOTHING;

  constructor(settings: T1CardEndSettings) {
    const { informationFieldBytes: size } = settings;
    assert(size >= 1 && size <= MAXIMUM_INFORMATION_BYTES, 'IFSC is 1 to 254 bytes');
    this.#settings = settings;
    this.#command = new ReceivedChain(settings.maximumCommandBytes);
  }

  /** The state after the ATR: the card was powered or reset, or the host asked for it by S(RESYNCH request). */
  reset(): void {
    this.#command.drop();
    this.#phase = { type: 'listening' };
    this.#expected = 0;
    this.#sequence = 0;
    this.#hostInformationBytes = DEFAULT_INFORMATION_BYTES;
    this.#nad = 0;
    this.#taken = NOTHING;
    this.#answered = NOTHING;
  }

  /**
   * Takes what the host sent as one block, damaged or not, and answers it.
   *
   * @param bytes of any length; not kept
   * @returns a whole block of at most 259 bytes, the caller's to keep
   */
  exchange(bytes: Uint8Array): Uint8Array {
    const { checksum } = this.#settings;
    const decoded = decodeBlock(bytes, checksum);
    if (!decoded.ok) return this.#refuse(decoded.fault === 'checksum' ? 'checksum' : 'other');
    // Sequence bits alternate, so two equal blocks in a row are one block that was sent twice.
    if (sameBytes(bytes, this.#taken)) return this.#answered.slice();
    const reply = this.#take(decoded.block);
    if (reply === null) return this.#refuse('other');
    this.#nad = ((decoded.block.nad & 0x0f) << 4) | (decoded.block.nad >> 4);
    this.#taken = bytes.slice();
    this.#answered = encodeBlock({ ...reply, nad: this.#nad }, checksum);
    return this.#answered.slice();
  }

  /** Section 11.6.3.2, rules 7.1 to 7.3: a request of the card's own is sent again, else the host is asked to. */
  #refuse(error: BlockError): Uint8Array {
    const block = this.#phase.type === 'asking' ? this.#phase.request : this.#receiveReady(error);
    return encodeBlock({ ...block, nad: this.#nad }, this.#settings.checksum);
  }

  /** @returns the answer, or null for a block that is out of turn; nothing has changed then */
  #take(block: Block): Block | null {
    switch (block.kind) {
      case 'I':
        return this.#takePiece(block);
      case 'R':
        return this.#takeRequestForBlock(block);
      case 'S':
        return block.response ? this.#takeResponse(block) : this.#takeRequest(block);
    }
  }

  #takePiece(block: IBlock): Block | null {
    const { informationFieldBytes, answer } = this.#settings;
    const phase = this.#phase;
    if (phase.type === 'asking' || (phase.type === 'answering' && !phase.chain.lastIsOut)) return null;
    if (block.sequence !== this.#expected || block.information.length > informationFieldBytes) return null;
    this.#expected = flip(this.#expected);
    this.#phase = { type: 'listening' };
    if (!this.#command.append(block.information)) {
      return block.more ? this.#ask('abort', NOTHING, WRONG_LENGTH) : this.#respond(WRONG_LENGTH);
    }
    if (block.more) return this.#receiveReady('none');
    const { response, waitingTimeMultiplier: multiplier } = answer(this.#command.take());
    if (multiplier === undefined) return this.#respond(response);
    assert(multiplier >= 1 && multiplier <= 255, 'a waiting time multiplier is 1 to 255');
    return this.#ask('wtx', Uint8Array.of(multiplier), response);
  }

  /** The host expects a certain I-block: the last one again, the next one, or one that waits for a command. */
  #takeRequestForBlock(block: RBlock): Block | null {
    const phase = this.#phase;
    switch (phase.type) {
      case 'asking':
        return null;
      case 'listening':
        return this.#receiveReady('none');
      case 'answering':
        if (block.expected === phase.piece.sequence) return phase.piece;
        return phase.chain.lastIsOut ? this.#receiveReady('none') : this.#sendNext(phase.chain);
    }
  }

  #takeRequest(block: SBlock): Block | null {
    if (block.request === 'resynch') this.reset();
    else if (this.#phase.type === 'asking') return null;
    const response: SBlock = { ...block, response: true };
    switch (block.request) {
      case 'resynch':
        return response;
      case 'ifs': {
        const size = block.information[0] as number;
        if (size < 1 || size > MAXIMUM_INFORMATION_BYTES) return null;
        this.#hostInformationBytes = size;
        return response;
      }
      case 'abort':
        this.#command.drop();
        if (this.#phase.type === 'answering' && !this.#phase.chain.lastIsOut)
          this.#phase = { type: 'listening' };
        return response;
      case 'wtx':
        return null;
    }
  }

  #takeResponse(block: SBlock): Block | null {
    if (this.#phase.type !== 'asking') return null;
    const { request, response } = this.#phase;
    if (block.request !== request.request || block.information[0] !== request.information[0]) return null;
    return this.#respond(response);
  }

  #respond(response: Uint8Array): IBlock {
    return this.#sendNext(new SentChain(response.slice()));
  }

  #sendNext(chain: SentChain): IBlock {
    chain.next(this.#hostInformationBytes);
    const piece: IBlock = { kind: 'I', nad: 0, sequence: this.#sequence, ...chain.piece };
    this.#sequence = flip(this.#sequence);
    this.#phase = { type: 'answering', piece, chain };
    return piece;
  }

  #ask(request: SupervisoryRequest, information: Uint8Array, response: Uint8Array): SBlock {
    const block: SBlock = { kind: 'S', nad: 0, request, response: false, information };
    this.#phase = { type: 'asking', request: block, response };
    return block;
  }

  #receiveReady(error: BlockError): RBlock {
    return { kind: 'R', nad: 0, expected: this.#expected, error };
  }
}
