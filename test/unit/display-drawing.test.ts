import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CardFace, cardSvg } from '../../emulator/drawing/card-svg.js';
import { displayArt } from '../../emulator/drawing/display-art.js';
import { displaySvg } from '../../emulator/drawing/display-svg.js';
import { KEY_ROWS } from '../../emulator/drawing/keypad.js';
import { ALL_SEGMENTS, cellsOf, type SegmentCount } from '../../firmware/display/cell.js';
import { KEY_NAMES } from '../../firmware/dsc-plus/keys.js';

const CHARACTERS: Readonly<Record<SegmentCount, string>> = {
  14: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789><-_+*/=?# ',
  7: '0123456789AbCcdEFGHhIJLnPqrtUuoy-_= ',
};

/** The drawing without the blanks at the ends of its lines, which editors strip from a golden picture. */
function art(text: string, segmentCount: SegmentCount, cellCount: number, ascii = false): string {
  const lines = displayArt(cellsOf(text, segmentCount, cellCount), segmentCount, { ascii });
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** The lines of a picture written between a first and a last line break. */
function picture(lines: string): string {
  return lines.slice(1, -1);
}

describe('terminal art', () => {
  it('draws a response on 14 segments', () => {
    expect(art('98276595', 14, 8)).toBe(
      picture(`
┏━━━┓ ┏━━━┓ ━━━━┓ ━━━━┓ ┏━━━━ ┏━━━━ ┏━━━┓ ┏━━━━
┃   ┃ ┃   ┃     ┃     ┃ ┃     ┃     ┃   ┃ ┃
┗━━━┫ ┣━━━┫ ┏━━━┛     ┃ ┣━━━┓ ┗━━━┓ ┗━━━┫ ┗━━━┓
    ┃ ┃   ┃ ┃         ┃ ┃   ┃     ┃     ┃     ┃
━━━━┛ ┗━━━┛ ┗━━━━     ┃ ┗━━━┛ ━━━━┛ ━━━━┛ ━━━━┛
`),
    );
  });

  it('draws the challenge prompt', () => {
    expect(art('CHALLNG>', 14, 8)).toBe(
      picture(`
┏━━━━ ┃   ┃ ┏━━━┓ ┃     ┃     ┃   ┃ ┏━━━━ ╲
┃     ┃   ┃ ┃   ┃ ┃     ┃     ┃╲  ┃ ┃      ╲
┃     ┣━━━┫ ┣━━━┫ ┃     ┃     ┃ ╲ ┃ ┃ ━━┓   >
┃     ┃   ┃ ┃   ┃ ┃     ┃     ┃  ╲┃ ┃   ┃  ╱
┗━━━━ ┃   ┃ ┃   ┃ ┗━━━━ ┗━━━━ ┃   ┃ ┗━━━┛ ╱
`),
    );
  });

  it('draws with ASCII alone when asked', () => {
    expect(art('CHALLNG>', 14, 8, true)).toBe(
      picture(String.raw`
+---- |   | +---+ |     |     |   | +---- \
|     |   | |   | |     |     |\  | |      \
|     +---+ +---+ |     |     | \ | | --+   >
|     |   | |   | |     |     |  \| |   |  /
+---- |   | |   | +---- +---- |   | +---+ /
`),
    );
  });

  it('draws 7 segments, points and blanks', () => {
    expect(art('u1.0', 7, 6)).toBe(
      picture(`
          ┃ ┏━━━┓
          ┃ ┃   ┃
┃   ┃     ┃ ┃   ┃
┃   ┃     ┃ ┃   ┃
┗━━━┛     ┃▖┗━━━┛
`),
    );
  });

  it('draws the point of the last cell in its corner', () => {
    expect(art(`8${ALL_SEGMENTS}`, 14, 2)).toBe(
      picture(`
┏━━━┓ ┏━┳━┓
┃   ┃ ┃╲┃╱┃
┣━━━┫ ┣━╋━┫
┃   ┃ ┃╱┃╲┃
┗━━━┛ ┗━┻━▖
`),
    );
  });

  it.each([
    { segmentCount: 14 as const, ascii: false },
    { segmentCount: 14 as const, ascii: true },
    { segmentCount: 7 as const, ascii: false },
    { segmentCount: 7 as const, ascii: true },
  ])('draws every glyph differently, $segmentCount segments, ASCII $ascii', ({ segmentCount, ascii }) => {
    const drawn = new Map<string, string>();
    for (const character of CHARACTERS[segmentCount]) {
      const lines = art(character, segmentCount, 1, ascii);
      expect(`${character} like ${drawn.get(lines)}`).toBe(`${character} like undefined`);
      drawn.set(lines, character);
    }
    expect(drawn.size).toBe(CHARACTERS[segmentCount].length);
  });

  it('keeps its size and, when asked, to ASCII', () => {
    const characters = [...CHARACTERS[14], ALL_SEGMENTS];
    const text = fc.array(fc.constantFrom(...characters), { maxLength: 8 });
    fc.assert(
      fc.property(text, fc.boolean(), (given, ascii) => {
        const lines = displayArt(cellsOf(given.join(''), 14, 8), 14, { ascii });
        expect(lines.map((line) => line.length)).toEqual([47, 47, 47, 47, 47]);
        if (ascii) expect(lines.join('')).toMatch(/^[ -~]*$/);
      }),
    );
  });
});

/**
 * Checks that XML is well formed: tags balanced, attributes quoted and unique, no bare '&' or '<'.
 *
 * @returns the opening tags
 */
function parsedTags(xml: string): string[] {
  const attribute = /\s+([a-zA-Z:-]+)="((?:[^<&"]|&(?:amp|lt|gt|quot);)*)"/g;
  const open: string[] = [];
  const tags: string[] = [];
  let end = 0;
  for (const match of xml.matchAll(/<(\/?)([a-zA-Z]+)([^<>]*?)(\/?)>/g)) {
    const [tag, closing, name = '', attributes = '', empty] = match;
    expect(xml.slice(end, match.index)).toMatch(/^(?:[^<>&]|&(?:amp|lt|gt|quot);)*$/);
    end = match.index + tag.length;
    if (closing === '/') {
      expect(open.pop()).toBe(name);
      continue;
    }
    const names = [...attributes.matchAll(attribute)].map(([, attributeName]) => attributeName);
    expect(attributes.replace(attribute, '').trim()).toBe('');
    expect(new Set(names).size).toBe(names.length);
    if (empty !== '/') open.push(name);
    tags.push(tag);
  }
  expect(open).toEqual([]);
  expect(xml.slice(end).trim()).toBe('');
  return tags;
}

const FACE: CardFace = {
  cells: cellsOf('CHALLNG>', 14, 8),
  segmentCount: 14,
  serialNumber: 'TEST-00000001',
  profileName: 'dsc-plus',
};

describe('the card as SVG', () => {
  it('is well formed and says that it is a test device', () => {
    const svg = cardSvg(FACE);
    expect(parsedTags(svg)[0]).toContain('role="img"');
    expect(svg).toMatch(/<text [^>]*>TEST DEVICE<\/text>/);
    expect(svg).toMatch(/<text [^>]*>DSC\+<\/text>/);
    expect(svg).toContain('S/N TEST-00000001');
    expect(svg).toContain('>dsc-plus</text>');
  });

  it('tells what the display shows', () => {
    expect(cardSvg(FACE)).toContain('<desc>The display shows CHALLNG&gt;</desc>');
    expect(cardSvg({ ...FACE, cells: cellsOf('', 14, 8) })).toContain('<desc>The display is blank.</desc>');
  });

  it('has the proportions of an ID-1 card', () => {
    const [, width, height] = /viewBox="0 0 ([0-9.]+) ([0-9.]+)"/.exec(cardSvg(FACE)) ?? [];
    expect([Number(width), Number(height)]).toEqual([85.6, 53.98]);
  });

  it('has every key once, where a page can find it', () => {
    const keys = [...cardSvg(FACE).matchAll(/<g data-key="([^"]+)"/g)].map(([, key]) => key);
    expect([...keys].sort()).toEqual([...KEY_NAMES].sort());
  });

  it('marks the pressed key and no other', () => {
    const pressed = cardSvg({ ...FACE, pressed: '5' });
    expect(pressed.match(/data-pressed/g)).toHaveLength(1);
    expect(pressed).toContain('<g data-key="5" data-pressed="true"');
    expect(cardSvg(FACE)).not.toContain('data-pressed');
  });

  it('stays well formed with any names', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'<>&"\'\u0000\ud800') }),
    );
    fc.assert(
      fc.property(text, text, (serialNumber, profileName) => {
        const svg = cardSvg({ ...FACE, serialNumber, profileName });
        parsedTags(svg);
        expect(svg).toMatch(/^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u);
      }),
    );
  });

  it('escapes names and shows them', () => {
    const svg = cardSvg({ ...FACE, profileName: '<b>&"' });
    expect(svg).toContain('>&lt;b&gt;&amp;&quot;</text>');
  });
});

describe('the display as SVG', () => {
  const paths = (svg: string) => (svg.match(/M[^M"]+Z/g) ?? []).length;

  it('is well formed, and draws each segment once, lit or unlit', () => {
    const svg = displaySvg(cellsOf('PIN ERR4', 14, 8), 14);
    parsedTags(svg);
    expect(paths(svg)).toBe(8 * 15);
    expect(paths(displaySvg(cellsOf('bAtt', 7, 6), 7))).toBe(6 * 8);
  });

  it('draws lit segments dark and the others faint', () => {
    const fills = (text: string) =>
      [...displaySvg(cellsOf(text, 7, 1), 7).matchAll(/<path fill="(#[0-9a-f]{6})" d="([^"]+)"/g)].map(
        ([, fill, outline = '']) => ({ fill, segments: outline.split('Z').length - 1 }),
      );
    const [unlit, lit] = fills('1');
    expect(lit?.segments).toBe(2);
    expect(unlit?.segments).toBe(6);
    expect(fills('')).toEqual([{ fill: unlit?.fill, segments: 8 }]);
    expect(fills(ALL_SEGMENTS)).toEqual([{ fill: lit?.fill, segments: 8 }]);
  });
});

describe('the keypad', () => {
  it('has every key once, in two rows of seven places', () => {
    expect(KEY_ROWS.map((row) => row.length)).toEqual([7, 7]);
    const keys = KEY_ROWS.flat().filter((key) => key !== null);
    expect(keys.sort()).toEqual([...KEY_NAMES].sort());
  });
});
