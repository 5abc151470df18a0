/** The row of tabs: every device has one, the shown one is whole. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortenEnd, shortenMiddle } from '../../emulator/terminal/shorten.js';
import { tabsOf } from '../../emulator/terminal/tabs.js';

/** Columns for tabs on a screen of 80. */
const WIDTH = 55;
const row = (names: readonly string[], shown: number, width = WIDTH) =>
  tabsOf(names, shown, width)
    .map(({ text }) => text)
    .join('');

const DEMOS = ['dsc-plus (demo)', 'security-code-card (demo)', 'dsc-plus-classic (demo)'];

describe('tabs', () => {
  it('are whole where there is room', () => {
    expect(row(DEMOS, 0, 100)).toBe(
      '[1 dsc-plus (demo)] 2 security-code-card (demo)  3 dsc-plus-classic (demo) ',
    );
  });

  it('keep the shown one whole and share the rest fairly', () => {
    expect(row(DEMOS, 0)).toBe('[1 dsc-plus (demo)] 2 security-cod..  3 dsc-plus-cla.. ');
    expect(row(DEMOS, 1)).toBe(' 1 dsc-plu.. [2 security-code-card (demo)] 3 dsc-plu.. ');
  });

  it('give what a short name does not need to the longer ones', () => {
    expect(row(['a', 'b', 'c'.repeat(60), 'd'], 0)).toBe(`[1 a] 2 b  3 ${'c'.repeat(34)}..  4 d `);
  });

  it('all say something while the shortest fit, and the shown one is whole where it leaves them room', () => {
    const names = fc.array(fc.string({ minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(names, fc.nat(8), fc.integer({ min: 55, max: 200 }), (some, position, width) => {
        const shown = position % some.length;
        const tabs = tabsOf(some, shown, width);
        expect(tabs.map(({ device }) => device)).toEqual(some.map((_, device) => device));
        expect(tabs.map(({ text }) => text).join('').length).toBeLessThanOrEqual(width);
        for (const { device, text } of tabs) expect(text).toMatch(new RegExp(`^[[ ]${device + 1}`));
        const whole = `[${shown + 1} ${some[shown]}]`;
        if (whole.length + 6 * (some.length - 1) <= width) expect(tabs[shown]?.text).toBe(whole);
      }),
    );
  });

  it('leave out the farthest of very many, never the shown one', () => {
    const many = Array.from({ length: 40 }, (_, position) => `card ${position}`);
    for (const shown of [0, 17, 39]) {
      const tabs = tabsOf(many, shown, WIDTH);
      expect(tabs.map(({ device }) => device)).toContain(shown);
      expect(tabs.map(({ text }) => text).join('').length).toBeLessThanOrEqual(WIDTH);
      expect(tabs.length).toBe(9);
    }
  });
});

describe('shortening', () => {
  it('keeps the end of an address readable', () => {
    expect(shortenMiddle('/dev/pts/5', 10)).toBe('/dev/pts/5');
    expect(shortenMiddle('unix:/run/user/1000/bench/card.sock', 22)).toBe('unix:/...nch/card.sock');
  });

  it('never makes a text longer than its room, and keeps start and end', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.nat(70), (text, width) => {
        const middle = shortenMiddle(text, width);
        expect(middle.length).toBe(Math.min(text.length, width));
        expect(text.startsWith(middle.split('...')[0] as string)).toBe(true);
        expect(shortenEnd(text, width).length).toBeLessThanOrEqual(width);
      }),
    );
  });
});
