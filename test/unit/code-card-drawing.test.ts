/**
 * The drawings of a code card: the text against golden text, the SVG by its structure and geometry.
 */
import { describe, expect, it } from 'vitest';
import { codeCardSvg } from '../../emulator/drawing/code-card-svg.js';
import { codeCardText } from '../../emulator/drawing/code-card-text.js';
import type { CodeCard } from '../../firmware/code-card/code-card.js';
import { deriveCodeCard } from '../../firmware/code-card/derivation.js';

const SEED = Uint8Array.from({ length: 16 }, (_, position) => position);
const CARD = deriveCodeCard({ seed: SEED, serialNumber: 'TWIN-0001' });
const WORDS = 'TEST DEVICE - not issued by any broker';

const WHOLE_CARD = `
+--------------------------------------------------------------------------+
| SECURITY CODE CARD                                                       |
| TEST DEVICE - not issued by any broker                                   |
| Serial number TWIN-0001                                 Check value 8JCJ |
+--------------------------------------------------------------------------+
|    1 H3G   29 S3J   57 Q3Q   85 A6A  113 C5Y  141 D2A  169 L9Z  197 J6W  |
|    2 Z2F   30 J7M   58 P4F   86 E3M  114 T5M  142 U4E  170 L6E  198 D9D  |
|    3 C7X   31 S8G   59 M9T   87 G5U  115 S9H  143 P3F  171 U2S  199 E2Z  |
|    4 C6C   32 F3K   60 P6P   88 P9H  116 U3R  144 E2Q  172 G5J  200 F4T  |
|    5 N8S   33 J6T   61 D3Y   89 H6C  117 G4E  145 F2U  173 A2J  201 N7N  |
|    6 Y6L   34 X5G   62 W4B   90 R8C  118 W3G  146 F4N  174 B9D  202 H4U  |
|    7 Y3B   35 W7X   63 X7W   91 D7S  119 R7N  147 H5Q  175 M3W  203 W5S  |
|    8 Z7X   36 E2G   64 P7D   92 W8C  120 U2Y  148 N4W  176 M6J  204 X8F  |
|    9 T3W   37 D8C   65 K6X   93 F9N  121 Y7M  149 U5Y  177 V8W  205 L9L  |
|   10 T5K   38 G4U   66 W6X   94 Q2A  122 L4T  150 W8S  178 C9N  206 A3C  |
|   11 Y7S   39 C9S   67 U9N   95 W5Y  123 V3M  151 P8Q  179 A3X  207 J4T  |
|   12 T9A   40 X8B   68 G4N   96 F3U  124 S8Y  152 Z2N  180 P7U  208 D5W  |
|   13 Z7F   41 L9N   69 Y6F   97 L7Z  125 C3W  153 V2U  181 C2M  209 E3V  |
|   14 W9M   42 E4G   70 B3Y   98 J7H  126 N6U  154 F6F  182 V5F  210 F7H  |
+ - - - - - - - - - - - - - - - - - fold - - - - - - - - - - - - - - - - - +
|   15 W8K   43 B6X   71 W4B   99 X4D  127 M8Q  155 P2M  183 C5G  211 D8E  |
|   16 F7R   44 Z4N   72 Y9U [100 U4T] 128 F7X  156 V8G  184 U4H  212 N6W  |
|   17 T3F   45 W3X   73 F3G  101 M4W  129 R6N  157 J9Z  185 R7V  213 L3R  |
|   18 H7C   46 Y7H   74 A7X  102 J9R  130 X5F  158 G9R  186 B3Q  214 B2Z  |
|   19 R2V   47 C5J   75 J3W  103 U7M  131 V5N  159 W7G  187 Q9D  215 D8S  |
|   20 K6L   48 F8R   76 R9L  104 C5S  132 U2L  160 B3L  188 R3V  216 K4F  |
|   21 X9X   49 U5H   77 G5D  105 V5U  133 P2B  161 L7W  189 Q9L  217 X4L  |
|   22 G9L [ 50 W7S][ 78 Q2K] 106 H2E  134 Q3E  162 Q9V  190 B2C  218 M8F  |
|   23 X7U   51 Q5Q   79 Y3G  107 X5H  135 V5R  163 Z6U  191 B4V  219 F6J  |
|   24 U4B   52 P9J   80 X2Z  108 N4V  136 U2V  164 Q8M  192 A9N  220 J8Q  |
|   25 J9F   53 Y3U   81 T3G  109 E4D  137 H8M  165 Y7A  193 E7T  221 X7Q  |
|   26 F3P   54 F3A   82 R6X  110 S3X  138 L9N  166 F8Z  194 X2M  222 C8X  |
|   27 J9M   55 H9T   83 V3A  111 D5R  139 D5X  167 S7J  195 C3Z  223 C5X  |
|   28 T8X   56 P2F   84 F5U  112 N2Q  140 K4Z  168 F5V  196 X7T  224 P7J  |
+--------------------------------------------------------------------------+
`.slice(1);

const UPPER_HALF = `
+--------------------------------------------------------------------------+
| ONLINE SECURITY CODE CARD                                     upper half |
| TEST DEVICE - not issued by any broker                                   |
| Serial number TWIN-0001                                 Check value 8JCJ |
| Valid until 2026-01-31 12:00 UTC                                         |
+--------------------------------------------------------------------------+
|    1 H3G   29 S3J   57 Q3Q   85 A6A  113 C5Y  141 D2A  169 L9Z  197 J6W  |
|    2 Z2F   30 J7M   58 P4F   86 E3M  114 T5M  142 U4E  170 L6E  198 D9D  |
|    3 C7X   31 S8G   59 M9T   87 G5U  115 S9H  143 P3F  171 U2S  199 E2Z  |
|    4 C6C   32 F3K   60 P6P   88 P9H  116 U3R  144 E2Q  172 G5J  200 F4T  |
|    5 N8S   33 J6T   61 D3Y   89 H6C  117 G4E  145 F2U  173 A2J  201 N7N  |
|    6 Y6L   34 X5G   62 W4B   90 R8C  118 W3G  146 F4N  174 B9D  202 H4U  |
|    7 Y3B   35 W7X   63 X7W   91 D7S  119 R7N  147 H5Q  175 M3W  203 W5S  |
|    8 Z7X   36 E2G   64 P7D   92 W8C  120 U2Y  148 N4W  176 M6J  204 X8F  |
|    9 T3W   37 D8C   65 K6X   93 F9N  121 Y7M  149 U5Y  177 V8W  205 L9L  |
|   10 T5K   38 G4U   66 W6X   94 Q2A  122 L4T  150 W8S  178 C9N  206 A3C  |
|   11 Y7S   39 C9S   67 U9N   95 W5Y  123 V3M  151 P8Q  179 A3X  207 J4T  |
|   12 T9A   40 X8B   68 G4N   96 F3U  124 S8Y  152 Z2N  180 P7U  208 D5W  |
|   13 Z7F   41 L9N   69 Y6F   97 L7Z  125 C3W  153 V2U  181 C2M  209 E3V  |
|   14 W9M   42 E4G   70 B3Y   98 J7H  126 N6U  154 F6F  182 V5F  210 F7H  |
+--------------------------------------------------------------------------+
`.slice(1);

describe('text', () => {
  it('draws the whole card with a fold and brackets around what is marked', () => {
    expect(codeCardText(CARD, { highlight: [100, 50, 78] })).toBe(WHOLE_CARD);
  });

  it('draws one half of an online card with its expiry', () => {
    const options = { half: 'upper', expiry: '2026-01-31 12:00 UTC', highlight: [224] } as const;
    expect(codeCardText(CARD, options)).toBe(UPPER_HALF);
  });

  it('has in its lower half the rows that the upper half lacks', () => {
    const cells = (text: string) => text.match(/\d+ [A-Z0-9]{3}(?![A-Z0-9])(?= )/g) ?? [];
    const upper = cells(codeCardText(CARD, { half: 'upper' }));
    const lower = cells(codeCardText(CARD, { half: 'lower' }));
    expect(upper).toHaveLength(112);
    expect([...upper, ...lower].sort()).toEqual(CARD.codes.map((code, at) => `${at + 1} ${code}`).sort());
    expect(codeCardText(CARD, { half: 'lower' })).toContain('lower half');
  });

  it('fits 80 columns of ASCII with the longest of everything', () => {
    const longest: CodeCard = { ...CARD, serialNumber: 'ABCDEFGH-1234567' };
    const highlight = Array.from({ length: 224 }, (_, at) => at + 1);
    const text = codeCardText(longest, { highlight, expiry: '31 September 2026 UT', half: 'both' });
    expect(text).toMatch(/^[\x20-\x7e\n]+$/);
    const lines = text.trimEnd().split('\n');
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([76]));
    expect(text.match(/\[[ \d]{3} [A-Z0-9]{3}\]/g)).toHaveLength(224);
  });
});

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  /** Names of the elements around it. */
  readonly path: readonly string[];
  /** How far the groups around it move it downwards. */
  readonly top: number;
}

/** Reads the little XML that a drawing is made of; anything else (or a tag left open) fails. */
function readXml(xml: string): Element[] {
  const elements: Element[] = [];
  const open: { name: string; top: number }[] = [];
  const tag = /<(\/?)([a-z]+)((?: [A-Za-z0-9-]+="[^"<>]*")*)(\/?)>([^<>]*)/gy;
  while (tag.lastIndex < xml.length) {
    const at = tag.lastIndex;
    const [, closing, name, rest, empty, text] = tag.exec(xml) ?? [];
    if (name === undefined) throw new Error(`no tag at ${xml.slice(at, at + 60)}`);
    if (/&(?!(amp|lt|gt|quot|apos);)/.test(`${rest}${text}`)) throw new Error(`a bare & in ${name}`);
    if (closing === '/') {
      expect(open.pop()?.name).toBe(name);
      continue;
    }
    const attributes = Object.fromEntries(
      [...(rest ?? '').matchAll(/ ([A-Za-z0-9-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value ?? '']),
    );
    const shift = Number(/^translate\(0 (\d+)\)$/.exec(attributes.transform ?? '')?.[1] ?? 0);
    const top = (open.at(-1)?.top ?? 0) + shift;
    elements.push({ name, attributes, text: text ?? '', path: open.map((outer) => outer.name), top });
    if (empty !== '/') open.push({ name, top });
  }
  expect(open).toEqual([]);
  return elements;
}

/** Where a text stands on the whole card, once for each time that it is there. */
function placed(drawing: readonly Element[], text: string): { x: number; y: number }[] {
  return drawing
    .filter((element) => element.name === 'text' && element.text === text)
    .map(({ attributes, top }) => ({ x: Number(attributes.x), y: Number(attributes.y) + top }));
}

/** A card on which no two codes are alike: `QAA`, `QAB`, ... */
const DISTINCT: CodeCard = {
  serialNumber: 'PRINT-01',
  checkValue: 'CHEK',
  alphabet: 'alphanumeric',
  codes: Array.from({ length: 224 }, (_, at) => {
    return `Q${String.fromCharCode(65 + Math.floor(at / 26), 65 + (at % 26))}`;
  }),
};

describe('SVG', () => {
  it('is a picture with a title, and stands alone', () => {
    const svg = codeCardSvg(DISTINCT);
    const [root, title] = readXml(svg);
    expect(root).toMatchObject({
      name: 'svg',
      attributes: { role: 'img', xmlns: 'http://www.w3.org/2000/svg' },
    });
    expect(title).toMatchObject({
      name: 'title',
      path: ['svg'],
      text: `SECURITY CODE CARD PRINT-01: ${WORDS}`,
    });
    expect(svg).not.toMatch(/<(script|style|image|use|a)\b| (id|href|class|style|on[a-z]+)=/);
    expect(svg).toMatch(/^[\x20-\x7e\n]+$/);
  });

  it('is printed at the size of two bank cards with a margin of 2 mm', () => {
    expect(readXml(codeCardSvg(DISTINCT))[0]?.attributes).toMatchObject({
      width: '89.6mm',
      height: '111.96mm',
      viewBox: '-200 -200 8960 11196',
    });
    expect(readXml(codeCardSvg(DISTINCT, { half: 'lower' }))[0]?.attributes.height).toBe('57.98mm');
  });

  it('shows each code once, to the right of its index number, in 8 columns of 28 rows down the columns', () => {
    const drawing = readXml(codeCardSvg(DISTINCT));
    const places = DISTINCT.codes.map((code, at) => {
      const [place, ...others] = placed(drawing, code);
      const [number, ...otherNumbers] = placed(drawing, `${at + 1}`);
      expect([others, otherNumbers]).toEqual([[], []]);
      expect(number?.y).toBe(place?.y);
      expect((place?.x ?? 0) - (number?.x ?? 0)).toBe(75);
      return place ?? { x: Number.NaN, y: Number.NaN };
    });
    const xs = [...new Set(places.map(({ x }) => x))].sort((one, other) => one - other);
    const ys = [...new Set(places.map(({ y }) => y))].sort((one, other) => one - other);
    // Columns are 10 mm apart and rows 2.9 mm, so that nothing overlaps; the first code starts 7.7 mm in.
    expect(xs).toEqual(Array.from({ length: 8 }, (_, column) => 770 + 1000 * column));
    expect(ys).toHaveLength(28);
    for (const half of [ys.slice(0, 14), ys.slice(14)]) {
      expect(half.map((y) => y - (half[0] ?? 0))).toEqual(Array.from({ length: 14 }, (_, row) => 290 * row));
    }
    places.forEach(({ x, y }, at) => {
      expect([xs.indexOf(x), ys.indexOf(y)]).toEqual([Math.floor(at / 28), at % 28]);
    });
    // The fold lies between the halves: below the 14th row, above the 15th.
    expect(ys[13]).toBeLessThan(5398);
    expect(ys[14]).toBeGreaterThan(5398);
    const folds = drawing.filter(({ attributes }) => attributes['stroke-dasharray'] !== undefined);
    expect(folds.map(({ attributes }) => [attributes.y1, attributes.y2])).toEqual([
      ['5398', '5398'],
      ['5398', '5398'],
    ]);
  });

  it('says on each face that it is a test device, with serial number, check value and expiry', () => {
    const drawing = readXml(codeCardSvg(DISTINCT, { expiry: '2026-01-31' }));
    for (const text of [
      'ONLINE SECURITY CODE CARD',
      WORDS,
      'Serial number PRINT-01',
      'Check value CHEK',
      'Valid until 2026-01-31',
    ]) {
      expect(placed(drawing, text)).toHaveLength(2);
    }
    expect(codeCardSvg(DISTINCT)).not.toMatch(/ONLINE|Valid until/);
  });

  it('inverts what is marked and nothing else', () => {
    const inverted = (elements: readonly Element[]) => {
      const paper = elements.filter(
        ({ name, attributes }) => name === 'text' && attributes.fill === '#ffffff',
      );
      return paper.map(({ text }) => text);
    };
    const drawing = readXml(codeCardSvg(DISTINCT, { highlight: [100, 50] }));
    expect(inverted(drawing).sort()).toEqual(['100', '50', DISTINCT.codes[99], DISTINCT.codes[49]].sort());
    expect(inverted(readXml(codeCardSvg(DISTINCT)))).toEqual([]);
    const [code] = placed(drawing, DISTINCT.codes[99] as string);
    const grounds = drawing.filter(({ name, attributes }) => name === 'rect' && attributes.rx === '50');
    expect(grounds).toHaveLength(2);
    const around = grounds.filter(({ attributes: { x, y, width, height }, top }) => {
      const [left, upper] = [Number(x), Number(y) + top];
      const { x: codeX = Number.NaN, y: codeY = Number.NaN } = code ?? {};
      return codeX > left && codeX < left + Number(width) && codeY > upper && codeY < upper + Number(height);
    });
    expect(around).toHaveLength(1);
  });

  it('draws one half alone, without a fold', () => {
    const drawing = readXml(codeCardSvg(DISTINCT, { half: 'lower' }));
    expect(placed(drawing, 'lower half')).toHaveLength(1);
    expect(placed(drawing, DISTINCT.codes[14] as string)).toHaveLength(1);
    expect(placed(drawing, DISTINCT.codes[13] as string)).toHaveLength(0);
    expect(placed(drawing, 'fold')).toHaveLength(0);
  });

  it('escapes what it is given', () => {
    const hostile: CodeCard = { ...DISTINCT, serialNumber: `</text><a "&'>` };
    const drawing = readXml(codeCardSvg(hostile, { expiry: '<&">' }));
    expect(placed(drawing, 'Serial number &lt;/text&gt;&lt;a &quot;&amp;&apos;&gt;')).toHaveLength(2);
    expect(placed(drawing, 'Valid until &lt;&amp;&quot;&gt;')).toHaveLength(2);
  });
});

describe('both drawings', () => {
  it.each([codeCardText, codeCardSvg])('%o refuses an index number off the card', (draw) => {
    for (const index of [0, 225, 1.5]) {
      expect(() => draw(CARD, { highlight: [index] })).toThrow(
        expect.objectContaining({ code: 'CARD_INDEX' }),
      );
    }
  });

  it.each([codeCardText, codeCardSvg])('%o refuses an expiry that would break the frame', (draw) => {
    for (const expiry of ['', 'x'.repeat(21), '2026\n', '\u001b[2J', '\u4eca\u65e5']) {
      expect(() => draw(CARD, { expiry })).toThrow('expiry');
    }
  });
});
