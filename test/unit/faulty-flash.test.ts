/** A chip that loses its power at a chosen operation: what is left of it, and how unstable bits read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import { PowerCut } from '../../emulator/board/power-cut.js';
import { FaultyFlash } from '../../emulator/faults/faulty-flash.js';
import { quickNumbers } from '../../emulator/faults/quick-numbers.js';
import { type BitFate, drawnTear } from '../../emulator/faults/torn-operation.js';

const PAGE_BYTES = 16;

function chipOf(...bytes: number[]): FlashChip {
  const cells = new Uint8Array(2 * PAGE_BYTES).fill(0xff);
  cells.set(bytes);
  return new FlashChip(cells, PAGE_BYTES, 2);
}

function fates(letters: string): (bit: number) => BitFate {
  const byLetter = { '.': 'untouched', x: 'changed', '?': 'unstable' } as const;
  return (bit) => byLetter[letters[bit] as keyof typeof byLetter];
}

describe('an operation that is cut', () => {
  it.each([
    ['before', 0xff],
    ['after', 0x0f],
  ] as const)('%s it changes what it does as a whole, and then there is no power', (point, left) => {
    const flash = new FaultyFlash(chipOf());
    flash.cutAt(1, point);
    flash.program(0, Uint8Array.of(0x7f));
    expect(() => flash.program(1, Uint8Array.of(0x0f))).toThrow(PowerCut);
    expect(flash.isPowered).toBe(false);
    for (const access of [
      () => flash.read(0, 1),
      () => flash.program(0, Uint8Array.of(0)),
      () => flash.erase(0),
    ])
      expect(access).toThrow(PowerCut);
    expect([...flash.image().subarray(0, 2)]).toEqual([0x7f, left]);
    flash.restorePower();
    flash.program(0, Uint8Array.of(0x3f));
    expect([...flash.read(0, 2)]).toEqual([0x3f, left]);
    expect(flash.operations).toBe(3);
  });

  it('inside changes just the bits that it is told, in every combination', () => {
    const results = Array.from({ length: 16 }, (_, mask) => {
      const flash = new FaultyFlash(chipOf(0b1010_1111));
      flash.cutAt(0, (bit) => ((mask >> bit) & 1 ? 'changed' : 'untouched'));
      // Bits 1, 3, 5 and 7 are to be cleared and still set.
      expect(() => flash.program(0, Uint8Array.of(0b0101_0101))).toThrow(PowerCut);
      return flash.image()[0];
    });
    const cleared = (mask: number) => [1, 3, 5, 7].filter((_, bit) => (mask >> bit) & 1);
    const expected = results.map((_, mask) =>
      cleared(mask).reduce((byte, bit) => byte & ~(1 << bit), 0b1010_1111),
    );
    expect(results).toEqual(expected);
    expect(new Set(results).size).toBe(16);
  });

  it('inside an erase sets some of the bits of its page, and wears it out like a whole one', () => {
    const flash = new FaultyFlash(chipOf(0b0000_1111, 0x00));
    flash.cutAt(0, fates('xx..xxxxxxxx'));
    expect(flash.changingBits({ type: 'erase', page: 0 })).toBe(12);
    expect(() => flash.erase(0)).toThrow(PowerCut);
    expect([...flash.image().subarray(0, 3)]).toEqual([0b0011_1111, 0xff, 0xff]);
    expect(flash.wear).toEqual([1, 0]);
  });

  it('when drawn from a seed is the same each time, and between what was and what was to be', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.integer(), (bytes, seed) => {
        const [one, other] = [0, 1].map(() => {
          const flash = new FaultyFlash(chipOf(), seed);
          flash.cutAt(0, drawnTear(quickNumbers(seed, 'test')));
          expect(() => flash.program(0, bytes)).toThrow(PowerCut);
          return [flash.image(), flash.image(), flash.image()];
        });
        expect(one).toEqual(other);
        for (const image of one ?? [])
          for (const [index, byte] of bytes.entries())
            expect((image[index] as number) | byte).toBe(image[index]);
      }),
    );
  });
});

describe('an unstable bit', () => {
  /** Bits 0 to 3 of the first byte are unstable. */
  function unstable(seed = 1): FaultyFlash {
    const flash = new FaultyFlash(chipOf(), seed);
    flash.leave({ type: 'program', offset: 0, bytes: Uint8Array.of(0xf0) }, fates('????'));
    return flash;
  }

  const readings = (flash: FaultyFlash) => Array.from({ length: 200 }, () => flash.read(0, 1)[0] as number);

  it('reads as before and as it was to be, alone and together with the others', () => {
    const seen = readings(unstable());
    expect(seen.every((byte) => byte >= 0xf0)).toBe(true);
    expect(new Set(seen).size).toBe(16);
    for (const together of [0xf0, 0xff])
      expect(seen.filter((byte) => byte === together).length).toBeGreaterThan(30);
    expect(readings(unstable())).toEqual(seen);
    expect(readings(unstable(2))).not.toEqual(seen);
  });

  it('is settled by programming it and by erasing its page, and by nothing else', () => {
    const flash = unstable();
    expect(flash.unstableBits).toBe(4);
    flash.program(0, Uint8Array.of(0b0111_1110));
    flash.program(1, Uint8Array.of(0));
    flash.erase(1);
    expect(flash.unstableBits).toBe(3);
    expect(new Set(readings(flash)).size).toBe(8);
    flash.program(0, Uint8Array.of(0b0111_0000));
    expect(new Set(readings(flash))).toEqual(new Set([0x70]));
    const erased = unstable();
    erased.erase(0);
    expect(new Set(readings(erased))).toEqual(new Set([0xff]));
    const overwritten = unstable();
    overwritten.overwrite(0, Uint8Array.of(0x5a));
    expect(new Set(readings(overwritten))).toEqual(new Set([0x5a]));
  });

  it('of an erase that was cut after a program that was cut reads as set when the erase took', () => {
    const flash = unstable();
    flash.program(1, Uint8Array.of(0));
    flash.leave({ type: 'erase', page: 0 }, () => 'unstable');
    const seen = Array.from({ length: 200 }, () => [...flash.read(0, 2)].join());
    expect(seen).toContain('255,255');
    expect(seen).toContain('240,0');
    expect(seen).not.toContain('240,255');
  });
});

describe('a faulty chip', () => {
  it('tells the file what a cut operation left', () => {
    const written: number[] = [];
    const sink = {
      programmed: (offset: number, cells: Uint8Array) => {
        if (offset === 3) written.splice(0, Number.POSITIVE_INFINITY, ...cells);
      },
      beforeErase: () => undefined,
      erased: () => undefined,
    };
    const flash = new FaultyFlash(new FlashChip(new Uint8Array(32).fill(0xff), PAGE_BYTES, 2, sink));
    flash.cutAt(0, fates('x.x.x.x.'));
    expect(() => flash.program(3, Uint8Array.of(0))).toThrow(PowerCut);
    expect(written).toEqual([0b1010_1010]);
  });

  it('and its copy share nothing', () => {
    const flash = new FaultyFlash(chipOf());
    flash.leave({ type: 'program', offset: 0, bytes: Uint8Array.of(0) }, fates('????????'));
    const copy = flash.copy('other');
    copy.erase(0);
    expect(copy.unstableBits).toBe(0);
    expect(flash.unstableBits).toBe(8);
    flash.program(0, Uint8Array.of(0));
    expect([copy.read(0, 1)[0], flash.read(0, 1)[0]]).toEqual([0xff, 0]);
  });
});
