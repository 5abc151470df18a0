/** Drawings as PNG: read back by a decoder of our own, because a picture can be a good file and empty. */
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codeCardSvg } from '../../emulator/drawing/code-card-svg.js';
import { pngOf } from '../../emulator/drawing/png.js';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';

interface Decoded {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel, lines from the top. */
  readonly pixels: Uint8Array;
}

function paeth(left: number, above: number, corner: number): number {
  const [a, b, c] = [above - corner, left - corner, left + above - 2 * corner].map(Math.abs);
  if ((a as number) <= (b as number) && (a as number) <= (c as number)) return left;
  return (b as number) <= (c as number) ? above : corner;
}

/** PNG (ISO 15948) of 8 bits, RGBA, not interlaced, which is what is promised. */
function decoded(png: Uint8Array): Decoded {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const data: Buffer[] = [];
  let [width, height] = [0, 0];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const content = bytes.subarray(at + 8, at + 8 + length);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'IHDR') {
      [width, height] = [content.readUInt32BE(0), content.readUInt32BE(4)];
      expect([...content.subarray(8)]).toEqual([8, 6, 0, 0, 0]);
    } else if (type === 'IDAT') data.push(content);
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(data));
  const stride = 4 * width;
  const pixels = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)];
    for (let at = 0; at < stride; at += 1) {
      const target = row * stride + at;
      const left = at < 4 ? 0 : (pixels[target - 4] as number);
      const above = row === 0 ? 0 : (pixels[target - stride] as number);
      const corner = at < 4 || row === 0 ? 0 : (pixels[target - stride - 4] as number);
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter as number];
      pixels[target] = (raw[row * (stride + 1) + 1 + at] as number) + (predicted as number);
    }
  }
  return { width, height, pixels };
}

/** How many pixels of a rectangle are nearly black. */
function darkPixels({ width, pixels }: Decoded, left: number, top: number, right: number, bottom: number) {
  let dark = 0;
  for (let y = top; y < bottom; y += 1)
    for (let x = left; x < right; x += 1) {
      const [red = 0, green = 0, blue = 0] = pixels.subarray(4 * (y * width + x));
      if (red + green + blue < 150) dark += 1;
    }
  return dark;
}

const box = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect width="200" height="100" fill="#fff"/>${content}</svg>`;

describe('a drawing as PNG', () => {
  it('has its shapes where they are', async () => {
    const picture = decoded(await pngOf(box('<rect x="20" y="10" width="40" height="20"/>'), 400));
    expect([picture.width, picture.height]).toEqual([400, 200]);
    expect(darkPixels(picture, 40, 20, 120, 60)).toBe(80 * 40);
    expect(darkPixels(picture, 0, 0, 400, 200)).toBe(80 * 40);
  });

  it.each(['Helvetica', 'Arial', 'ui-monospace, Cousine', 'a font that is nowhere'])(
    'has letters of the package in %s, on a machine without fonts too',
    async (font) => {
      const text = (letters: string) =>
        `<text x="20" y="60" font-family="${font}" font-size="40">${letters}</text>`;
      const [wide, narrow] = await Promise.all(
        ['MMMM', 'iiii'].map(async (letters) => decoded(await pngOf(box(text(letters)), 200))),
      );
      expect(darkPixels(wide as Decoded, 20, 30, 160, 62)).toBeGreaterThan(500);
      expect(darkPixels(narrow as Decoded, 20, 30, 160, 62)).toBeGreaterThan(100);
    },
  );

  it('is the same each time, and shows the codes of a card', async () => {
    const card = SecurityCodeCard.demo();
    const svg = codeCardSvg(card.card);
    const [first, again] = [await pngOf(svg), await pngOf(svg)];
    expect(first).toEqual(again);
    expect(decoded(first).width).toBe(856);
    card.setPrint({ smudged: [7] });
    expect(await pngOf(codeCardSvg(card.card))).not.toEqual(first);
  });
});
