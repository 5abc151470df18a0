/**
 * The reader on a bad line: damage, silence, any chunks.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUIET_MS } from '../../firmware/link/reader/reader.js';
import { frame, hex, ReaderBench, toHex } from './reader-with-fake-card.js';

const NAK = '031516';
const STATUS = '65 00000000 00 07 000000';
const POWER_ON = '62 00000000 00 01 000000';
const BLOCK = '6F 04000000 00 02 000000 00000000';
const VERIFY = '69 13000000 00 03 000000 00 1E 82 00 00 0404 02 01 0904 00 004004 00200081';
const STATUS_ANSWER = frame('81 00000000 00 07 010001');

function silent(): ReaderBench {
  return new ReaderBench('two-slot');
}

describe('a NAK answers', () => {
  it('a wrong checksum, at once', () => {
    const bench = silent();
    expect(bench.receive(hex('0306 65 00000000 00 07 000000 00'))).toEqual([NAK]);
    expect(bench.pass(1000)).toEqual([]);
    expect(bench.send(STATUS)).toEqual([STATUS_ANSWER]);
  });

  it('a length beyond the limit, at once, and what follows it not again', () => {
    const bench = silent();
    expect(bench.receive(hex('0306 6F 06010000'))).toEqual([NAK]);
    expect(bench.receive(new Uint8Array(100_000))).toEqual([]);
    expect(bench.send(STATUS)).toEqual([STATUS_ANSWER]);
  });

  it('a frame whose rest does not come', () => {
    const bench = silent();
    expect(bench.receive(hex('0306 65 0000'))).toEqual([]);
    expect(bench.pass(QUIET_MS - 1)).toEqual([]);
    bench.receive(hex('0000'));
    expect(bench.reader.deadline).toBe(bench.at + QUIET_MS);
    expect(bench.pass(QUIET_MS)).toEqual([NAK]);
    expect(bench.reader.deadline).toBeNull();
    expect(bench.send(STATUS)).toEqual([STATUS_ANSWER]);
  });

  it('bytes without a frame, when no more come', () => {
    const bench = silent();
    expect(bench.receive(hex('11 22 33'))).toEqual([]);
    expect(bench.pass(QUIET_MS)).toEqual([NAK]);
    expect(bench.receive(hex('44'))).toEqual([]);
    expect(bench.pass(QUIET_MS)).toEqual([NAK]);
  });

  it('never a NAK, nor rubbish before a whole frame', () => {
    const bench = silent();
    expect(bench.receive(hex(NAK))).toEqual([]);
    expect(bench.receive(hex(`11 22 ${frame(STATUS)}`))).toEqual([STATUS_ANSWER]);
    expect(bench.pass(1000)).toEqual([]);
  });

  it('damage after damage, each time the line was quiet between', () => {
    const bench = silent();
    const damaged = hex('0306 65 00000000 00 07 000000 00');
    expect(bench.receive(damaged)).toEqual([NAK]);
    expect(bench.receive(hex('11'))).toEqual([]);
    expect(bench.pass(QUIET_MS)).toEqual([]);
    expect(bench.receive(hex('11'))).toEqual([]);
    expect(bench.pass(QUIET_MS)).toEqual([NAK]);
  });
});

describe('any bytes', () => {
  const commands = fc
    .tuple(
      fc.constantFrom('62', '63', '65', '69', '6B', '6C', '6D', '6F', '61', '71', '72', '99'),
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 0, max: 255 }),
      fc.uint8Array({ maxLength: 40 }),
    )
    .map(([type, slot, sequence, data]) => {
      const length = `${toHex(Uint8Array.of(data.length))}000000`;
      return hex(frame(`${type}${length}${toHex(Uint8Array.of(slot, sequence))}000000${toHex(data)}`));
    });
  const pieces = fc.oneof(
    commands,
    fc.uint8Array({ maxLength: 30 }),
    fc.constantFrom(hex(NAK), hex('0306'), hex('03066F05'), hex('0306690F000000')),
    fc.constantFrom(POWER_ON, VERIFY, BLOCK).map((message) => hex(frame(message))),
  );
  const streams = fc.array(pieces, { maxLength: 15 });
  const variants = fc.constantFrom('gempc-pinpad', 'gempc-twin', 'two-slot');

  /** Every whole answer frame in what was put out; fails when anything else is there. */
  function framesIn(output: string): string[] {
    const bytes = hex(output);
    const frames: string[] = [];
    let start = 0;
    while (start < bytes.length) {
      const [first = 0, second = 0] = bytes.subarray(start);
      let length = 1;
      if (first === 0x03 && second === 0x15) length = 3;
      else if (first === 0x03 && second === 0x06)
        length = 13 + (bytes[start + 3] ?? 0) + (bytes[start + 4] ?? 0) * 256;
      else if (first === 0x50) length = 2;
      else expect(first).toBe(0x81);
      const piece = bytes.subarray(start, start + length);
      expect(piece.length).toBe(length);
      if (length > 3) expect(piece.reduce((code, byte) => code ^ byte)).toBe(0);
      frames.push(toHex(piece));
      start += length;
    }
    return frames;
  }

  it('followed by silence leave a reader that takes the next command', () => {
    fc.assert(
      fc.property(variants, streams, (variant, stream) => {
        const bench = new ReaderBench(variant);
        for (const piece of stream) bench.receive(piece);
        bench.pass(QUIET_MS);
        const [output = ''] = bench.send(STATUS);
        expect(framesIn(output).at(-1)).toMatch(/^030681000000000007/);
      }),
    );
  });

  it('bring about whole frames and signals only, each output for itself', () => {
    fc.assert(
      fc.property(variants, streams, fc.array(fc.nat(30), { minLength: 1 }), (variant, stream, moves) => {
        const bench = new ReaderBench(variant);
        bench.send('6B 03000000 00 00 000000 010101');
        stream.forEach((piece, index) => {
          const outputs = bench.receive(piece);
          const move = moves[index % moves.length] ?? 0;
          if (move < 5) {
            bench.card.present = !bench.card.present;
            bench.reader.slotChanged(0);
          } else if (move < 10) bench.reader.pinEntryEnded(0, { type: 'cancelled' });
          else if (move < 15) outputs.push(...bench.pass(move * 100));
          for (const output of [...outputs, ...bench.outputs()])
            expect(framesIn(output).length).toBeGreaterThan(0);
        });
      }),
    );
  });

  it('in any chunks bring about the same', () => {
    fc.assert(
      fc.property(variants, streams, fc.array(fc.integer({ min: 1, max: 25 })), (variant, stream, cuts) => {
        const bytes = Uint8Array.from(stream.flatMap((piece) => [...piece]));
        const whole = new ReaderBench(variant);
        const outputs = whole.receive(bytes);
        const chunked = new ReaderBench(variant);
        const collected: string[] = [];
        let start = 0;
        for (const cut of [...cuts, bytes.length]) {
          if (start < bytes.length) collected.push(...chunked.receive(bytes.subarray(start, start + cut)));
          start += cut;
        }
        expect(collected).toEqual(outputs);
        expect(chunked.card.calls).toEqual(whole.card.calls);
        expect(chunked.reader.deadline).toBe(whole.reader.deadline);
      }),
    );
  });
});
