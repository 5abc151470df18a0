/** Pictures: one column a character, nothing outside, the mouse finds what it points at. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { styledText } from '../../emulator/terminal/escape-sequences.js';
import { BOLD, Canvas, targetAt, WARNING } from '../../emulator/terminal/picture.js';
import { wrapWords } from '../../emulator/terminal/wrap.js';
import { textLines } from './picture-text.js';

describe('a canvas', () => {
  it('writes, cuts off and returns where the text ended', () => {
    const canvas = new Canvas(8, 2, false);
    expect(canvas.text(1, 0, 'abc')).toBe(4);
    expect(canvas.text(5, 1, 'defgh')).toBe(8);
    expect(canvas.text(0, 1, 'xyz', {}, 2)).toBe(2);
    canvas.text(0, 5, 'outside');
    expect(textLines(canvas.picture())).toEqual([' abc', 'xy   def']);
  });

  it.each([
    [false, '日本\u{1f600}\u0301\x1b[1mé', '?????[1mé'],
    [true, 'é┃~', '??~'],
  ])('ascii %s: shows a question mark for what may not take one column', (ascii, text, shown) => {
    const canvas = new Canvas(20, 1, ascii);
    canvas.text(0, 0, text);
    expect(textLines(canvas.picture())).toEqual([shown]);
  });

  it('draws boxes', () => {
    const draw = (ascii: boolean, kind: 'line' | 'rounded') => {
      const canvas = new Canvas(4, 3, ascii);
      canvas.box({ left: 0, top: 0, width: 4, height: 3 }, kind);
      return textLines(canvas.picture());
    };
    expect(draw(false, 'line')).toEqual(['┌──┐', '│  │', '└──┘']);
    expect(draw(false, 'rounded')).toEqual(['╭──╮', '│  │', '╰──╯']);
    expect(draw(true, 'rounded')).toEqual(['+--+', '|  |', '+--+']);
  });

  it('tells the target under the mouse, edges included', () => {
    const canvas = new Canvas(10, 5, false);
    canvas.target({ left: 2, top: 1, width: 3, height: 2 }, { type: 'cell', index: 7 });
    const picture = canvas.picture();
    const hits = (column: number, row: number) => targetAt(picture, column, row) !== null;
    expect([hits(2, 1), hits(4, 2)]).toEqual([true, true]);
    expect([hits(1, 1), hits(5, 1), hits(2, 0), hits(2, 3)]).toEqual([false, false, false, false]);
  });

  it('always has lines of its own width', () => {
    const write = fc.record({ left: fc.nat(12), top: fc.nat(4), text: fc.string({ unit: 'binary' }) });
    fc.assert(
      fc.property(fc.array(write), fc.boolean(), (writes, ascii) => {
        const canvas = new Canvas(10, 3, ascii);
        for (const { left, top, text } of writes) canvas.text(left, top, text);
        const { lines } = canvas.picture();
        const widths = lines.map((spans) => spans.map(({ text }) => text).join('').length);
        expect(widths).toEqual([10, 10, 10]);
      }),
    );
  });
});

describe('escape sequences', () => {
  const picture = () => {
    const canvas = new Canvas(6, 2, false);
    canvas.text(0, 0, 'ab', BOLD);
    canvas.text(2, 0, 'cd', WARNING);
    return canvas.picture();
  };

  it('carry bold, inverse and colours', () => {
    expect(styledText(picture(), true)).toBe('\x1b[1mab\x1b[m\x1b[1;31mcd\x1b[m  \n      ');
  });

  it('leave colours out', () => {
    expect(styledText(picture(), false)).toBe('\x1b[1mab\x1b[m\x1b[1mcd\x1b[m  \n      ');
  });
});

describe('wrapping', () => {
  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['abcdefgh ij', 3, ['abc', 'def', 'gh', 'ij']],
    ['', 5, ['']],
  ])('%j in %i columns', (text, width, lines) => {
    expect(wrapWords(text, width)).toEqual(lines);
  });

  it('never makes a longer line and loses no word', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z ]{0,40}$/), fc.integer({ min: 1, max: 12 }), (text, width) => {
        const lines = wrapWords(text, width);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});
