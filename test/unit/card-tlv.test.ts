/** Data objects: the length field in its shortest form at every border of ISO/IEC 7816-4, section 5.2.2.2. */
import { describe, expect, it } from 'vitest';
import { dataObject } from '../../firmware/card/tlv.js';
import { hexOf } from './card-on-wire.js';

describe('a data object', () => {
  it.each([
    [0, '5300'],
    [1, '5301'],
    [0x7f, '537F'],
    [0x80, '538180'],
    [0xff, '5381FF'],
    [0x100, '53820100'],
    [0xffff, '5382FFFF'],
  ])('of %d bytes has the shortest length field', (length, head) => {
    const value = new Uint8Array(length).fill(0xab);
    expect(hexOf(dataObject(0x53, value))).toBe(head + 'AB'.repeat(length));
  });

  it('has its value in parts', () => {
    expect(hexOf(dataObject(0x6f, Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2, 3)))).toBe(
      '6F03010203',
    );
  });
});
