/**
 * The answer to reset: its bytes by hand, and the reader of ATRs on those of cards that exist.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atr, parseAtr } from '../../firmware/card/atr.js';
import { bytesOf, hexOf } from './card-on-wire.js';

const TEST_DEVICE = Buffer.from('test device').toString('hex').toUpperCase();

describe('the ATR of the twin', () => {
  it('is T=1 with LRC and says that it is a test device', () => {
    expect(hexOf(atr({ checksum: 'lrc' }))).toBe(`3B8D8131FE45805B${TEST_DEVICE}73`);
  });

  it('has TC3 for the CRC', () => {
    expect(hexOf(atr({ checksum: 'crc' }))).toBe(`3B8D8171FE4501805B${TEST_DEVICE}32`);
  });

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
