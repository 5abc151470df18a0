/**
 * Bits that a power cut left unstable: what a mount once found stays, and what was erased never comes back. The
 * sweeps of test/simulation/sweep cut everywhere; here are the cases that were hard to get right.
 */
import { describe, expect, it } from 'vitest';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import { untilPowerCut } from '../../emulator/board/power-cut.js';
import { FaultyFlash } from '../../emulator/faults/faulty-flash.js';
import { quickNumbers } from '../../emulator/faults/quick-numbers.js';
import { type CutPoint, drawnTear } from '../../emulator/faults/torn-operation.js';
import { Journal } from '../../firmware/storage/journal.js';

const PAGE_BYTES = 512;
const OLD = 'the old secret';
const NEW = 'a newer secret';

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function newChip(seed: number): FaultyFlash {
  const chip = FlashChip.erased(PAGE_BYTES, 2);
  Journal.format(
    chip,
    new Map([
      [1, text('one')],
      [2, text(OLD)],
    ]),
  );
  return new FaultyFlash(chip, seed);
}

function secretOf(flash: FaultyFlash): string {
  return Buffer.from(Journal.mount(flash).get(2) ?? []).toString();
}

/** Runs something until it is cut in its n-th operation; the chip has power again then. */
function cutIn(flash: FaultyFlash, operation: number, point: CutPoint, run: () => void): void {
  flash.cutAt(operation, point);
  untilPowerCut(run);
  expect(flash.isPowered).toBe(false);
  flash.restorePower();
}

/** Counts the operations of something on a copy. */
function operationsOf(flash: FaultyFlash, run: (flash: FaultyFlash) => void): number {
  const copy = flash.copy('count');
  run(copy);
  return copy.operations;
}

const replace = (journal: Journal) => journal.rewrite(new Map([[2, text(NEW)]]));

/** A rewrite ends with: the header of the new page, the erase of the old one, two words of a record. */
const HEADER_FROM_END = 4;
const ERASE_FROM_END = 3;

/** Mounts a journal and replaces the secret, cut in an operation that is counted from the end. */
function replaceUntil(flash: FaultyFlash, fromEnd: number, point: CutPoint): void {
  const mountAndReplace = (chip: FaultyFlash) => replace(Journal.mount(chip));
  const operations = operationsOf(flash, mountAndReplace);
  cutIn(flash, operations - fromEnd, point, () => mountAndReplace(flash));
}

/** Does any of many readings of the chip show the text? */
function canShow(flash: FaultyFlash, secret: string): boolean {
  return Array.from({ length: 50 }, () => Buffer.from(flash.image())).some((image) => image.includes(secret));
}

describe('an unstable bit', () => {
  it('of the item written last reads the same for ever once mount returned', () => {
    for (let seed = 0; seed < 400; seed += 1) {
      const flash = newChip(seed);
      const journal = Journal.mount(flash);
      cutIn(flash, seed % 2, drawnTear(quickNumbers(seed, 'test')), () => journal.append(4, text('after')));
      const settled = Journal.mount(flash).get(4);
      for (let mounts = 0; mounts < 8; mounts += 1) expect(Journal.mount(flash).get(4)).toEqual(settled);
    }
  });

  it('of a new page header decides once between the old and the new page', () => {
    const met = new Set<string>();
    for (let seed = 0; seed < 400; seed += 1) {
      const flash = newChip(seed);
      const weak = (bit: number) => (bit === seed % 100 ? 'unstable' : 'changed');
      replaceUntil(flash, HEADER_FROM_END, weak);
      const settled = secretOf(flash);
      met.add(settled);
      for (let mounts = 0; mounts < 4; mounts += 1) expect(secretOf(flash)).toEqual(settled);
      expect(canShow(flash, settled === OLD ? NEW : OLD)).toBe(false);
    }
    expect(met).toEqual(new Set([OLD, NEW]));
  });
});

describe('an erase that is cut so late that its page can read as erased', () => {
  it('is done again by the next mount, or the replaced secret would come back', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const flash = newChip(seed);
      replaceUntil(flash, ERASE_FROM_END, () => 'unstable');
      expect(canShow(flash, OLD)).toBe(true);
      expect(secretOf(flash)).toBe(NEW);
      expect(canShow(flash, OLD)).toBe(false);
    }
  });

  it('in a mount is done again by the next one', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const flash = newChip(seed);
      replaceUntil(flash, HEADER_FROM_END, 'before');
      const erase = operationsOf(flash, Journal.mount) - ERASE_FROM_END;
      cutIn(
        flash,
        erase,
        () => 'unstable',
        () => void Journal.mount(flash),
      );
      expect(canShow(flash, NEW)).toBe(true);
      expect(secretOf(flash)).toBe(OLD);
      expect(canShow(flash, NEW)).toBe(false);
    }
  });
});

describe('a new page whose header could not be read', () => {
  it('and can, when a mount has begun to erase it, does not count', () => {
    let halfErased = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const flash = newChip(seed);
      replaceUntil(flash, HEADER_FROM_END, (bit) => (bit === 7 ? 'unstable' : 'changed'));
      const operations = operationsOf(flash, Journal.mount);
      flash.cutAt(operations - ERASE_FROM_END, (bit, count) => (bit < count / 2 ? 'untouched' : 'changed'));
      untilPowerCut(() => Journal.mount(flash));
      if (!flash.isPowered) halfErased += 1;
      flash.restorePower();
      expect([OLD, NEW]).toContain(secretOf(flash));
    }
    expect(halfErased).toBeGreaterThan(50);
  });
});
