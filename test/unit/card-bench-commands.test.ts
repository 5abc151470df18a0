/**
 * The bench application's encoding, by hand and there and back.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCommand } from '../../firmware/card/apdu.js';
import {
  decodeBenchFrame,
  decodeBenchStatus,
  decodeFlashGeometry,
  encodeBenchFrame,
  encodeBenchStatus,
  encodeFlashGeometry,
} from '../../firmware/card/bench-answers.js';
import {
  BENCH_KEYS,
  type BenchCommand,
  decodeBenchCommand,
  encodeBenchCommand,
} from '../../firmware/card/bench-commands.js';
import { bytesOf, hexOf } from './card-on-wire.js';

function decode(bytes: Uint8Array): BenchCommand | number {
  const command = decodeCommand(bytes);
  if (command === null) throw new Error('no APDU');
  return decodeBenchCommand(command);
}

describe('a bench command', () => {
  it.each<[BenchCommand, string]>([
    [{ type: 'pressKey', key: '0', holdMs: null }, '80100000 01 00 00'],
    [{ type: 'pressKey', key: 'back', holdMs: 1000 }, '80100000 05 0A 000003E8 00'],
    [{ type: 'pressKey', key: 'ok', holdMs: null }, '80100000 01 0B 00'],
    [{ type: 'pressKey', key: 'power', holdMs: 0 }, '80100000 05 0C 00000000 00'],
    [{ type: 'typeDigits', digits: '1234' }, '80120000 04 31323334 00'],
    [{ type: 'readDisplay' }, '80140000 00'],
    [{ type: 'advance', ms: 30_000 }, '80160000 04 00007530 00'],
    [{ type: 'cutPower' }, '80180000 00'],
    [{ type: 'status' }, '801A0000 00'],
    [{ type: 'setBattery', percent: 0 }, '801C0000 01 00 00'],
    [{ type: 'setBattery', percent: 100 }, '801C0000 01 64 00'],
    [{ type: 'setBattery', percent: null }, '801C0000 01 FF 00'],
    [{ type: 'flashGeometry' }, '80200000 00'],
    [{ type: 'readFlash', offset: 1024, length: 256 }, '80220000 06 00000400 0100 00'],
    [{ type: 'readFlash', offset: 0, length: 4096 }, '80220000 00 0006 00000000 1000 1000'],
    [{ type: 'writeFlash', offset: 16, bytes: bytesOf('A5') }, '80240000 05 00000010 A5 00'],
    [{ type: 'injectFault', name: 'stuck-key' }, '80260000 09 737475636B2D6B6579 00'],
    [{ type: 'typeDigits', digits: '1'.repeat(64) }, `80120000 40 ${'31'.repeat(64)} 00`],
    [{ type: 'injectFault', name: 'a'.repeat(64) }, `80260000 40 ${'61'.repeat(64)} 00`],
    [
      { type: 'writeFlash', offset: 0, bytes: new Uint8Array(4096) },
      `80240000 00 1004 00000000 ${'00'.repeat(4096)} 0100`,
    ],
  ])('%j', (command, bytes) => {
    expect(hexOf(encodeBenchCommand(command))).toBe(bytes.replaceAll(' ', ''));
    expect(decode(bytesOf(bytes))).toEqual(command);
  });

  it.each([
    ['another class', '00140000 00', 0x6e00],
    ['an unknown instruction', '80110000 00', 0x6d00],
    ['parameters', '80140001 00', 0x6a86],
    ['no key', '80100000 00', 0x6a80],
    ['a key that is not there', '80100000 01 0D', 0x6a80],
    ['half a time', '80100000 03 00 0001', 0x6a80],
    ['letters to type', '80120000 02 3141', 0x6a80],
    ['nothing to type', '80120000 00', 0x6a80],
    ['65 digits', `80120000 41 ${'31'.repeat(65)}`, 0x6a80],
    ['data for the display', '80140000 01 00', 0x6a80],
    ['half a time to pass', '80160000 02 0001', 0x6a80],
    ['101 per cent', '801C0000 01 65', 0x6a80],
    ['no percentage', '801C0000 00', 0x6a80],
    ['two percentages', '801C0000 02 0101', 0x6a80],
    ['no bytes to read', '80220000 06 00000000 0000', 0x6a80],
    ['too many bytes to read', '80220000 06 00000000 1001', 0x6a80],
    ['no bytes to write', '80240000 04 00000000', 0x6a80],
    ['too many bytes to write', `80240000 00 1005 00000000 ${'00'.repeat(4097)}`, 0x6a80],
    ['a digit behind a letter to type', '80120000 02 4131', 0x6a80],
    ['data for the cut', '80180000 01 00', 0x6a80],
    ['data for the status', '801A0000 01 00', 0x6a80],
    ['data for the geometry', '80200000 01 00', 0x6a80],
    ['seven bytes that say what to read', '80220000 07 00000000000100', 0x6a80],
    ['P1', '80140100 00', 0x6a86],
    ['a fault of 65 characters', `80260000 41 ${'61'.repeat(65)}`, 0x6a80],
    ['a fault without a name', '80260000 00', 0x6a80],
    ['a fault with a blank', '80260000 03 612062', 0x6a80],
  ])('is refused with %s', (_, bytes, statusWord) => {
    expect(decode(bytesOf(bytes))).toBe(statusWord);
  });

  it('has a byte for each key', () => {
    expect(BENCH_KEYS).toHaveLength(13);
    for (const key of BENCH_KEYS)
      expect(decode(encodeBenchCommand({ type: 'pressKey', key, holdMs: 7 }))).toEqual({
        type: 'pressKey',
        key,
        holdMs: 7,
      });
  });
});

describe('the answers', () => {
  it('hold the display', () => {
    const frame = {
      number: 3,
      atMs: 1_767_225_600_000,
      segmentCount: 14,
      cells: [0x7fff, 0x3f],
      text: '\u25880',
    } as const;
    const bytes = '00000003 0000019B76DAA800 0E 02 7FFF 003F FF 30';
    expect(hexOf(encodeBenchFrame(frame))).toBe(bytes.replaceAll(' ', ''));
    expect(decodeBenchFrame(bytesOf(bytes))).toEqual(frame);
  });

  it('hold the status', () => {
    const status = {
      atMs: 1000,
      lifeCycle: 'locked',
      triesLeft: 0,
      counter: 2n ** 63n,
      activations: 7000,
      batteryPercent: 42,
      state: 'enterPin',
    } as const;
    const bytes = '00000000000003E8 04 00 8000000000000000 00001B58 2A 656E74657250696E';
    expect(hexOf(encodeBenchStatus(status))).toBe(bytes.replaceAll(' ', ''));
    expect(decodeBenchStatus(bytesOf(bytes))).toEqual(status);
    const soft = { ...status, triesLeft: null };
    expect(decodeBenchStatus(encodeBenchStatus(soft))).toEqual(soft);
    const fine = { ...status, atMs: 1000.7, batteryPercent: 42.9 };
    expect(decodeBenchStatus(encodeBenchStatus(fine))).toEqual(status);
  });

  it('hold the geometry', () => {
    const geometry = { pageBytes: 1024, pageCount: 2 };
    expect(hexOf(encodeFlashGeometry(geometry))).toBe('000004000002');
    expect(decodeFlashGeometry(bytesOf('000004000002'))).toEqual(geometry);
  });

  it('are read from any bytes without an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const frame = decodeBenchFrame(bytes);
        if (frame !== null) expect(hexOf(encodeBenchFrame(frame)).slice(24)).toBe(hexOf(bytes).slice(24));
        const status = decodeBenchStatus(bytes);
        if (status !== null) expect(status.batteryPercent).toBe(bytes[22]);
        expect(decodeFlashGeometry(bytes) === null).toBe(bytes.length !== 6);
      }),
    );
  });
});
