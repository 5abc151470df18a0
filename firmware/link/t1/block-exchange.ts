/**
 * Blocks of the interface device going out and coming in, counted, with the first answer to trouble: the block
 * that went out last is sent again, or the card is asked for its own, three tries in all (ISO/IEC 7816-3,
 * section 11.6.3.2, rules 7.1 to 7.4). What is tried after that is not decided here. Counts, too, how much a card
 * may say without bringing its command on.
 */
import { assert } from '../../error.js';
import type { Checksum } from '../checksum.js';
import { type Block, type DecodedBlock, decodeBlock, encodeBlock, type RBlock } from './block.js';
import type { HostStep } from './host-step.js';

/** How often the same block is tried before something else is. */
export const TRIES = 3;

/**
 * How many blocks of the card a command bears that bring it no further: more than any card has reason for.
 * [unknown: our choice]
 */
const FRUITLESS_BLOCKS = 16;

export class BlockExchange {
  readonly counters = {
    blocksSent: 0,
    blocksReceived: 0,
    retransmissions: 0,
    resynchronisations: 0,
    checksumErrors: 0,
    waitingTimeExtensions: 0,
  };
  readonly #checksum: Checksum;
  #last: Block | null = null;
  /** Unusable answers in a row. */
  #faults = 0;
  /** Blocks of this command that brought it no further. */
  #fruitless = 0;

  constructor(checksum: Checksum) {
    this.#checksum = checksum;
  }

  /** Another command: what the one before had to bear no longer counts. */
  beginCommand(): void {
    this.#fruitless = 0;
  }

  /** The card sent what is in order and brings the command no further. @returns false when that was once too often */
  bears(): boolean {
    this.#fruitless += 1;
    return this.#fruitless <= FRUITLESS_BLOCKS;
  }

  /** Sends a block that carries the exchange on, so what was wrong before no longer counts. */
  send(block: Block, waitMultiplier = 1): HostStep {
    this.#faults = 0;
    return this.#put(block, waitMultiplier);
  }

  /** Takes apart what came. */
  receive(bytes: Uint8Array): DecodedBlock {
    this.counters.blocksReceived += 1;
    const decoded = decodeBlock(bytes, this.#checksum);
    if (!decoded.ok && decoded.fault === 'checksum') this.counters.checksumErrors += 1;
    return decoded;
  }

  /**
   * Nothing usable came: the R-block or S(request) that is out is sent again (rules 7.2, 7.3), anything else is
   * followed by the given R-block (rule 7.1).
   *
   * @returns null when the tries are used up
   */
  repair(request: RBlock): HostStep | null {
    const last = this.#last;
    assert(last !== null, 'an answer is awaited only after a block');
    this.#faults += 1;
    if (this.#faults >= TRIES) return null;
    this.counters.retransmissions += 1;
    const again = last.kind === 'R' || (last.kind === 'S' && !last.response);
    return this.#put(again ? last : request, 1);
  }

  #put(block: Block, waitMultiplier: number): HostStep {
    this.counters.blocksSent += 1;
    this.#last = block;
    return { type: 'send', block: encodeBlock(block, this.#checksum), waitMultiplier };
  }
}
