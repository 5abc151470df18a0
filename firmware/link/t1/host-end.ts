/**
 * The interface device's end of T=1 (ISO/IEC 7816-3, section 11) as a machine of steps: each call says what to
 * do next, send a block or take the outcome. It holds no clock; the caller waits, and says what came or that
 * nothing came.
 *
 * Promises:
 * - at most once: a command that was given up is never sent again by itself, and "not executed" is said only
 *   when its last block never left;
 * - bounded: three tries for each block, then three S(RESYNCH request) (rules 6.4, 7.4.2), then an outcome. Of
 *   what brings a command no further (empty pieces, S(IFS request), S(ABORT request)) only so much is borne, the
 *   next counts as damaged. A card that asks for time without end is the caller's to stop;
 * - a block may be lost, damaged or doubled on its way, in both directions; a copy of the answer before may
 *   come instead of an answer, but an older one must not: who pairs blocks with answers (a CCID message does,
 *   by its number) keeps those away.
 *
 * A request S(IFS) that the card does not answer is not fatal [unknown: our choice, rule 7.4.1 allows to give
 * up]: after three tries the command starts, and the card sends pieces of 32 bytes as if never asked.
 */
import { assert } from '../../error.js';
import type { Checksum } from '../checksum.js';
import {
  type Block,
  type BlockError,
  DEFAULT_INFORMATION_BYTES,
  flip,
  type IBlock,
  isResponse,
  MAXIMUM_INFORMATION_BYTES,
  type RBlock,
  type SBlock,
  type SequenceBit,
  type SupervisoryRequest,
} from './block.js';
import { BlockExchange, TRIES } from './block-exchange.js';
import { ReceivedChain, SentChain } from './chain.js';
import type { HostCounters, HostFailure, HostStep } from './host-step.js';
import type { HostTask } from './host-task.js';

export interface T1HostEndSettings {
  readonly checksum: Checksum;
  /** IFSC of the card's ATR: the longest information field that the card takes, 1 to 254 bytes. */
  readonly informationFieldBytes: number;
  /** The longest information field that this end takes, 1 to 254 bytes (254 when left out). */
  readonly ifsd?: number;
  /** 65538 when left out: the longest response APDU. */
  readonly maximumResponseBytes?: number;
}

const NOTHING = new Uint8Array(0);

export class T1HostEnd {
  readonly #settings: Required<T1HostEndSettings>;
  readonly #exchange: BlockExchange;
  readonly #response: ReceivedChain;
  #task: HostTask = { type: 'idle', inStep: true };
  #command = new SentChain(NOTHING);
  /** How often the piece of the command that is out was sent. */
  #pieceTries = 0;
  /** N(S) of the piece that is out, and of the card's next I-block. */
  #sequence: SequenceBit = 0;
  #expected: SequenceBit = 0;
  #cardInformationBytes: number;
  #negotiated = false;

  constructor(settings: T1HostEndSettings) {
    this.#settings = { ifsd: MAXIMUM_INFORMATION_BYTES, maximumResponseBytes: 65_538, ...settings };
    for (const size of [this.#settings.ifsd, settings.informationFieldBytes])
      assert(size >= 1 && size <= MAXIMUM_INFORMATION_BYTES, 'an information field size is 1 to 254 bytes');
    this.#cardInformationBytes = settings.informationFieldBytes;
    this.#exchange = new BlockExchange(settings.checksum);
    this.#response = new ReceivedChain(this.#settings.maximumResponseBytes);
  }

  get counters(): HostCounters {
    return { ...this.#exchange.counters };
  }

  /** The card was powered or reset: the state after its ATR. A command that was under way is forgotten. */
  reset(): void {
    this.#startAfresh();
    this.#finish(true);
  }

  /**
   * Starts a command, with what must come before it: S(RESYNCH request) when the card's state is not known,
   * S(IFS request) when this end takes more or less than 32 bytes.
   *
   * @param command any length; must not change until the outcome
   */
  start(command: Uint8Array): HostStep {
    const task = this.#task;
    assert(task.type === 'idle', 'one command at a time');
    this.#exchange.beginCommand();
    this.#command = new SentChain(command);
    return task.inStep ? this.#begin() : this.#resynchronise('command');
  }

  /**
   * Takes what came from the card as one block, damaged or not. Only while an answer is awaited.
   *
   * @param bytes of any length; not kept
   */
  received(bytes: Uint8Array): HostStep {
    assert(this.#task.type !== 'idle', 'a block comes only as an answer');
    const decoded = this.#exchange.receive(bytes);
    if (!decoded.ok) return this.#repair(decoded.fault === 'checksum' ? 'checksum' : 'other');
    const step = decoded.block.nad === 0 ? this.#take(decoded.block) : null;
    return step ?? this.#repair('other');
  }

  /** No block came in time, or none that could be handed on. Only while an answer is awaited. */
  missed(): HostStep {
    assert(this.#task.type !== 'idle', 'only an answer can be missed');
    return this.#repair('other');
  }

  /**
   * Gives up the command that is under way, if any, and asks the card for the state after its ATR. Ends as
   * `failed`: with reason `resynchronised` when the card did so, and what is known of the command given up.
   */
  resynchronise(): HostStep {
    return this.#resynchronise('failure');
  }

  /** @returns null for a block that does not belong here, which counts as damaged (section 11.6.3.2) */
  #take(block: Block): HostStep | null {
    switch (this.#task.type) {
      case 'idle':
        return null;
      case 'resynchronising':
        if (!isResponse(block, 'resynch')) return null;
        this.#startAfresh();
        return this.#task.then === 'command' ? this.#begin() : this.#fail('resynchronised');
      case 'negotiating':
        if (!isResponse(block, 'ifs') || block.information[0] !== this.#settings.ifsd) return null;
        return this.#beginCommand();
      case 'aborting':
        return isResponse(block, 'abort') ? this.#fail('responseTooLong') : null;
      case 'commanding':
      case 'receiving':
      case 'aborted':
        if (block.kind === 'I') return this.#takePiece(block);
        return block.kind === 'R' ? this.#takeAcknowledgement(block) : this.#takeRequest(block);
    }
  }

  #takePiece({ sequence, more, information }: IBlock): HostStep | null {
    const task = this.#task;
    // A card that never answered S(IFS request) may have heard it all the same.
    const limit = Math.max(this.#settings.ifsd, DEFAULT_INFORMATION_BYTES);
    if (sequence !== this.#expected || information.length > limit) return null;
    if (task.type === 'commanding' && !this.#command.lastIsOut) return null;
    if (task.type === 'aborted' && task.chain === 'response') return null;
    if (more && information.length === 0 && !this.#exchange.bears()) return null;
    if (task.type !== 'receiving') this.#sequence = flip(this.#sequence);
    this.#task = { type: 'receiving' };
    this.#expected = flip(this.#expected);
    if (!this.#response.append(information)) {
      if (!more) return this.#fail('responseTooLong');
      this.#task = { type: 'aborting' };
      return this.#request('abort', NOTHING);
    }
    if (more) return this.#exchange.send(this.#receiveReady('none'));
    const response = this.#response.take();
    this.#finish(true);
    return { type: 'answer', response };
  }

  #takeAcknowledgement({ expected, error }: RBlock): HostStep | null {
    switch (this.#task.type) {
      case 'aborted':
        if (error !== 'none') return null;
        this.#sequence = expected;
        return this.#fail('aborted');
      case 'commanding':
        if (expected === this.#sequence) return this.#sendPieceAgain();
        if (this.#command.lastIsOut) return null;
        this.#sequence = expected;
        return this.#sendNextPiece();
      default:
        return null;
    }
  }

  #takeRequest({ request, response, information }: SBlock): HostStep | null {
    const value = information[0] ?? 0;
    if (response) return null;
    switch (request) {
      case 'resynch':
        return null;
      case 'ifs':
        if (value < 1 || value > MAXIMUM_INFORMATION_BYTES || !this.#exchange.bears()) return null;
        this.#cardInformationBytes = value;
        return this.#respond(request, information);
      case 'abort':
        if (!this.#exchange.bears() || !this.#abort()) return null;
        return this.#respond(request, information);
      case 'wtx':
        if (value === 0) return null;
        this.#exchange.counters.waitingTimeExtensions += 1;
        return this.#respond(request, information, value);
    }
  }

  /** @returns false when there is no chain to break off */
  #abort(): boolean {
    const { type } = this.#task;
    if (type === 'commanding') {
      if (!this.#command.isChained) return false;
      this.#task = { type: 'aborted', chain: 'command' };
    } else if (type === 'receiving') {
      this.#response.drop();
      this.#task = { type: 'aborted', chain: 'response' };
    }
    return true;
  }

  #repair(error: BlockError): HostStep {
    return this.#exchange.repair(this.#receiveReady(error)) ?? this.#giveUp();
  }

  #giveUp(): HostStep {
    switch (this.#task.type) {
      case 'negotiating':
        return this.#beginCommand();
      case 'resynchronising':
        return this.#fail('unresponsive');
      default:
        return this.#resynchronise('failure');
    }
  }

  #resynchronise(then: 'command' | 'failure'): HostStep {
    this.#exchange.counters.resynchronisations += 1;
    this.#task = { type: 'resynchronising', then };
    return this.#request('resynch', NOTHING);
  }

  #begin(): HostStep {
    if (this.#negotiated || this.#settings.ifsd === DEFAULT_INFORMATION_BYTES) return this.#beginCommand();
    this.#negotiated = true;
    this.#task = { type: 'negotiating' };
    return this.#request('ifs', Uint8Array.of(this.#settings.ifsd));
  }

  #beginCommand(): HostStep {
    this.#task = { type: 'commanding' };
    return this.#sendNextPiece();
  }

  #sendNextPiece(): HostStep {
    this.#command.next(this.#cardInformationBytes);
    this.#pieceTries = 0;
    return this.#sendPiece();
  }

  #sendPieceAgain(): HostStep {
    if (this.#pieceTries >= TRIES) return this.#resynchronise('failure');
    this.#exchange.counters.retransmissions += 1;
    return this.#sendPiece();
  }

  #sendPiece(): HostStep {
    this.#pieceTries += 1;
    return this.#exchange.send({ kind: 'I', nad: 0, sequence: this.#sequence, ...this.#command.piece });
  }

  #request(request: SupervisoryRequest, information: Uint8Array): HostStep {
    return this.#exchange.send({ kind: 'S', nad: 0, request, response: false, information });
  }

  #respond(request: SupervisoryRequest, information: Uint8Array, waitMultiplier = 1): HostStep {
    return this.#exchange.send({ kind: 'S', nad: 0, request, response: true, information }, waitMultiplier);
  }

  #receiveReady(error: BlockError): RBlock {
    return { kind: 'R', nad: 0, expected: this.#expected, error };
  }

  #fail(reason: HostFailure): HostStep {
    const executed = this.#command.lastIsOut ? 'unknown' : 'no';
    this.#finish(reason !== 'unresponsive');
    return { type: 'failed', reason, executed };
  }

  #finish(inStep: boolean): void {
    this.#task = { type: 'idle', inStep };
    this.#command = new SentChain(NOTHING);
    this.#response.drop();
  }

  #startAfresh(): void {
    this.#sequence = 0;
    this.#expected = 0;
    this.#cardInformationBytes = this.#settings.informationFieldBytes;
    this.#negotiated = false;
  }
}
