/** The LRC and the CRC of T=1 blocks, against published values and long division. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksumOf, crc16, lrc } from '../../firmware/link/checksum.js';

const CHECK = new TextEncoder().encode('123456789');

/** The remainder of the message, bit by bit, with the register as a list of bits: no table, no masks. */
function longDivision(bytes: Uint8Array): number {
  const register = new Array<number>(16).fill(1);
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = (register.shift() as number) ^ ((byte >> bit) & 1);
      register.push(carry);
      // x^12 and x^5 beside x^0, which the push has set.
      register[15 - 5] = (register[15 - 5] as number) ^ carry;
      register[15 - 12] = (register[15 - 12] as number) ^ carry;
    }
  }
  return register.reduce((code, bit, index) => code | (bit << index), 0);
}

describe('the CRC of T=1', () => {
  it('has the published check values: CRC-16/MCRF4XX, which is CRC-16/X-25 without its last complement', () => {
    expect(crc16(CHECK)).toBe(0x6f91);
    expect(crc16(CHECK) ^ 0xffff).toBe(0x906e);
    expect(crc16(new Uint8Array(0))).toBe(0xffff);
  });

  it('goes on the line with its high byte first, as libccid does', () => {
    expect([...checksumOf('crc', CHECK)]).toEqual([0x6f, 0x91]);
  });

  it('agrees with long division', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(crc16(bytes)).toBe(longDivision(bytes));
      }),
    );
  });

  it('finds every damage within two neighbouring bytes of a block but one, which the byte order lets pass', () => {
    const block = new Uint8Array(40).map((_, index) => (index * 37) & 0xff);
    block.set(checksumOf('crc', block.subarray(0, 38)), 38);
    const isWhole = (bytes: Uint8Array) =>
      [...checksumOf('crc', bytes.subarray(0, 38))].every((byte, index) => byte === bytes[38 + index]);
    expect(isWhole(block)).toBe(true);
    const missed: string[] = [];
    for (let position = 0; position < 39; position += 1) {
      for (let damage = 1; damage <= 0xffff; damage += position === 37 ? 1 : 97) {
        const damaged = block.slice();
        damaged[position] = (damaged[position] as number) ^ (damage >> 8);
        damaged[position + 1] = (damaged[position + 1] as number) ^ (damage & 0xff);
        if (isWhole(damaged)) missed.push(`${damage.toString(16)} at ${position}`);
      }
    }
    expect(missed).toEqual(['9185 at 37']);
  });
});

describe('the LRC of T=1', () => {
  it('is the XOR of all bytes', () => {
    expect(lrc(CHECK)).toBe(0x31);
    expect(lrc(Uint8Array.of(0x00, 0xc1, 0x01, 0xfe))).toBe(0x3e);
    expect(lrc(new Uint8Array(0))).toBe(0);
    expect([...checksumOf('lrc', CHECK)]).toEqual([0x31]);
  });

  it('finds every damage to one byte, and misses the same damage to two', () => {
    const damaged = (...positions: number[]) =>
      CHECK.map((byte, index) => (positions.includes(index) ? byte ^ 0x10 : byte));
    for (let position = 0; position < CHECK.length; position += 1)
      expect(lrc(damaged(position))).not.toBe(0x31);
    expect(lrc(damaged(2, 5))).toBe(0x31);
  });
});
