import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import { SeededRandom } from '../../emulator/board/seeded-random.js';
import { MANUAL_START_MS, VirtualClock } from '../../emulator/board/virtual-clock.js';

describe('the flash chip', () => {
  it('clears bits by programming and sets them only by erasing a page', () => {
    const chip = FlashChip.erased(16, 2);
    chip.program(14, Uint8Array.of(0b1010_1010, 0x0f, 0xf0));
    chip.program(14, Uint8Array.of(0b1100_1100));
    expect([...chip.read(14, 3)]).toEqual([0b1000_1000, 0x0f, 0xf0]);
    chip.erase(0);
    expect([...chip.read(14, 3)]).toEqual([0xff, 0xff, 0xf0]);
    expect(chip.operations).toBe(3);
  });

  it('has an end', () => {
    const chip = FlashChip.erased(16, 2);
    expect(() => chip.program(31, Uint8Array.of(0, 0))).toThrow(RangeError);
    expect(() => chip.program(-1, Uint8Array.of(0))).toThrow(RangeError);
    expect(() => chip.erase(2)).toThrow(RangeError);
    expect(() => new FlashChip(new Uint8Array(31), 16, 2)).toThrow(RangeError);
  });
});

describe('a chip that a file follows', () => {
  const fails = () => {
    throw new Error('the disk is full');
  };

  it('stays as the file is when the file cannot be written', () => {
    const cells = new Uint8Array(32).fill(0x5a);
    const broken = { programmed: fails, beforeErase: () => {}, erased: fails };
    const chip = new FlashChip(cells, 16, 2, broken);
    expect(() => chip.program(3, Uint8Array.of(0))).toThrow('full');
    expect(() => chip.erase(1)).toThrow('full');
    expect(cells).toEqual(new Uint8Array(32).fill(0x5a));
  });

  it('tells it what the cells become', () => {
    const seen: number[][] = [];
    const sink = {
      programmed: (offset: number, after: Uint8Array) => seen.push([offset, ...after]),
      beforeErase: () => seen.push([]),
      erased: (offset: number, after: Uint8Array) => seen.push([offset, after.length, ...new Set(after)]),
    };
    const chip = new FlashChip(new Uint8Array(32).fill(0b1100), 16, 2, sink);
    chip.program(3, Uint8Array.of(0b0101, 0xff));
    chip.erase(1);
    expect(seen).toEqual([[3, 0b0100, 0b1100], [], [16, 16, 0xff]]);
  });
});

describe('seeded randomness', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest();

  it('is SHA-256 over seed and block counter, whatever the pieces', () => {
    const expected = Buffer.concat([
      sha256('tokentwin random board 0:7'),
      sha256('tokentwin random board 1:7'),
    ]);
    const random = new SeededRandom(7);
    const pieces = [random.bytes(1), random.bytes(40), random.bytes(23)];
    expect(Buffer.concat(pieces)).toEqual(expected);
  });

  it('asks for a seed only when a byte is drawn, and once', () => {
    let asked = 0;
    const random = new SeededRandom(() => {
      asked += 1;
      return 'late';
    });
    expect(asked).toBe(0);
    random.bytes(100);
    expect(asked).toBe(1);
    expect(new SeededRandom('late').bytes(4)).not.toEqual(new SeededRandom('late', 'other').bytes(4));
  });
});

describe('the virtual clock', () => {
  it('stands still until it is moved when manual', () => {
    const clock = new VirtualClock('manual');
    expect(clock.now()).toBe(MANUAL_START_MS);
    clock.skip(1500);
    expect(clock.now()).toBe(MANUAL_START_MS + 1500);
  });

  it('follows the wall clock plus what was skipped, and never goes back', () => {
    let wallMs = 1000;
    const clock = new VirtualClock('real', null, () => wallMs);
    clock.skip(500);
    expect(clock.now()).toBe(1500);
    wallMs = 2000;
    expect(clock.now()).toBe(2500);
    wallMs = 100;
    expect(clock.now()).toBe(2500);
    clock.skip(600);
    expect(clock.now()).toBe(3100);
    wallMs = 200;
    expect(clock.now()).toBe(3200);
  });
});
