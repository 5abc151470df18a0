/** Byte strings compared and put together, against Node's own. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { joinBytes, sameBytes } from '../../firmware/bytes.js';

const bytes = fc.uint8Array({ maxLength: 8 });

it('compares as Buffer does', () => {
  const pairs = fc.oneof(
    fc.tuple(bytes, bytes),
    bytes.map((one) => [one, one.slice()] as const),
    bytes.map((one) => [one, Uint8Array.of(...one, 0)] as const),
  );
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      expect(sameBytes(one, other)).toBe(Buffer.compare(one, other) === 0);
    }),
  );
});

it('joins as Buffer does, into an array of its own', () => {
  fc.assert(
    fc.property(fc.array(bytes), (parts) => {
      const joined = joinBytes(...parts);
      expect([...joined]).toEqual([...Buffer.concat(parts)]);
      for (const part of parts) expect(joined.buffer).not.toBe(part.buffer);
    }),
  );
});
