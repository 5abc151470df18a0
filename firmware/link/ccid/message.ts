/**
 * CCID messages in both directions (USB Device Class: Smart Card, CCID, revision 1.1, section 6).
 *
 * | offset | bytes | field |
 * | --- | --- | --- |
 * | 0 | 1 | bMessageType |
 * | 1 | 4 | dwLength: bytes of data after the header, low byte first |
 * | 5 | 1 | bSlot |
 * | 6 | 1 | bSeq: an answer repeats that of its command |
 * | 7 | 3 | three bytes that depend on the type; in an answer bStatus, bError and one more |
 * | 10 | dwLength | data |
 *
 * Promises that a decoded message has exactly the bytes that dwLength says. Whether it makes sense is for its
 * reader to say.
 */
import { TokentwinError } from '../../error.js';

export const MESSAGE_HEADER_BYTES = 10;
/** What a message carries at most: a T=1 block with room to spare. */
export const MAXIMUM_DATA_BYTES = 261;
/** dwMaxCCIDMessageLength of the serial readers, as libccid has it. */
export const MAXIMUM_MESSAGE_BYTES = MESSAGE_HEADER_BYTES + MAXIMUM_DATA_BYTES;

/** bMessageType of the commands, from the host to the reader (section 6.1). */
export const CCID_COMMAND = {
  setParameters: 0x61,
  iccPowerOn: 0x62,
  iccPowerOff: 0x63,
  getSlotStatus: 0x65,
  secure: 0x69,
  escape: 0x6b,
  getParameters: 0x6c,
  resetParameters: 0x6d,
  iccClock: 0x6e,
  xfrBlock: 0x6f,
  mechanical: 0x71,
  abort: 0x72,
  setDataRateAndClockFrequency: 0x73,
} as const;

/** bMessageType of the answers, from the reader to the host (section 6.2). */
export const CCID_ANSWER = {
  dataBlock: 0x80,
  slotStatus: 0x81,
  parameters: 0x82,
  escape: 0x83,
  dataRateAndClockFrequency: 0x84,
} as const;

type Byte = number;
type Header = readonly [Byte, Byte, Byte, Byte, Byte, Byte, Byte, Byte, Byte, Byte];

export interface CcidMessage {
  /** bMessageType. */
  readonly type: number;
  /** bSlot. */
  readonly slot: number;
  /** bSeq. */
  readonly sequence: number;
  /** Offsets 7 to 9. */
  readonly parameters: readonly [number, number, number];
  /** 0 to 261 bytes. */
  readonly data: Uint8Array;
}

/** The bytes of a message, 10 to 271. */
export function encodeMessage({ type, slot, sequence, parameters, data }: CcidMessage): Uint8Array {
  const message = new Uint8Array(MESSAGE_HEADER_BYTES + data.length);
  message.set([type, data.length & 0xff, data.length >> 8, 0, 0, slot, sequence, ...parameters]);
  message.set(data, MESSAGE_HEADER_BYTES);
  return message;
}

/**
 * Takes a message apart.
 *
 * @returns its fields; the data are a view of the message
 * @throws TokentwinError LINK_FAULT when dwLength does not agree with the bytes
 */
export function decodeMessage(message: Uint8Array): CcidMessage {
  // Nothing shorter than its header has the length that it says.
  if (messageBytes(message) !== message.length) {
    throw new TokentwinError(
      'LINK_FAULT',
      'A CCID message does not have the length that it says: send it again.',
    );
  }
  const [type, , , , , slot, sequence, first, second, third] = message as unknown as Header;
  return {
    type,
    slot,
    sequence,
    parameters: [first, second, third],
    data: message.subarray(MESSAGE_HEADER_BYTES),
  };
}

/** The length of a whole message, header included, from its first five bytes. */
export function messageBytes(start: Uint8Array): number {
  const [, a = 0, b = 0, c = 0, d = 0] = start;
  return MESSAGE_HEADER_BYTES + a + b * 0x100 + c * 0x1_0000 + d * 0x100_0000;
}
