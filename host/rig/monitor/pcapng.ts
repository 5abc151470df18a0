/**
 * Blocks of a pcapng file (IETF draft-ietf-opsawg-pcapng): little-endian, times in microseconds.
 *
 * Writes only, and only what a capture of the monitor has: a section, its interfaces, packets with a comment.
 */

/** LINKTYPE_USB_LINUX: the header of Linux' usbmon, 48 bytes, before each packet. */
export const LINK_USB = 189;
/** LINKTYPE_WIRESHARK_UPPER_PDU: tags that name the dissector, then its data. */
export const LINK_UPPER_PDU = 252;

const SECTION_HEADER = 0x0a0d_0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;

const BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
const END_OF_OPTIONS = 0;
const COMMENT = 1;
const INTERFACE_NAME = 2;
const APPLICATION = 4;

export interface CapturedPacket {
  /** In the order of the interface descriptions, from 0. */
  readonly interfaceNumber: number;
  /** Unix time. */
  readonly timeMicroseconds: bigint;
  readonly data: Uint8Array;
  /** What Wireshark shows with the packet. */
  readonly comment: string;
}

/** The beginning of a file. @param application the program that wrote it */
export function sectionHeader(application: string, comment: string): Uint8Array {
  const fixed = Buffer.alloc(16);
  fixed.writeUInt32LE(BYTE_ORDER_MAGIC, 0);
  fixed.writeUInt16LE(1, 4);
  // The length of the section is not known beforehand.
  fixed.writeBigInt64LE(-1n, 8);
  return block(SECTION_HEADER, [fixed, option(COMMENT, comment), option(APPLICATION, application), END]);
}

/** @param linkType one of the `LINK_` numbers */
export function interfaceDescription(linkType: number, name: string): Uint8Array {
  const fixed = Buffer.alloc(8);
  fixed.writeUInt16LE(linkType, 0);
  return block(INTERFACE_DESCRIPTION, [fixed, option(INTERFACE_NAME, name), END]);
}

export function packet({ interfaceNumber, timeMicroseconds, data, comment }: CapturedPacket): Uint8Array {
  const fixed = Buffer.alloc(20);
  fixed.writeUInt32LE(interfaceNumber, 0);
  fixed.writeUInt32LE(Number(timeMicroseconds >> 32n), 4);
  fixed.writeUInt32LE(Number(timeMicroseconds & 0xffff_ffffn), 8);
  fixed.writeUInt32LE(data.length, 12);
  fixed.writeUInt32LE(data.length, 16);
  return block(ENHANCED_PACKET, [fixed, padded(data), option(COMMENT, comment), END]);
}

const END = optionHeader(END_OF_OPTIONS, 0);

/** Type, length, content, length again. @param parts of whole 32-bit words */
function block(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length + 12);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(type);
  return Buffer.concat([head, length, content, length]);
}

function option(code: number, text: string): Uint8Array {
  const value = Buffer.from(text);
  return Buffer.concat([optionHeader(code, value.length), padded(value)]);
}

function optionHeader(code: number, length: number): Uint8Array {
  const header = Buffer.alloc(4);
  header.writeUInt16LE(code, 0);
  header.writeUInt16LE(length, 2);
  return header;
}

function padded(data: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(data.length / 4) * 4);
  whole.set(data);
  return whole;
}
