/** The frames of vpcd: written bytes, and any cutting of any stream. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeVpcdFrame, type VpcdMessage, VpcdReader } from '../../emulator/lines/vpcd-frames.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

function plain(message: VpcdMessage): unknown {
  return message.type === 'command' ? Buffer.from(message.apdu).toString('hex') : message.type;
}

describe('frames of vpcd', () => {
  it('are controls of one byte and commands of more', () => {
    const stream = hex('0001 00  0001 01  0001 02  0001 04  0005 00A4040000  0000  0001 03  0002 0001');
    expect(new VpcdReader().read(stream).map(plain)).toEqual([
      ...['powerOff', 'powerOn', 'reset', 'atr', '00a4040000', 'unknown', 'unknown', '0001'],
    ]);
  });

  it('carry an answer behind its length, most significant byte first', () => {
    expect(encodeVpcdFrame(hex('9000'))).toEqual(hex('0002 9000'));
    expect(encodeVpcdFrame(new Uint8Array())).toEqual(hex('0000'));
    expect(encodeVpcdFrame(new Uint8Array(258)).subarray(0, 3)).toEqual(hex('0102 00'));
    expect(encodeVpcdFrame(new Uint8Array(65_535)).subarray(0, 2)).toEqual(hex('FFFF'));
    expect(() => encodeVpcdFrame(new Uint8Array(65_536))).toThrow('invariant');
  });

  it('are the same wherever the stream is cut', () => {
    const payloads = fc.array(fc.uint8Array({ minLength: 2, maxLength: 400 }), { maxLength: 8 });
    const cuts = fc.array(fc.nat(600), { maxLength: 30 });
    fc.assert(
      fc.property(payloads, cuts, (sent, lengths) => {
        const stream = Buffer.concat(
          sent.map((payload) =>
            Buffer.concat([Buffer.of(payload.length >> 8, payload.length & 255), payload]),
          ),
        );
        const reader = new VpcdReader();
        const got: VpcdMessage[] = [];
        let start = 0;
        for (const length of [...lengths, stream.length]) {
          got.push(...reader.read(stream.subarray(start, start + length)));
          start += length;
        }
        expect(got.map(plain)).toEqual(sent.map((payload) => Buffer.from(payload).toString('hex')));
      }),
    );
  });

  it('of the greatest length come through byte by byte', () => {
    const stream = encodeVpcdFrame(new Uint8Array(3_000).fill(7));
    const reader = new VpcdReader();
    const messages = [...stream].flatMap((byte) => reader.read(Uint8Array.of(byte)));
    expect(messages).toEqual([{ type: 'command', apdu: new Uint8Array(3_000).fill(7) }]);
    expect(new VpcdReader().read(encodeVpcdFrame(new Uint8Array(65_535)))).toHaveLength(1);
  });
});
