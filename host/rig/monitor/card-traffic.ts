/**
 * Follows the T=1 blocks between the host and one card, and puts commands and responses together.
 *
 * A looker-on only: it takes each block as the ends will have taken it, and knows one that is sent again by its
 * being equal to the one before from the same end (sequence bits alternate). When it was not there from the
 * power-on of the card, it tries both kinds of checksum. Promises to hold no more than one command and one
 * response. After damage that it cannot see it may take a chain for another one, until the next command.
 */
import { sameBytes } from '../../../firmware/bytes.js';
import { MAXIMUM_COMMAND_BYTES } from '../../../firmware/card/apdu.js';
import { parseAtr } from '../../../firmware/card/atr.js';
import { describeCommand, describeResponse } from '../../../firmware/card/describe.js';
import { buildPinCommand, digitsThatFit } from '../../../firmware/link/ccid/pin-command.js';
import type { PinOperation } from '../../../firmware/link/ccid/pin-operation.js';
import type { Checksum } from '../../../firmware/link/checksum.js';
import { type DecodedBlock, decodeBlock, type IBlock, type SBlock } from '../../../firmware/link/t1/block.js';
import { ReceivedChain } from '../../../firmware/link/t1/chain.js';
import type { ApduObservation, Side } from './observation.js';

/** Longest response: 65536 bytes of data and the status word. */
const MAXIMUM_RESPONSE_BYTES = 65_538;

const NOTHING = new Uint8Array(0);

export interface FollowedBlock {
  readonly decoded: DecodedBlock;
  /** The command or response that the block completes. */
  readonly apdu: ApduObservation | null;
}

export class CardTraffic {
  readonly #slot: number;
  readonly #chains: Readonly<Record<Side, ReceivedChain>> = {
    host: new ReceivedChain(MAXIMUM_COMMAND_BYTES),
    reader: new ReceivedChain(MAXIMUM_RESPONSE_BYTES),
  };
  readonly #last: Record<Side, Uint8Array> = { host: NOTHING, reader: NOTHING };
  #checksum: Checksum | null = null;
  /** The command that has no response yet; where its PIN is typed at the reader, with noughts for it. */
  #asked: Uint8Array = NOTHING;

  constructor(slot: number) {
    this.#slot = slot;
  }

  /** The card is switched on: what was under way is over. */
  poweredOn(): void {
    this.#startAfresh();
    this.#checksum = null;
  }

  answeredToReset(bytes: Uint8Array): void {
    this.#checksum = parseAtr(bytes)?.checksum ?? null;
  }

  /** @param bytes what was handed over as one block; not kept */
  block(from: Side, bytes: Uint8Array): FollowedBlock {
    const decoded = this.#decode(bytes);
    if (!decoded.ok) return { decoded, apdu: null };
    const { block } = decoded;
    if (block.kind === 'S') this.#supervised(block);
    if (block.kind !== 'I' || sameBytes(bytes, this.#last[from])) return { decoded, apdu: null };
    this.#last[from] = bytes.slice();
    return { decoded, apdu: this.#piece(from, block) };
  }

  /**
   * A command whose PIN the reader puts in.
   *
   * @param data of the Secure message; not kept
   * @returns null when the message was sent again, or its template has no room for the PIN
   */
  pinEntry(operation: PinOperation, data: Uint8Array): ApduObservation | null {
    if (sameBytes(data, this.#last.host)) return null;
    this.#last.host = data.slice();
    const { minimumDigits, template } = operation;
    if (digitsThatFit(operation) < minimumDigits) return null;
    const digits = '0'.repeat(minimumDigits);
    const asksCurrent = operation.operation === 'verify' || operation.askCurrent;
    this.#asked = buildPinCommand(operation, {
      current: asksCurrent ? digits : null,
      next: operation.operation === 'modify' ? digits : null,
    });
    const words = `${describeCommand(this.#asked)}, typed at the keypad`;
    return { type: 'command', slot: this.#slot, apdu: template, words };
  }

  #decode(bytes: Uint8Array): DecodedBlock {
    if (this.#checksum !== null) return decodeBlock(bytes, this.#checksum);
    const decoded = decodeBlock(bytes, 'lrc');
    if (decoded.ok) return decoded;
    const other = decodeBlock(bytes, 'crc');
    return other.ok ? other : decoded;
  }

  #supervised({ request, response }: SBlock): void {
    if (request === 'resynch' && response) this.#startAfresh();
    if (request === 'abort') this.#dropChains();
  }

  #piece(from: Side, { information, more }: IBlock): ApduObservation | null {
    const chain = this.#chains[from];
    if (!chain.append(information) || more) return null;
    const apdu = chain.take();
    if (from === 'host') {
      this.#asked = apdu;
      return { type: 'command', slot: this.#slot, apdu, words: describeCommand(apdu) };
    }
    const words = describeResponse(this.#asked, apdu);
    this.#asked = NOTHING;
    return { type: 'response', slot: this.#slot, apdu, words };
  }

  #startAfresh(): void {
    this.#dropChains();
    this.#last.host = NOTHING;
    this.#last.reader = NOTHING;
    this.#asked = NOTHING;
  }

  #dropChains(): void {
    this.#chains.host.drop();
    this.#chains.reader.drop();
  }
}
