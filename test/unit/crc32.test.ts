/** The CRC of the records on flash against its published check value and Node's own. */
import { crc32 as nodeCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32 } from '../../firmware/storage/crc32.js';

it('has the check value of CRC-32/ISO-HDLC', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array())).toBe(0);
});

it('agrees with zlib for any part of any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(300), (bytes, from, length) => {
      expect(crc32(bytes)).toBe(nodeCrc32(bytes));
      const start = Math.min(from, bytes.length);
      const end = Math.min(start + length, bytes.length);
      expect(crc32(bytes, start, end)).toBe(nodeCrc32(bytes.subarray(start, end)));
    }),
  );
});
