/**
 * The frame that carries a CCID message over a UART, and the two short signals beside it.
 *
 * | what | bytes |
 * | --- | --- |
 * | a message | SYNC `03`, ACK `06`, the CCID message, LRC: the XOR of all bytes before it |
 * | "say that again" | SYNC `03`, NAK `15`, LRC `16` |
 * | notice of card movement, from the reader only | `50`, then two bits for each slot from the low end: present, moved |
 * | time request, from the reader only | one byte of `80` or more |
 *
 * The format is that of the GemPC Twin family, known from libccid (`ccid_serial.c`): it is what `libccidtwin`
 * speaks. Promises of the decoder: the events are the same however the stream is cut into chunks, no more than
 * one frame is kept, a length beyond the limit is refused at once. It does not know the time: its user calls
 * `abandon` when the line is quiet. Does not promise that damage is found out: the LRC lets two equal damages in
 * the same bit position pass.
 */
import { assert } from '../../error.js';
import { MAXIMUM_MESSAGE_BYTES, MESSAGE_HEADER_BYTES, messageBytes } from '../ccid/message.js';
import { lrc } from '../checksum.js';

const SYNC = 0x03;
const ACK = 0x06;
const NAK = 0x15;
/** RDR_to_PC_NotifySlotChange (USB CCID 1.1, section 6.3.1). */
const NOTICE = 0x50;
/** The lowest byte that asks for time. */
const TIME_REQUEST = 0x80;

/** Bytes of a frame around its message. */
const FRAME_OVERHEAD_BYTES = 3;
const MAXIMUM_FRAME_BYTES = MAXIMUM_MESSAGE_BYTES + FRAME_OVERHEAD_BYTES;

/** Asks the other end for its last frame again. */
export const NAK_FRAME: Uint8Array = Uint8Array.of(SYNC, NAK, SYNC ^ NAK);

/** The movement of cards in one slot. */
export interface SlotMovement {
  readonly present: boolean;
  readonly moved: boolean;
}

/** @param message a whole CCID message, 10 to 271 bytes */
export function encodeFrame(message: Uint8Array): Uint8Array {
  assert(
    message.length >= MESSAGE_HEADER_BYTES && message.length <= MAXIMUM_MESSAGE_BYTES,
    'a CCID message has 10 to 271 bytes',
  );
  const frame = new Uint8Array(message.length + FRAME_OVERHEAD_BYTES);
  frame[0] = SYNC;
  frame[1] = ACK;
  frame.set(message, 2);
  frame[frame.length - 1] = lrc(frame);
  return frame;
}

/** @param slots in the order of their numbers, 4 at most */
export function encodeNotice(slots: readonly SlotMovement[]): Uint8Array {
  const bits = slots.reduce(
    (sum, { present, moved }, slot) => sum | ((Number(present) | (Number(moved) << 1)) << (slot * 2)),
    0,
  );
  return Uint8Array.of(NOTICE, bits);
}

/**
 * A byte that asks the host to go on waiting.
 *
 * libccid starts its time-out again, whatever the value. [unknown: our choice] is that the low seven bits say how
 * many times the usual waiting time the reader asks for.
 *
 * @param multiplier 1 to 127
 */
export function encodeTimeRequest(multiplier: number): Uint8Array {
  return Uint8Array.of(TIME_REQUEST | multiplier);
}

/** `sync`: no frame where one should begin; `length`: longer than allowed; `truncated`: the rest never came. */
export type FrameDamage = 'sync' | 'checksum' | 'length' | 'truncated';

export type FrameEvent =
  /** A CCID message, whole, in an array of its own. */
  | { readonly type: 'message'; readonly message: Uint8Array }
  | { readonly type: 'negativeAcknowledge' }
  /** A card was put into a slot or taken out; one event for each slot. */
  | { readonly type: 'notice'; readonly slot: number; readonly present: boolean }
  /** 0 to 127, as `encodeTimeRequest` has it. */
  | { readonly type: 'timeRequest'; readonly multiplier: number }
  /** Bytes before a SYNC are reported once, until something whole has come or `abandon` was called. */
  | { readonly type: 'damaged'; readonly reason: FrameDamage };

type DecoderState = 'betweenFrames' | 'control' | 'negativeAcknowledge' | 'lengthField' | 'frame' | 'notice';

/** SYNC, ACK, bMessageType and dwLength: enough to know how long the frame is. */
const LENGTH_KNOWN_BYTES = 7;

export class FrameDecoder {
  readonly #isHost: boolean;
  readonly #frame = new Uint8Array(MAXIMUM_FRAME_BYTES);
  readonly #events: FrameEvent[] = [];
  #state: DecoderState = 'betweenFrames';
  #filled = 0;
  #needed = 0;
  #rubbishReported = false;

  /** @param end which end reads: notices and time requests are for the host only */
  constructor({ end }: { readonly end: 'host' | 'reader' }) {
    this.#isHost = end === 'host';
    this.#frame.set([SYNC, ACK]);
  }

  /** Has a frame or notice begun? */
  get isHalfway(): boolean {
    return this.#state !== 'betweenFrames';
  }

  /** @returns what the bytes complete, in order */
  push(bytes: Uint8Array): FrameEvent[] {
    let index = 0;
    while (index < bytes.length) index = this.#step(bytes, index);
    return this.#events.splice(0);
  }

  /** The line is quiet: what has begun will not be completed. */
  abandon(): FrameEvent[] {
    if (this.isHalfway) this.#damaged('truncated');
    this.#rubbishReported = false;
    return this.#events.splice(0);
  }

  /** @returns the index of the next byte to look at: the same one, when it broke a frame and may begin another */
  #step(bytes: Uint8Array, index: number): number {
    const byte = bytes[index] as number;
    switch (this.#state) {
      case 'betweenFrames':
        this.#betweenFrames(byte);
        return index + 1;
      case 'control':
        if (byte === ACK) {
          this.#state = 'lengthField';
          this.#filled = 2;
          this.#needed = LENGTH_KNOWN_BYTES;
        } else if (byte === NAK) this.#state = 'negativeAcknowledge';
        else return this.#broken(index);
        return index + 1;
      case 'negativeAcknowledge':
        if (byte !== (SYNC ^ NAK)) return this.#broken(index);
        this.#complete({ type: 'negativeAcknowledge' });
        return index + 1;
      case 'notice':
        if ((byte & 0xaa) === 0) return this.#broken(index);
        for (let slot = 0; slot < 4; slot += 1) {
          const bits = byte >> (slot * 2);
          if (bits & 2) this.#complete({ type: 'notice', slot, present: (bits & 1) !== 0 });
        }
        return index + 1;
      case 'lengthField':
      case 'frame':
        return this.#fill(bytes, index);
    }
  }

  #betweenFrames(byte: number): void {
    if (byte === SYNC) this.#state = 'control';
    else if (this.#isHost && byte === NOTICE) this.#state = 'notice';
    else if (this.#isHost && byte >= TIME_REQUEST) {
      this.#complete({ type: 'timeRequest', multiplier: byte & ~TIME_REQUEST });
    } else this.#rubbish();
  }

  #fill(bytes: Uint8Array, start: number): number {
    const end = Math.min(bytes.length, start + this.#needed - this.#filled);
    this.#frame.set(bytes.subarray(start, end), this.#filled);
    this.#filled += end - start;
    if (this.#filled < this.#needed) return end;
    const frame = this.#frame.subarray(0, this.#needed);
    if (this.#state === 'lengthField') {
      const length = messageBytes(frame.subarray(2));
      if (length > MAXIMUM_MESSAGE_BYTES) this.#damaged('length');
      else {
        this.#state = 'frame';
        this.#needed = length + FRAME_OVERHEAD_BYTES;
      }
    } else if (lrc(frame) !== 0) this.#damaged('checksum');
    else this.#complete({ type: 'message', message: frame.slice(2, -1) });
    return end;
  }

  #complete(event: FrameEvent): void {
    this.#events.push(event);
    this.#state = 'betweenFrames';
    this.#rubbishReported = false;
  }

  /** What follows in the line before the next SYNC belongs to the same damage. */
  #damaged(reason: FrameDamage): void {
    this.#events.push({ type: 'damaged', reason });
    this.#state = 'betweenFrames';
    this.#rubbishReported = true;
  }

  #rubbish(): void {
    if (this.#rubbishReported) this.#state = 'betweenFrames';
    else this.#damaged('sync');
  }

  #broken(index: number): number {
    this.#rubbish();
    return index;
  }
}
