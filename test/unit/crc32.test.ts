/** The CRC of records and token files against the one of zlib. */
import { crc32 as crcOfZlib } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32 } from '../../firmware/storage/crc32.js';

it('has the published check value of CRC-32/ISO-HDLC', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array())).toBe(0);
});

it('is that of zlib for every byte, and for bytes at random from any place to any other', () => {
  for (let byte = 0; byte < 256; byte += 1)
    expect(crc32(Uint8Array.of(byte))).toBe(crcOfZlib(Uint8Array.of(byte)));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(300), (bytes, from, to) => {
      const [start, end] = [Math.min(from, to, bytes.length), Math.min(Math.max(from, to), bytes.length)];
      expect(crc32(bytes, start, end)).toBe(crcOfZlib(bytes.subarray(start, end)));
    }),
    { seed: 32 },
  );
});
