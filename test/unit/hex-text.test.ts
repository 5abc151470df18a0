/** The text form of messages in the corpora of the fuzzer and in the museum. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHexText, toHexText } from '../hex-text.js';

describe('messages as text', () => {
  it('come back as they were', () => {
    const runs = fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 40 }))
      .map(([byte, times]) => new Uint8Array(times).fill(byte));
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      runs,
      fc.string({ maxLength: 150 }).map(Buffer.from),
    );
    const message = fc.array(piece, { maxLength: 5 }).map((pieces) => new Uint8Array(Buffer.concat(pieces)));
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), (messages) => {
        const text = toHexText(messages, ['a comment']);
        expect(fromHexText(text).map((bytes) => Array.from(bytes))).toEqual(
          messages.map((bytes) => Array.from(bytes)),
        );
        expect(text.split('\n').every((line) => line.length < 250)).toBe(true);
      }),
    );
  });

  it('are readable', () => {
    const message = Buffer.concat([Buffer.from('a line of text\n'), Buffer.alloc(300), Buffer.of(1, 2)]);
    expect(toHexText([message, Buffer.alloc(0)], ['shows'])).toBe(
      '# shows\n"a line of text\\n"\n  00 * 300\n  0102\n-\n',
    );
  });

  it('that are none are refused with their line', () => {
    expect(() => fromHexText('0102\n01x2\n')).toThrow('line 2');
  });
});
