/** Blocks of T=1 in bytes and back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Checksum } from '../../firmware/link/checksum.js';
import { type Block, decodeBlock, encodeBlock } from '../../firmware/link/t1/block.js';
import { bytesToHex, hexBytes } from '../../firmware/oath/bytes.js';

const NOTHING = new Uint8Array(0);
const ONE = Uint8Array.of(0x20);

/** Bytes with the right LRC behind them. */
function withLrc(hex: string): Uint8Array {
  const bytes = hexBytes(hex, 'block');
  return Uint8Array.of(
    ...bytes,
    bytes.reduce((code, byte) => code ^ byte, 0),
  );
}

function fault(bytes: Uint8Array, checksum: Checksum = 'lrc'): string {
  const decoded = decodeBlock(bytes, checksum);
  return decoded.ok ? 'none' : decoded.fault;
}

it('a block of which one byte of the CRC is wrong is damaged, whichever it is', () => {
  const good = encodeBlock({ kind: 'R', nad: 0, expected: 0, error: 'none' }, 'crc');
  for (const index of [3, 4]) {
    const wrong = good.slice();
    wrong[index] = (wrong[index] as number) ^ 1;
    expect(fault(wrong, 'crc')).toBe('checksum');
  }
});

/** Control bytes of ISO/IEC 7816-3, tables 16 to 18. */
const KNOWN: readonly (readonly [string, Block])[] = [
  ['00000120', { kind: 'I', nad: 0, sequence: 0, more: false, information: ONE }],
  ['00200120', { kind: 'I', nad: 0, sequence: 0, more: true, information: ONE }],
  ['00400120', { kind: 'I', nad: 0, sequence: 1, more: false, information: ONE }],
  ['12600120', { kind: 'I', nad: 0x12, sequence: 1, more: true, information: ONE }],
  ['004000', { kind: 'I', nad: 0, sequence: 1, more: false, information: NOTHING }],
  ['008000', { kind: 'R', nad: 0, expected: 0, error: 'none' }],
  ['009000', { kind: 'R', nad: 0, expected: 1, error: 'none' }],
  ['008100', { kind: 'R', nad: 0, expected: 0, error: 'checksum' }],
  ['219200', { kind: 'R', nad: 0x21, expected: 1, error: 'other' }],
  ['00C000', { kind: 'S', nad: 0, request: 'resynch', response: false, information: NOTHING }],
  ['00E000', { kind: 'S', nad: 0, request: 'resynch', response: true, information: NOTHING }],
  ['00C10120', { kind: 'S', nad: 0, request: 'ifs', response: false, information: ONE }],
  ['00E10120', { kind: 'S', nad: 0, request: 'ifs', response: true, information: ONE }],
  ['00C200', { kind: 'S', nad: 0, request: 'abort', response: false, information: NOTHING }],
  ['00E200', { kind: 'S', nad: 0, request: 'abort', response: true, information: NOTHING }],
  ['00C30120', { kind: 'S', nad: 0, request: 'wtx', response: false, information: ONE }],
  ['00E30120', { kind: 'S', nad: 0, request: 'wtx', response: true, information: ONE }],
];

describe('a T=1 block', () => {
  it.each(KNOWN)('%s is written and read', (hex, block) => {
    expect(bytesToHex(encodeBlock(block, 'lrc'))).toBe(bytesToHex(withLrc(hex)));
    expect(decodeBlock(withLrc(hex), 'lrc')).toEqual({ ok: true, block });
    expect(decodeBlock(encodeBlock(block, 'crc'), 'crc')).toEqual({ ok: true, block });
  });

  it('carries 254 bytes and no more', () => {
    const block = (length: number): Block => ({
      kind: 'I',
      nad: 0,
      sequence: 0,
      more: false,
      information: new Uint8Array(length),
    });
    expect(encodeBlock(block(254), 'lrc')).toHaveLength(258);
    expect(encodeBlock(block(254), 'crc')).toHaveLength(259);
    expect(() => encodeBlock(block(255), 'lrc')).toThrow('254');
    expect(fault(withLrc(`0000FF${'00'.repeat(255)}`))).toBe('control');
  });

  it('knows no control byte but those of the standard', () => {
    const known = new Set(KNOWN.map(([hex]) => Number.parseInt(hex.slice(2, 4), 16)));
    for (const control of [0x82, 0x91]) known.add(control);
    for (let control = 0; control <= 0xff; control += 1) {
      const hex = control.toString(16).padStart(2, '0');
      const faults = new Set([`00${hex}00`, `00${hex}0120`].map((bytes) => fault(withLrc(bytes))));
      expect([hex, faults.has('none')]).toEqual([hex, known.has(control)]);
      if (!known.has(control)) expect([...faults]).toEqual(['control']);
    }
  });

  it('of kind R or S has its own length', () => {
    const wrong = ['00800120', '00C00120', '00C100', '00E1022020', '00C20120', '00E300'];
    expect(wrong.map((hex) => fault(withLrc(hex)))).toEqual(wrong.map(() => 'control'));
  });

  it('is refused when truncated, too long or damaged, with what is wrong first', () => {
    const whole = withLrc('000003A0A1A2');
    for (let length = 0; length < whole.length; length += 1)
      expect(fault(whole.subarray(0, length))).toBe('length');
    expect(fault(Uint8Array.of(...whole, 0))).toBe('length');
    expect(fault(whole, 'crc')).toBe('length');
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const damaged = whole.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(fault(damaged)).toBe(bit >> 3 === 2 ? 'length' : 'checksum');
    }
  });

  it('that can be read is written again as it was, and keeps nothing of the bytes it came in', () => {
    const checksums = fc.constantFrom<Checksum>('lrc', 'crc');
    const information = fc.uint8Array({ maxLength: 3 });
    fc.assert(
      fc.property(checksums, fc.nat(255), fc.nat(255), information, (checksum, nad, control, piece) => {
        const shell: Block = { kind: 'I', nad, sequence: 0, more: false, information: piece };
        const lrcBytes = encodeBlock(shell, 'lrc');
        const bytes = withLrc(
          bytesToHex(lrcBytes.slice(0, -1).map((byte, at) => (at === 1 ? control : byte))),
        );
        const decoded = decodeBlock(bytes, 'lrc');
        if (!decoded.ok) return;
        const copy = bytes.slice();
        bytes.fill(0xff);
        expect(encodeBlock(decoded.block, 'lrc')).toEqual(copy);
        expect(decodeBlock(encodeBlock(decoded.block, checksum), checksum)).toEqual(decoded);
      }),
    );
  });
});
