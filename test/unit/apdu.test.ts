/**
 * APDUs as bytes: the seven cases of ISO/IEC 7816-4 by hand, what is no case of them, and the way back.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeCommand,
  decodeResponse,
  encodeCommand,
  encodeResponse,
  MAXIMUM_COMMAND_BYTES,
} from '../../firmware/card/apdu.js';
import { bytesOf, hexOf } from './card-on-wire.js';

const HEADER = { cla: 0x00, ins: 0x88, p1: 0x01, p2: 0x02 };

describe('a command APDU', () => {
  it.each([
    ['case 1', '00880102', '', 0],
    ['case 2 short', '0088010205', '', 5],
    ['case 2 short, Le 00', '0088010200', '', 256],
    ['case 3 short', '0088010203 AABBCC', 'AABBCC', 0],
    ['case 4 short', '0088010203 AABBCC 10', 'AABBCC', 16],
    ['case 4 short, Le 00', '0088010203 AABBCC 00', 'AABBCC', 256],
    ['case 2 extended', '00880102 00 0123', '', 0x123],
    ['case 2 extended, Le 0000', '00880102 00 0000', '', 65_536],
    ['case 3 extended', '00880102 00 0002 AABB', 'AABB', 0],
    ['case 4 extended', '00880102 00 0002 AABB 0200', 'AABB', 512],
    ['case 4 extended, Le 0000', '00880102 00 0002 AABB 0000', 'AABB', 65_536],
  ])('%s', (_, bytes, data, expectedLength) => {
    const command = decodeCommand(bytesOf(bytes));
    expect(command).toMatchObject({ ...HEADER, expectedLength });
    expect(hexOf(command?.data ?? Uint8Array.of(1))).toBe(data);
  });

  it('is short as long as data and Le fit, and never longer than the longest', () => {
    const of = (length: number, expectedLength: number) =>
      encodeCommand({ ...HEADER, data: new Uint8Array(length), expectedLength });
    expect(hexOf(of(255, 256)).slice(0, 10)).toBe('00880102FF');
    expect(of(255, 256)).toHaveLength(261);
    expect(hexOf(of(256, 0)).slice(0, 14)).toBe('00880102000100');
    expect(hexOf(of(1, 257))).toBe('00880102000001000101');
    expect(of(65_535, 65_536)).toHaveLength(MAXIMUM_COMMAND_BYTES);
  });

  it.each([
    ['nothing', ''],
    ['a header cut off', '008801'],
    ['data cut off', '0088010203 AABB'],
    ['two bytes too many', '0088010203 AABBCC 0000'],
    ['half an extended length', '00880102 0001'],
    ['an extended Lc of zero', '00880102 00 0000 AABB'],
    ['extended data cut off', '00880102 00 0003 AABB'],
    ['half an extended Le', '00880102 00 0002 AABB 00'],
    ['extended, three bytes too many', '00880102 00 0002 AABB 000000'],
  ])('is none with %s', (_, bytes) => {
    expect(decodeCommand(bytesOf(bytes))).toBeNull();
  });

  it.each([
    [{ data: '', expectedLength: 0 }, '00880102'],
    [{ data: '', expectedLength: 256 }, '0088010200'],
    [{ data: '', expectedLength: 257 }, '00880102000101'],
    [{ data: 'AABB', expectedLength: 0 }, '0088010202AABB'],
    [{ data: 'AABB', expectedLength: 256 }, '0088010202AABB00'],
    [{ data: 'AABB', expectedLength: 65_536 }, '00880102000002AABB0000'],
  ])('is written as short as it can be: %j', ({ data, expectedLength }, bytes) => {
    expect(hexOf(encodeCommand({ ...HEADER, data: bytesOf(data), expectedLength }))).toBe(bytes);
  });

  it('comes back as it was', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const lengths = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(65_534, 65_535, 65_536));
    fc.assert(
      fc.property(
        byte,
        byte,
        byte,
        byte,
        lengths,
        lengths,
        (cla, ins, p1, p2, dataLength, expectedLength) => {
          const data = new Uint8Array(Math.min(dataLength, 65_535)).fill(0x5a);
          const command = { cla, ins, p1, p2, data, expectedLength };
          const decoded = decodeCommand(encodeCommand(command));
          expect({ ...decoded, data: decoded?.data.length }).toEqual({ ...command, data: data.length });
          expect(decoded?.data.every((value) => value === 0x5a)).toBe(true);
        },
      ),
    );
  });

  it('is read from any bytes without an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const command = decodeCommand(bytes);
        if (command === null) return;
        const again = decodeCommand(encodeCommand(command));
        expect(again).toEqual({ ...command, data: Uint8Array.from(command.data) });
      }),
    );
  });
});

describe('a response APDU', () => {
  it('is data and a status word', () => {
    expect(hexOf(encodeResponse({ data: bytesOf('0102'), statusWord: 0x63c4 }))).toBe('010263C4');
    expect(decodeResponse(bytesOf('010263C4'))).toEqual({ data: bytesOf('0102'), statusWord: 0x63c4 });
    expect(decodeResponse(bytesOf('9000'))).toEqual({ data: bytesOf(''), statusWord: 0x9000 });
  });

  it('has at least two bytes', () => {
    expect(decodeResponse(bytesOf('90'))).toBeNull();
    expect(decodeResponse(bytesOf(''))).toBeNull();
  });
});
