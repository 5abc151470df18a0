/**
 * The serial frame: bytes known from libccid's source, damage of every kind, any chunking.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeFrame,
  encodeNotice,
  encodeTimeRequest,
  FrameDecoder,
  type FrameEvent,
  NAK_FRAME,
} from '../../firmware/link/serial/frame.js';
import { frame, hex, toHex } from './reader-with-fake-card.js';

/** GetSlotStatus, bSeq 02, as libccid 1.5.2 sent it. */
const STATUS = '65 00000000 00 02 000000';
const STATUS_FRAME = '0306650000000000020000 00 62';

function read(text: string, end: 'host' | 'reader' = 'reader'): string[] {
  return new FrameDecoder({ end }).push(hex(text)).map(told);
}

function told(event: FrameEvent): string {
  switch (event.type) {
    case 'message':
      return toHex(event.message);
    case 'negativeAcknowledge':
      return 'NAK';
    case 'notice':
      return `slot ${event.slot} ${event.present ? 'in' : 'out'}`;
    case 'timeRequest':
      return `time ${event.multiplier}`;
    case 'damaged':
      return event.reason;
  }
}

const message = fc
  .uint8Array({ minLength: 10, maxLength: 271, size: 'max' })
  .map((bytes) =>
    Uint8Array.of(
      bytes[0] ?? 0,
      (bytes.length - 10) & 0xff,
      (bytes.length - 10) >> 8,
      0,
      0,
      ...bytes.subarray(5),
    ),
  );

describe('encoding', () => {
  it('a frame is SYNC, ACK, the message and the XOR of all before', () => {
    expect(toHex(encodeFrame(hex(STATUS)))).toBe(toHex(hex(STATUS_FRAME)));
    fc.assert(fc.property(message, (bytes) => toHex(encodeFrame(bytes)) === frame(toHex(bytes))));
  });

  it('a request for time may be for none at all', () => {
    expect(read('80 81 FF', 'host')).toEqual(['time 0', 'time 1', 'time 127']);
  });

  it('the signals are those of libccid', () => {
    expect(toHex(NAK_FRAME)).toBe('031516');
    expect(toHex(encodeNotice([{ present: false, moved: true }]))).toBe('5002');
    expect(toHex(encodeNotice([{ present: true, moved: true }]))).toBe('5003');
    expect(encodeTimeRequest(1)[0]).toBeGreaterThanOrEqual(0x80);
  });

  it('a message that is too long is a fault of the program', () => {
    expect(() => encodeFrame(new Uint8Array(272))).toThrow('10 to 271 bytes');
  });
});

describe('decoding at the end of the reader', () => {
  it('takes messages and NAKs', () => {
    expect(read(`${STATUS_FRAME} 03 15 16 ${STATUS_FRAME}`)).toEqual([
      toHex(hex(STATUS)),
      'NAK',
      toHex(hex(STATUS)),
    ]);
  });

  it('takes the longest message and refuses a longer one before it comes', () => {
    const longest = `6F 05010000 00 00 000000 ${'A5'.repeat(261)}`;
    expect(read(frame(longest))).toEqual([toHex(hex(longest))]);
    expect(read('03 06 6F 06010000')).toEqual(['length']);
    expect(read('03 06 6F FFFFFFFF')).toEqual(['length']);
  });

  it('finds every damage to one byte', () => {
    const whole = hex(STATUS_FRAME);
    for (let index = 0; index < whole.length; index += 1) {
      for (let change = 1; change < 256; change += 1) {
        const damaged = whole.slice();
        damaged[index] = (damaged[index] ?? 0) ^ change;
        expect(read(toHex(damaged))).not.toContain(toHex(hex(STATUS)));
      }
    }
  });

  it('reports rubbish before a SYNC once and takes what follows', () => {
    expect(read(`11 22 33 44 ${STATUS_FRAME}`)).toEqual(['sync', toHex(hex(STATUS))]);
    expect(read(`11 ${STATUS_FRAME} 22 33`)).toEqual(['sync', toHex(hex(STATUS)), 'sync']);
  });

  it('a byte that breaks a frame may begin the next', () => {
    expect(read(`03 ${STATUS_FRAME}`)).toEqual(['sync', toHex(hex(STATUS))]);
    expect(read(`03 15 ${STATUS_FRAME}`)).toEqual(['sync', toHex(hex(STATUS))]);
  });

  it('goes on after a refused length and a wrong checksum without a second report', () => {
    expect(read(`03 06 6F FFFF0000 11 22 33 ${STATUS_FRAME}`)).toEqual(['length', toHex(hex(STATUS))]);
    expect(read(`03 06 65 00000000 00 02 000000 63 44 55 ${STATUS_FRAME}`)).toEqual([
      'checksum',
      toHex(hex(STATUS)),
    ]);
  });

  it('knows no signals for the host', () => {
    expect(read('50 02')).toEqual(['sync']);
    expect(read('81')).toEqual(['sync']);
  });

  it('a half frame is truncated when the line is quiet', () => {
    const decoder = new FrameDecoder({ end: 'reader' });
    expect(decoder.push(hex('03 06 65 00'))).toEqual([]);
    expect(decoder.isHalfway).toBe(true);
    expect(decoder.abandon().map(told)).toEqual(['truncated']);
    expect(decoder.isHalfway).toBe(false);
    expect(decoder.abandon()).toEqual([]);
    expect(decoder.push(hex(STATUS_FRAME)).map(told)).toEqual([toHex(hex(STATUS))]);
  });
});

describe('decoding at the end of the host', () => {
  it('takes notices and time requests between frames', () => {
    expect(read(`${STATUS_FRAME} 50 02 50 03 81 FF ${STATUS_FRAME}`, 'host')).toEqual([
      ...[toHex(hex(STATUS)), 'slot 0 out', 'slot 0 in', 'time 1', 'time 127', toHex(hex(STATUS))],
    ]);
  });

  it('tells two slots apart', () => {
    const notice = (first: [boolean, boolean], second: [boolean, boolean]) =>
      encodeNotice([first, second].map(([present, moved]) => ({ present, moved })));
    expect(read(toHex(notice([true, false], [false, true])), 'host')).toEqual(['slot 1 out']);
    expect(read(toHex(notice([true, true], [true, true])), 'host')).toEqual(['slot 0 in', 'slot 1 in']);
  });

  it('refuses a notice of nothing', () => {
    expect(read(`50 01 ${STATUS_FRAME}`, 'host')).toEqual(['sync', toHex(hex(STATUS))]);
  });

  it('half a notice is truncated when the line is quiet', () => {
    const decoder = new FrameDecoder({ end: 'host' });
    decoder.push(hex('50'));
    expect(decoder.isHalfway).toBe(true);
    expect(decoder.abandon().map(told)).toEqual(['truncated']);
  });
});

describe('any stream', () => {
  const pieces = fc.oneof(
    message.map((bytes) => encodeFrame(bytes)),
    fc.uint8Array({ maxLength: 20 }),
    fc
      .array(fc.constantFrom(0x03, 0x06, 0x15, 0x16, 0x50, 0x02, 0x81), { maxLength: 12 })
      .map((bytes) => Uint8Array.from(bytes)),
  );
  const streams = fc
    .array(pieces, { maxLength: 12 })
    .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

  it('gives the same events however it is cut', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('host', 'reader'),
        streams,
        fc.array(fc.integer({ min: 1, max: 40 })),
        (end, stream, cuts) => {
          const whole = new FrameDecoder({ end }).push(stream).map(told);
          const decoder = new FrameDecoder({ end });
          const events: string[] = [];
          let start = 0;
          for (const cut of [...cuts, stream.length]) {
            events.push(...decoder.push(stream.subarray(start, start + cut)).map(told));
            start += cut;
          }
          expect(events).toEqual(whole);
        },
      ),
    );
  });

  it('after it and a quiet line a frame is taken', () => {
    fc.assert(
      fc.property(fc.constantFrom('host', 'reader'), streams, message, (end, stream, good) => {
        const decoder = new FrameDecoder({ end });
        decoder.push(stream);
        decoder.abandon();
        expect(decoder.push(encodeFrame(good)).map(told)).toEqual([toHex(good)]);
      }),
    );
  });

  it('what was handed out is not written over', () => {
    const decoder = new FrameDecoder({ end: 'reader' });
    const [first] = decoder.push(hex(STATUS_FRAME));
    decoder.push(hex(frame('62 00000000 00 03 010000')));
    expect(first && told(first)).toBe(toHex(hex(STATUS)));
  });
});
