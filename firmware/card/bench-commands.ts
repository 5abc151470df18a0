/**
 * The commands of the bench application, class 80: both ends' encoding of what drives the body of a test device.
 * [our choice]
 *
 * | INS | command        | data                                               | answer         |
 * | --- | -------------- | -------------------------------------------------- | -------------- |
 * | 10  | PRESS KEY      | key (1), then nothing or how long it is held (4)   | display        |
 * | 12  | TYPE           | 1 to 64 digits, ASCII                              | display        |
 * | 14  | READ DISPLAY   | none                                               | display        |
 * | 16  | ADVANCE        | virtual time to pass (4)                           | display        |
 * | 18  | CUT POWER      | none                                               | none           |
 * | 1A  | STATUS         | none                                               | status         |
 * | 1C  | SET BATTERY    | per cent (1), FF = the card's own estimate         | none           |
 * | 20  | FLASH GEOMETRY | none                                               | geometry       |
 * | 22  | READ FLASH     | offset (4), length (2)                             | so many bytes  |
 * | 24  | WRITE FLASH    | offset (4), 1 to 4096 bytes                        | none           |
 * | 26  | INJECT FAULT   | name of the fault, 1 to 64 characters of ASCII     | none           |
 *
 * P1-P2 are 0000. Numbers are big-endian, their bytes in brackets; times are milliseconds. Keys: 00 to 09 the
 * digits, 0A back, 0B OK, 0C power. Without a time a key is held as long as the device's profile says. READ FLASH
 * gives 1 to 4096 bytes. A key is held, and time passes, for a day at most. What is malformed is 6A80. The layouts of the answers stand in `bench-answers.ts`.
 *
 * A codec only: what a key does, and which faults there are, is the device's. CUT POWER is answered first; then
 * the card is mute until the reader powers it again.
 */
import { asciiBytes, asciiText } from '../ascii.js';
import { joinBytes } from '../bytes.js';
import type { KeyName } from '../dsc-plus/keys.js';
import { assert } from '../error.js';
import { encodeCommand } from './apdu.js';
import type { CommandApdu } from './application.js';
import { STATUS } from './status-words.js';

export const BENCH_CLA = 0x80;

export const BENCH_INS = {
  pressKey: 0x10,
  typeDigits: 0x12,
  readDisplay: 0x14,
  advance: 0x16,
  cutPower: 0x18,
  status: 0x1a,
  setBattery: 0x1c,
  flashGeometry: 0x20,
  readFlash: 0x22,
  writeFlash: 0x24,
  injectFault: 0x26,
} as const;

/** The keys in the order of their bytes. */
export const BENCH_KEYS: readonly KeyName[] = [
  ...(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const),
  ...(['back', 'ok', 'power'] as const),
];

export const MAXIMUM_TYPED_DIGITS = 64;
export const MAXIMUM_FLASH_BYTES = 4096;
const OWN_ESTIMATE = 0xff;

export type BenchCommand =
  /** `holdMs` null: the key's own time. */
  | { readonly type: 'pressKey'; readonly key: KeyName; readonly holdMs: number | null }
  | { readonly type: 'typeDigits'; readonly digits: string }
  | { readonly type: 'readDisplay' }
  | { readonly type: 'advance'; readonly ms: number }
  | { readonly type: 'cutPower' }
  | { readonly type: 'status' }
  /** `percent` null: the card's own estimate. */
  | { readonly type: 'setBattery'; readonly percent: number | null }
  | { readonly type: 'flashGeometry' }
  | { readonly type: 'readFlash'; readonly offset: number; readonly length: number }
  | { readonly type: 'writeFlash'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly type: 'injectFault'; readonly name: string };

function uint32(value: number): Uint8Array {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff, 'a number of the bench has 32 bits');
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

function readUint32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(offset);
}

function dataOf(command: BenchCommand): Uint8Array {
  switch (command.type) {
    case 'pressKey': {
      const key = Uint8Array.of(BENCH_KEYS.indexOf(command.key));
      return command.holdMs === null ? key : joinBytes(key, uint32(command.holdMs));
    }
    case 'typeDigits':
      return asciiBytes(command.digits);
    case 'advance':
      return uint32(command.ms);
    case 'setBattery':
      return Uint8Array.of(command.percent ?? OWN_ESTIMATE);
    case 'readFlash':
      return joinBytes(uint32(command.offset), Uint8Array.of(command.length >>> 8, command.length & 0xff));
    case 'writeFlash':
      return joinBytes(uint32(command.offset), command.bytes);
    case 'injectFault':
      return asciiBytes(command.name);
    case 'readDisplay':
    case 'cutPower':
    case 'status':
    case 'flashGeometry':
      return Uint8Array.of();
  }
}

/** A command as a whole APDU. @param command numbers are whole; times and offsets have 32 bits */
export function encodeBenchCommand(command: BenchCommand): Uint8Array {
  return encodeCommand({
    cla: BENCH_CLA,
    ins: BENCH_INS[command.type],
    p1: 0,
    p2: 0,
    data: dataOf(command),
    expectedLength: command.type === 'readFlash' ? Math.max(256, command.length) : 256,
  });
}

/** How the data field of each command is read; null = malformed. */
const READERS: Readonly<Record<number, (data: Uint8Array) => BenchCommand | null>> = {
  [BENCH_INS.pressKey]: (data) => {
    const key = BENCH_KEYS[data[0] ?? 0xff];
    if (key === undefined || (data.length !== 1 && data.length !== 5)) return null;
    return { type: 'pressKey', key, holdMs: data.length === 5 ? readUint32(data, 1) : null };
  },
  [BENCH_INS.typeDigits]: (data) => {
    const digits = data.length <= MAXIMUM_TYPED_DIGITS ? asciiText(data) : '';
    return /^[0-9]+$/.test(digits) ? { type: 'typeDigits', digits } : null;
  },
  [BENCH_INS.readDisplay]: (data) => (data.length === 0 ? { type: 'readDisplay' } : null),
  [BENCH_INS.advance]: (data) => (data.length === 4 ? { type: 'advance', ms: readUint32(data, 0) } : null),
  [BENCH_INS.cutPower]: (data) => (data.length === 0 ? { type: 'cutPower' } : null),
  [BENCH_INS.status]: (data) => (data.length === 0 ? { type: 'status' } : null),
  [BENCH_INS.setBattery]: ([percent = 0xfe, ...more]) => {
    if (more.length > 0 || (percent > 100 && percent !== OWN_ESTIMATE)) return null;
    return { type: 'setBattery', percent: percent === OWN_ESTIMATE ? null : percent };
  },
  [BENCH_INS.flashGeometry]: (data) => (data.length === 0 ? { type: 'flashGeometry' } : null),
  [BENCH_INS.readFlash]: (data) => {
    if (data.length !== 6) return null;
    const length = ((data[4] as number) << 8) | (data[5] as number);
    if (length === 0 || length > MAXIMUM_FLASH_BYTES) return null;
    return { type: 'readFlash', offset: readUint32(data, 0), length };
  },
  [BENCH_INS.writeFlash]: (data) => {
    if (data.length < 5 || data.length > 4 + MAXIMUM_FLASH_BYTES) return null;
    return { type: 'writeFlash', offset: readUint32(data, 0), bytes: data.slice(4) };
  },
  [BENCH_INS.injectFault]: (data) => {
    const name = data.length <= 64 ? asciiText(data) : '';
    return /^[\x21-\x7e]+$/.test(name) ? { type: 'injectFault', name } : null;
  },
};

/** Takes a command apart. @returns the status word when it is none of the table: 6E00, 6D00, 6A86, 6A80 */
export function decodeBenchCommand(command: CommandApdu): BenchCommand | number {
  if (command.cla !== BENCH_CLA) return STATUS.classNotSupported;
  const read = READERS[command.ins];
  if (read === undefined) return STATUS.instructionNotSupported;
  if (command.p1 !== 0 || command.p2 !== 0) return STATUS.wrongParameters;
  return read(command.data) ?? STATUS.wrongData;
}
