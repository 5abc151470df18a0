/** Where things lie: nothing overlaps, nothing is outside, at every size. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  codeCardLayout,
  dscPlusLayout,
  fits,
  overlayLayout,
} from '../../emulator/terminal/layout.js';
import type { Rectangle } from '../../emulator/terminal/picture.js';

const size = fc.record({
  width: fc.integer({ min: 80, max: 300 }),
  height: fc.integer({ min: 24, max: 100 }),
});

function isInside(inner: Rectangle, outer: Rectangle): boolean {
  return (
    inner.left >= outer.left &&
    inner.top >= outer.top &&
    inner.left + inner.width <= outer.left + outer.width &&
    inner.top + inner.height <= outer.top + outer.height
  );
}

describe('the layout', () => {
  it('needs 80 x 24', () => {
    expect(fits({ width: 80, height: 24 })).toBe(true);
    expect(fits({ width: 79, height: 60 })).toBe(false);
    expect(fits({ width: 200, height: 23 })).toBe(false);
  });

  it('puts card and panel of a DSC+ side by side', () => {
    fc.assert(
      fc.property(size, (screen) => {
        const { card, panel } = dscPlusLayout(screen);
        expect(isInside(card, bodyOf(screen))).toBe(true);
        expect(isInside(panel, bodyOf(screen))).toBe(true);
        expect(card.left + card.width).toBeLessThan(panel.left);
        expect(panel.width).toBeGreaterThanOrEqual(24);
      }),
    );
  });

  it('draws a larger card where there is room', () => {
    const card = (width: number, height: number) => dscPlusLayout({ width, height }).card;
    expect(card(80, 24)).toEqual({ left: 0, top: 2, width: 55, height: 19 });
    expect(card(120, 40).width).toBeGreaterThan(70);
    expect(card(120, 24).width).toBe(55);
  });

  it('shows the whole code card where it fits, else a half, a row above and two rows below', () => {
    fc.assert(
      fc.property(size, (screen) => {
        const { card, whole, readerRow, fieldRow } = codeCardLayout(screen);
        const body = bodyOf(screen);
        expect(isInside({ ...card, height: card.height + 2 }, body)).toBe(true);
        expect(fieldRow).toBe(card.top + card.height);
        expect(readerRow).toBe(card.top - 1);
        expect(readerRow).toBeGreaterThanOrEqual(body.top);
        expect(card.height).toBe(whole ? 33 : 18);
      }),
    );
    expect(codeCardLayout({ width: 80, height: 24 }).whole).toBe(false);
    expect(codeCardLayout({ width: 120, height: 40 }).whole).toBe(true);
  });

  it('keeps a box inside', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 10, max: 200 }), (screen, wanted) => {
        const box = overlayLayout(screen, { width: wanted, height: wanted });
        expect(isInside(box, bodyOf(screen))).toBe(true);
      }),
    );
  });
});
