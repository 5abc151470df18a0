import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALL_SEGMENTS,
  cellOfSegments,
  cellsOf,
  firstUnshowable,
  type SegmentCount,
  textOf,
  UNREADABLE,
} from '../../firmware/display/cell.js';

/** What the two generations of the card show. */
const SHOWN_8_OF_14 = [
  'PIN>',
  'CHALLNG>',
  '98276595',
  'PIN ERR4',
  'LOCKED',
  'UNLOCK>',
  'NEW PIN>',
  'AGAIN>',
  'NO MATCH',
  'WEAK PIN',
  'PIN SET',
  'DEAD',
  'BATT',
  'SELFTST',
  'V1.0',
  '--3_',
  ALL_SEGMENTS.repeat(8),
];
const SHOWN_6_OF_7 = ['Pn', 'Ch', '98276', '595', 'bAtt', 'SELF', 'u1.0', '--3_', ALL_SEGMENTS.repeat(6)];

const CHARACTERS_14 = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789><-_+*/=?# '];
const CHARACTERS_7 = [...'0123456789AbCcdEFGHhIJLnOoPqrStUuy-_= '];

function segmentsOf(character: string, segmentCount: SegmentCount): number {
  return cellsOf(character, segmentCount, 1)[0]?.segments ?? -1;
}

/** Pairs of characters with one glyph, as 'O0'. */
function twins(characters: readonly string[], segmentCount: SegmentCount): string[] {
  return characters.flatMap((one, index) =>
    characters
      .slice(0, index)
      .filter((other) => segmentsOf(one, segmentCount) === segmentsOf(other, segmentCount))
      .map((other) => one + other),
  );
}

describe('texts on a segment display', () => {
  it.each(SHOWN_8_OF_14)('shows %s on 8 cells of 14 segments', (text) => {
    expect(firstUnshowable(text, 14, 8)).toBeNull();
    const cells = cellsOf(text, 14, 8);
    expect(cells).toHaveLength(8);
    expect(textOf(cells)).toBe(text);
  });

  it.each(SHOWN_6_OF_7)('shows %s on 6 cells of 7 segments', (text) => {
    expect(firstUnshowable(text, 7, 6)).toBeNull();
    const cells = cellsOf(text, 7, 6);
    expect(cells).toHaveLength(6);
    expect(textOf(cells)).toBe(text);
  });

  it.each([
    { segmentCount: 14 as const, characters: CHARACTERS_14 },
    { segmentCount: 7 as const, characters: CHARACTERS_7 },
  ])('reads back any text it can show, on $segmentCount segments', ({ segmentCount, characters }) => {
    const glyph = fc
      .tuple(fc.constantFrom(...characters), fc.constantFrom('', '.'))
      .map(([character, point]) => character + point);
    const text = fc.array(fc.oneof(glyph, fc.constant(ALL_SEGMENTS)), { maxLength: 8 });
    fc.assert(
      fc.property(text, (glyphs) => {
        const cells = cellsOf(glyphs.join(''), segmentCount, 8);
        expect(cells).toHaveLength(8);
        expect(textOf(cells)).toBe(glyphs.join('').trimEnd());
      }),
    );
  });

  it('takes exactly the texts it finds no fault with', () => {
    const text = fc.string({ unit: fc.constantFrom(...'AKz09>.. #\u2588\u00e9'), maxLength: 10 });
    fc.assert(
      fc.property(text, fc.constantFrom<SegmentCount>(7, 14), (given, segmentCount) => {
        if (firstUnshowable(given, segmentCount, 6) === null) cellsOf(given, segmentCount, 6);
        else expect(() => cellsOf(given, segmentCount, 6)).toThrow('broken invariant');
      }),
    );
  });

  it('shows lower case as upper case on 14 segments', () => {
    expect(textOf(cellsOf('pin set', 14, 8))).toBe('PIN SET');
  });

  it('shows a letter on 7 segments in the case that can be read', () => {
    expect(textOf(cellsOf('BATT', 7, 6))).toBe('bAtt');
    expect(textOf(cellsOf('cChHoOuU', 7, 8))).toBe('cChHoOuU');
  });
});

describe('cells', () => {
  it('fills with blanks and lights nothing in them', () => {
    expect(cellsOf('1', 7, 3).map((cell) => cell.segments)).toEqual([0b110, 0, 0]);
    expect(textOf(cellsOf('', 14, 8))).toBe('');
  });

  it('has the segments of the digits that every 7-segment decoder has', () => {
    const common = [0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f];
    expect(cellsOf('0123456789', 7, 10).map((cell) => cell.segments)).toEqual(common);
  });

  it('has the documented bits on 14 segments', () => {
    expect(segmentsOf('-', 14)).toBe(0b00_0000_1100_0000); // g1 g2
    expect(segmentsOf('X', 14)).toBe(0b10_1101_0000_0000); // h j k m
    expect(segmentsOf('T', 14)).toBe(0b01_0010_0000_0001); // a i l
  });

  it('lights the point of the cell before it and takes no cell of its own', () => {
    const [one, zero] = cellsOf('1.0', 7, 2);
    expect(one).toEqual({ character: '1.', segments: 0b1000_0110 });
    expect(zero).toEqual({ character: '0', segments: 0b0011_1111 });
    expect(segmentsOf(' .', 14)).toBe(1 << 14);
  });

  it('lights every segment and the point for the self-test', () => {
    expect(segmentsOf(ALL_SEGMENTS, 7)).toBe(0xff);
    expect(segmentsOf(ALL_SEGMENTS, 14)).toBe(0x7fff);
  });

  it('are frozen, so that displays can share them', () => {
    expect([...cellsOf('1.A', 14, 3), ...cellsOf(ALL_SEGMENTS, 7, 1)].every(Object.isFrozen)).toBe(true);
  });
});

describe('glyphs', () => {
  it('are all different on 14 segments', () => {
    expect(twins(CHARACTERS_14, 14)).toEqual([]);
  });

  it('have two accepted pairs of twins on 7 segments', () => {
    expect(twins(CHARACTERS_7, 7).sort()).toEqual(['O0', 'S5']);
  });

  it('leave out what 7 segments cannot draw', () => {
    for (const character of 'KMVWXZkmvwxz>?#*+/') {
      expect(firstUnshowable(character, 7, 6)).toContain(`no glyph for '${character}'`);
    }
  });
});

describe('lit segments, read', () => {
  it.each([
    [7, CHARACTERS_7],
    [14, CHARACTERS_14],
  ] as const)(
    'are the character that lights them on %i segments, without and with a point',
    (segmentCount, characters) => {
      for (const text of characters.flatMap((character) => [character, `${character}.`])) {
        const [cell = { character: '', segments: -1 }] = cellsOf(text, segmentCount, 1);
        const read = cellOfSegments(cell.segments, segmentCount);
        expect(read.segments).toBe(cell.segments);
        // Where two look the same, as an 8 with its point and all segments do, either is read.
        expect(segmentsOf(read.character, segmentCount), text).toBe(cell.segments);
      }
    },
  );

  it('are unreadable when they make no character', () => {
    expect(cellOfSegments(0b1, 14)).toEqual({ character: UNREADABLE, segments: 0b1 });
    expect(UNREADABLE).toBe('\ufffd');
  });
});

describe('the reason why a text cannot be shown', () => {
  it.each([
    ['OK', 7, 6, "A display of 7 segments has no glyph for 'K' at position 2."],
    ['PIN\u00dc', 14, 8, 'A display of 14 segments has no glyph for U+00DC at position 4.'],
    ['A\u{1f511}', 14, 8, 'A display of 14 segments has no glyph for U+1F511 at position 2.'],
    ['A\n', 14, 8, 'A display of 14 segments has no glyph for U+000A at position 2.'],
    ['A\x7f', 14, 8, 'A display of 14 segments has no glyph for U+007F at position 2.'],
    ["A'", 14, 8, "A display of 14 segments has no glyph for ''' at position 2."],
    ['.5', 7, 6, 'The point at position 1 has no character before it that could carry it.'],
    ['1..', 7, 6, 'The point at position 3 has no character before it that could carry it.'],
    ['\u2588.', 7, 6, 'The point at position 2 has no character before it that could carry it.'],
    ['CHALLENGE', 14, 8, 'The text takes 9 cells and the display has 8.'],
  ] as const)('%j on %i segments', (text, segmentCount, cellCount, reason) => {
    expect(firstUnshowable(text, segmentCount, cellCount)).toBe(reason);
    const invariant = reason.startsWith('The text takes') ? 'fits the cells' : 'has a glyph';
    expect(() => cellsOf(text, segmentCount, cellCount)).toThrow(
      new RegExp(`^broken invariant: .*${invariant}`),
    );
  });

  it('does not count a point as a cell', () => {
    expect(firstUnshowable('1.2.3.4.5.6.', 7, 6)).toBeNull();
  });
});
