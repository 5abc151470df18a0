/**
 * Both directions of a serial line between a host and a smart-card reader, decoded as they go by: frames, CCID
 * messages, T=1 blocks, commands and responses.
 *
 * Pure: bytes and time come in, observations come out. Promises that the observations are the same however the
 * bytes are cut into chunks, and that it holds one frame of each direction and of each slot what `CardTraffic`
 * holds. Slots beyond `FOLLOWED_SLOTS` are not followed above their messages.
 */
import {
  CCID_ANSWER,
  CCID_COMMAND,
  type CcidMessage,
  decodeMessage,
} from '../../../firmware/link/ccid/message.js';
import { decodePinOperation } from '../../../firmware/link/ccid/pin-operation.js';
import { answerStatus } from '../../../firmware/link/ccid/status.js';
import { QUIET_MS } from '../../../firmware/link/reader/reader.js';
import { FrameDecoder, type FrameEvent } from '../../../firmware/link/serial/frame.js';
import { CardTraffic } from './card-traffic.js';
import type { ApduObservation, MessageContent, Observation, Side } from './observation.js';

/** The serial readers that libccid knows have five slots at most. */
export const FOLLOWED_SLOTS = 8;

const DATA: MessageContent = { type: 'data' };

interface Direction {
  readonly decoder: FrameDecoder;
  /** When what came half is over, unless more bytes come: the reader waits as long. */
  quietAt: number | null;
}

interface Followed {
  readonly content: MessageContent;
  readonly apdu: ApduObservation | null;
}

export class TrafficDecoder {
  readonly #directions: Readonly<Record<Side, Direction>> = {
    host: { decoder: new FrameDecoder({ end: 'reader' }), quietAt: null },
    reader: { decoder: new FrameDecoder({ end: 'host' }), quietAt: null },
  };
  readonly #cards: readonly CardTraffic[] = Array.from(
    { length: FOLLOWED_SLOTS },
    (_, slot) => new CardTraffic(slot),
  );
  /** The type of the last command of each bSeq, by which its answer is understood. */
  readonly #commandTypes = new Uint8Array(256);

  /** When `timePassed` must be called, in milliseconds; null while nothing has come half. */
  get deadline(): number | null {
    const { host, reader } = this.#directions;
    if (host.quietAt === null || reader.quietAt === null) return host.quietAt ?? reader.quietAt;
    return Math.min(host.quietAt, reader.quietAt);
  }

  /** @param bytes as they came from that side; not kept */
  push(from: Side, bytes: Uint8Array, at: number): Observation[] {
    const direction = this.#directions[from];
    const observations = direction.decoder.push(bytes).flatMap((event) => this.#observe(from, event));
    direction.quietAt = direction.decoder.isHalfway ? at + QUIET_MS : null;
    return observations;
  }

  timePassed(at: number): Observation[] {
    return (['host', 'reader'] as const).flatMap((from) => {
      const direction = this.#directions[from];
      if (direction.quietAt === null || at < direction.quietAt) return [];
      direction.quietAt = null;
      return direction.decoder.abandon().flatMap((event) => this.#observe(from, event));
    });
  }

  #observe(from: Side, event: FrameEvent): Observation[] {
    switch (event.type) {
      case 'message':
        return this.#message(from, event.message);
      case 'negativeAcknowledge':
        return [{ type: 'negativeAcknowledge', from }];
      case 'damaged':
        return [{ type: 'damaged', from, reason: event.reason }];
      case 'notice':
      case 'timeRequest':
        return [event];
    }
  }

  #message(from: Side, bytes: Uint8Array): Observation[] {
    const message = decodeMessage(bytes);
    const isEcho = from === 'reader' && message.type < CCID_ANSWER.dataBlock;
    const { content, apdu } = isEcho ? { content: DATA, apdu: null } : this.#follow(from, message);
    const observation: Observation = { type: 'message', from, bytes, message, isEcho, content };
    return apdu === null ? [observation] : [observation, apdu];
  }

  #follow(from: Side, message: CcidMessage): Followed {
    const card = this.#cards[message.slot];
    if (card === undefined) return { content: DATA, apdu: null };
    return from === 'host' ? this.#command(card, message) : this.#answer(card, message);
  }

  #command(card: CardTraffic, { type, sequence, data }: CcidMessage): Followed {
    this.#commandTypes[sequence] = type;
    if (type === CCID_COMMAND.iccPowerOn) card.poweredOn();
    if (type === CCID_COMMAND.xfrBlock && data.length > 0) return blockOf(card, 'host', data);
    const pin = type === CCID_COMMAND.secure ? decodePinOperation(data) : null;
    if (!pin?.ok) return { content: DATA, apdu: null };
    const { operation } = pin;
    return { content: { type: 'pinEntry', operation }, apdu: card.pinEntry(operation, data) };
  }

  #answer(card: CardTraffic, message: CcidMessage): Followed {
    const { type, sequence, data } = message;
    const isBlock = type === CCID_ANSWER.dataBlock && data.length > 0;
    if (!isBlock || answerStatus(message)?.command !== 'processed') return { content: DATA, apdu: null };
    switch (this.#commandTypes[sequence]) {
      case CCID_COMMAND.iccPowerOn:
        card.answeredToReset(data);
        return { content: { type: 'answerToReset' }, apdu: null };
      case CCID_COMMAND.xfrBlock:
      case CCID_COMMAND.secure:
        return blockOf(card, 'reader', data);
      default:
        return { content: DATA, apdu: null };
    }
  }
}

function blockOf(card: CardTraffic, from: Side, data: Uint8Array): Followed {
  const { decoded, apdu } = card.block(from, data);
  return { content: { type: 'block', decoded }, apdu };
}
