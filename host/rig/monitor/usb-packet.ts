/**
 * Packets as Linux' usbmon writes them (Documentation/usb/usbmon.rst, the binary format of 48 bytes), little-endian:
 * a smart-card reader as device 1 of bus 1, with one bulk endpoint for each direction.
 */
import { MAXIMUM_MESSAGE_BYTES } from '../../../firmware/link/ccid/message.js';
import { MAXIMUM_INFORMATION_BYTES } from '../../../firmware/link/t1/block.js';

export const OUT_ENDPOINT = 0x01;
export const IN_ENDPOINT = 0x82;

const CONTROL_IN_ENDPOINT = 0x80;
const CONTROL_TRANSFER = 2;
const BULK_TRANSFER = 3;
const SUBMITTED = 0x53;
const COMPLETED = 0x43;

const HEADER_BYTES = 48;
const DEVICE = 1;
const BUS = 1;
/** Marks of the header for what is missing. */
const NO_SETUP = 0x2d;
const NO_DATA_YET = 0x3c;

/** A message on a bulk endpoint. @param at Unix time in microseconds */
export function usbBulkPacket(endpoint: number, transfer: bigint, data: Uint8Array, at: bigint): Uint8Array {
  const type = endpoint === OUT_ENDPOINT ? SUBMITTED : COMPLETED;
  return usbPacket({ transfer, type, kind: BULK_TRANSFER, endpoint, setup: null, data }, at);
}

interface UsbPacket {
  readonly transfer: bigint;
  readonly type: number;
  readonly kind: number;
  readonly endpoint: number;
  readonly setup: Uint8Array | null;
  readonly data: Uint8Array;
}

function usbPacket({ transfer, type, kind, endpoint, setup, data }: UsbPacket, at: bigint): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeBigUInt64LE(transfer, 0);
  header.set([type, kind, endpoint, DEVICE], 8);
  header.writeUInt16LE(BUS, 12);
  header.set([setup === null ? NO_SETUP : 0, data.length === 0 ? NO_DATA_YET : 0], 14);
  header.writeBigInt64LE(at / 1_000_000n, 16);
  header.writeInt32LE(Number(at % 1_000_000n), 24);
  header.writeUInt32LE(data.length, 32);
  header.writeUInt32LE(data.length, 36);
  if (setup !== null) header.set(setup, 40);
  return Buffer.concat([header, data]);
}

/** USB 2.0, table 9-12. */
function interfaceDescriptor(): Uint8Array {
  return Uint8Array.of(9, 0x04, 0, 0, 2, 0x0b, 0, 0, 0);
}

/** USB CCID 1.1, section 5.1: what a reader of serial T=1 cards with a keypad has. */
function ccidDescriptor(): Uint8Array {
  const bytes = Buffer.alloc(54);
  bytes.set([bytes.length, 0x21], 0);
  bytes.writeUInt16LE(0x0110, 2);
  // bVoltageSupport: 5 V, 3 V, 1.8 V; dwProtocols: T=1.
  bytes.set([0x07, 0x02], 5);
  bytes.writeUInt32LE(3_580, 10);
  bytes.writeUInt32LE(3_580, 14);
  bytes.writeUInt32LE(9_600, 19);
  bytes.writeUInt32LE(9_600, 23);
  bytes.writeUInt32LE(MAXIMUM_INFORMATION_BYTES, 28);
  // dwFeatures: blocks are exchanged whole (TPDU level).
  bytes.writeUInt32LE(0x0001_0000, 40);
  bytes.writeUInt32LE(MAXIMUM_MESSAGE_BYTES, 44);
  // bPINSupport: verification and modification; bMaxCCIDBusySlots.
  bytes.set([0x03, 1], 52);
  return bytes;
}

/** USB 2.0, table 9-13. */
function bulkEndpointDescriptor(address: number): Uint8Array {
  return Uint8Array.of(7, 0x05, address, 0x02, 64, 0, 0);
}

/** USB 2.0, table 9-10, and all that belongs to the configuration. */
function configuration(): Uint8Array {
  const parts = [
    interfaceDescriptor(),
    ccidDescriptor(),
    bulkEndpointDescriptor(OUT_ENDPOINT),
    bulkEndpointDescriptor(IN_ENDPOINT),
  ];
  const length = parts.reduce((sum, part) => sum + part.length, 9);
  return Buffer.concat([Uint8Array.of(9, 0x02, length, 0, 1, 1, 0, 0x80, 50), ...parts]);
}

/** GET DESCRIPTOR of the configuration, and its answer. */
export const CONFIGURATION_PACKETS: readonly ((at: bigint) => Uint8Array)[] = [
  (at) => {
    const setup = Uint8Array.of(0x80, 0x06, 0, 0x02, 0, 0, configuration().length, 0);
    return usbPacket({ ...DESCRIPTOR_TRANSFER, type: SUBMITTED, setup, data: new Uint8Array(0) }, at);
  },
  (at) => usbPacket({ ...DESCRIPTOR_TRANSFER, type: COMPLETED, setup: null, data: configuration() }, at),
];

const DESCRIPTOR_TRANSFER = { transfer: 0n, kind: CONTROL_TRANSFER, endpoint: CONTROL_IN_ENDPOINT } as const;
