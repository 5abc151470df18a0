/**
 * The answer to reset: its bytes by hand, and the reader of ATRs on those of cards that exist.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atr, parseAtr } from '../../firmware/card/atr.js';
import { bytesOf, CardOnWire, hexOf } from './card-on-wire.js';

const TEST_DEVICE = Buffer.from('test device').toString('hex').toUpperCase();

describe('the ATR of the twin', () => {
  it('is T=1 with LRC and says that it is a test device', () => {
    expect(hexOf(atr({ checksum: 'lrc' }))).toBe(`3B8D8131FE45805B${TEST_DEVICE}73`);
  });

  it('has TC3 for the CRC', () => {
    expect(hexOf(atr({ checksum: 'crc' }))).toBe(`3B8D8171FE4501805B${TEST_DEVICE}32`);
  });

  it.each(['lrc', 'crc'] as const)(
    'is given at each power-on, whatever becomes of the bytes (%s)',
    (checksum) => {
      const { card } = new CardOnWire({ wire: { checksum } });
      card.powerOn().fill(0);
      expect(card.powerOn()).toEqual(atr({ checksum }));
    },
  );

  it.each(['lrc', 'crc'] as const)('is read back (%s)', (checksum) => {
    const read = parseAtr(atr({ checksum }));
    expect(read).toMatchObject({ offersT1: true, informationFieldBytes: 254, checksum, bwi: 4, cwi: 5 });
    expect(Buffer.from(read?.historicalBytes ?? []).toString('latin1')).toContain('test device');
  });
});

describe('an ATR', () => {
  it.each([
    // An OpenPGP card: TA1, TC1, then T=1 with IFSC FE and TB3 75, and T=15 at the end.
    [
      '3BDA18FF81B1FE751F030031C573C001400090000C',
      { offersT1: true, informationFieldBytes: 0xfe, bwi: 7, cwi: 5 },
    ],
    // A YubiKey: T=1 with IFSC FE.
    [
      '3BFD1300008131FE158073C021C057597562694B657940',
      { offersT1: true, informationFieldBytes: 0xfe, bwi: 1, cwi: 5 },
    ],
    // T=0 only: no TCK.
    ['3B021450', { offersT1: false, informationFieldBytes: 32, checksum: 'lrc', bwi: 4, cwi: 13 }],
    // T=1 without any bytes of its own.
    ['3B800181', { offersT1: true, informationFieldBytes: 32, checksum: 'lrc', bwi: 4, cwi: 13 }],
    // The same with a wrong TCK, a wrong TS, historical bytes cut off, and a reserved IFSC.
    ['3B800101', null],
    ['3A800181', null],
    ['3B3F9500806CAA0A', null],
    ['3B808111FFEF', null],
  ])('%s', (bytes, expected) => {
    if (expected === null) expect(parseAtr(bytesOf(bytes))).toBeNull();
    else expect(parseAtr(bytesOf(bytes))).toMatchObject(expected);
  });

  /** With the check byte that ISO/IEC 7816-3 section 8.2.5 asks for: all from T0 on make 00 by XOR. */
  const checked = (text: string) => {
    const bytes = bytesOf(text);
    return Uint8Array.of(
      ...bytes,
      bytes.slice(1).reduce((sum, byte) => sum ^ byte, 0),
    );
  };

  it.each([
    ['T=0 first, then T=1', '3B80 80 01', { offersT1: true, informationFieldBytes: 32 }],
    ['TA2 is not IFSC', '3B80 91 10 31 40 45', { informationFieldBytes: 0x40, bwi: 4, cwi: 5 }],
    ['bytes of T=15 are not of T=1', '3B80 81 1F 10', { offersT1: true, informationFieldBytes: 32 }],
    ['IFSC in a later group', '3B80 81 A1 45 11 50', { informationFieldBytes: 0x50, bwi: 4, cwi: 5 }],
    ['the longest waiting time', '3B80 81 21 9F', { bwi: 9, cwi: 15 }],
    ['inverse convention', '3F80 01', { offersT1: true }],
    [
      '33 bytes',
      `3BFF 110000 F1 100000 F1 FE4500 71 FE4500 ${'AA'.repeat(15)}`,
      { offersT1: true, informationFieldBytes: 254, historicalBytes: new Uint8Array(15).fill(0xaa) },
    ],
  ])('is read with %s', (_, text, expected) => {
    expect(parseAtr(checked(text))).toMatchObject(expected);
    expect(parseAtr(bytesOf(text))).toBeNull();
  });

  it.each([
    ['no information field', '3B80 81 11 00'],
    ['a waiting time that there is not', '3B80 81 21 A5'],
    ['34 bytes', `3BFF 110000 F1 100000 F1 FE4500 F1 FE4500 01 ${'AA'.repeat(15)}`],
  ])('is none with %s', (_, text) => {
    expect(parseAtr(checked(text))).toBeNull();
  });

  it.each(['', '3B', '3B80', '3B8081', '3B10'])('is none when it is cut off: %s', (text) => {
    expect(parseAtr(bytesOf(text))).toBeNull();
  });

  it('of T=0 alone has no check byte, also when TD1 names it', () => {
    expect(parseAtr(bytesOf('3B8000'))).toMatchObject({ offersT1: false });
    expect(parseAtr(checked('3B8000'))).toBeNull();
  });

  it('of T=0 alone has its historical bytes', () => {
    expect(hexOf(parseAtr(bytesOf('3B021450'))?.historicalBytes ?? Uint8Array.of())).toBe('1450');
  });

  it('with any one byte wrong, missing or too many is refused or read without harm', () => {
    const good = atr({ checksum: 'crc' });
    for (let index = 0; index < good.length; index += 1) {
      const wrong = good.slice();
      wrong[index] = (wrong[index] as number) ^ 0x01;
      expect(parseAtr(wrong)).toBeNull();
      expect(parseAtr(good.slice(0, index))).toBeNull();
    }
    expect(parseAtr(Uint8Array.of(...good, 0))).toBeNull();
  });

  it('is read from any bytes without an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const read = parseAtr(Uint8Array.of(0x3b, ...bytes));
        if (read !== null) expect(read.informationFieldBytes).toBeGreaterThan(0);
      }),
    );
  });
});
