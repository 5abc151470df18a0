/**
 * Frames between vpcd of vsmartcard and the card behind it: two bytes of length, most significant first, and
 * that many bytes. A frame of one byte is a control; any longer one to the card is a command APDU.
 *
 * Source: the sources of vsmartcard, `virtualsmartcard/src/vpcd/vpcd.c` and `vpcd.h`. Never holds more than one
 * frame, 65537 bytes.
 */
import { assert } from '../../firmware/error.js';

export type VpcdMessage =
  | { readonly type: 'powerOff' }
  | { readonly type: 'powerOn' }
  | { readonly type: 'reset' }
  /** Asks for the ATR, and so whether there is a card; answered with a frame. */
  | { readonly type: 'atr' }
  /** Answered with a frame. */
  | { readonly type: 'command'; readonly apdu: Uint8Array }
  /** Empty, or a control that is not known. */
  | { readonly type: 'unknown' };

const CONTROLS: Readonly<Record<number, VpcdMessage>> = {
  0: { type: 'powerOff' },
  1: { type: 'powerOn' },
  2: { type: 'reset' },
  4: { type: 'atr' },
};

const LENGTH_BYTES = 2;

/** @param payload at most 65535 bytes */
export function encodeVpcdFrame(payload: Uint8Array): Uint8Array {
  assert(payload.length <= 0xffff, 'a frame of vpcd has at most 65535 bytes');
  const frame = new Uint8Array(LENGTH_BYTES + payload.length);
  frame[0] = payload.length >> 8;
  frame[1] = payload.length & 0xff;
  frame.set(payload, LENGTH_BYTES);
  return frame;
}

/** Puts frames together from a stream that is cut anywhere. */
export class VpcdReader {
  /** The beginning of a frame. */
  #rest: Uint8Array = new Uint8Array();

  /** The next bytes of the stream. @returns the messages that they complete */
  read(bytes: Uint8Array): VpcdMessage[] {
    const messages: VpcdMessage[] = [];
    let stream = bytes;
    if (this.#rest.length > 0) {
      stream = new Uint8Array(this.#rest.length + bytes.length);
      stream.set(this.#rest);
      stream.set(bytes, this.#rest.length);
    }
    let start = 0;
    for (;;) {
      const [high, low] = stream.subarray(start, start + LENGTH_BYTES);
      if (high === undefined || low === undefined) break;
      const end = start + LENGTH_BYTES + ((high << 8) | low);
      if (end > stream.length) break;
      messages.push(messageOf(stream.subarray(start + LENGTH_BYTES, end)));
      start = end;
    }
    this.#rest = stream.slice(start);
    return messages;
  }
}

function messageOf(payload: Uint8Array): VpcdMessage {
  if (payload.length > 1) return { type: 'command', apdu: payload };
  return CONTROLS[payload[0] ?? -1] ?? { type: 'unknown' };
}
