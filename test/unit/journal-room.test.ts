/** The journal at the borders of its pages: each size is counted by hand from the layout in `page.ts`. */
import { describe, expect, it } from 'vitest';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import { Journal } from '../../firmware/storage/journal.js';
import { refusal } from './refusals.js';

const PAGE_BYTES = 512;
/** Page header, the record of type 1, the note that the other pages are erased, the mark of the mount. */
const USED_BYTES = 24 + 16 + 16 + 8;
/** What a record takes besides its payload, filled up to a multiple of 8: type, length and sequence; CRC-32. */
const RECORD_BYTES = 8 + 4;

/** A mark, and the note that other pages are not erased. */
const MOUNT_BYTES = 8 + 16;

function mounted(pageCount = 2) {
  const flash = FlashChip.erased(PAGE_BYTES, pageCount);
  Journal.format(flash, new Map([[1, Uint8Array.of(1, 2, 3, 4)]]));
  return { flash, journal: Journal.mount(flash) };
}

function erasesOf({ wear }: FlashChip): number {
  return wear.reduce((sum, count) => sum + count, 0);
}

describe('a record', () => {
  const room = PAGE_BYTES - USED_BYTES;

  it.each([
    ['that leaves room for what the next mount may write is added to the page', room - MOUNT_BYTES, 0],
    ['that leaves a word less goes to a new page', room - MOUNT_BYTES + 8, 2],
  ])('%s', (_, bytes, erases) => {
    const { flash, journal } = mounted();
    const before = erasesOf(flash);
    const payload = new Uint8Array(bytes - RECORD_BYTES).fill(0x5a);
    journal.append(2, payload);
    expect(erasesOf(flash) - before).toBe(erases);
    expect(Journal.mount(flash).get(2)).toEqual(payload);
  });

  it('that fills a page to its last byte is taken, and no longer one', () => {
    // On a new page there is no mark of a mount.
    const most = PAGE_BYTES - (USED_BYTES - 8) - 8 - RECORD_BYTES;
    const { flash, journal } = mounted();
    journal.append(2, new Uint8Array(most).fill(0x5a));
    expect(Journal.mount(flash).get(2)).toHaveLength(most);
    for (const mounts of [3, 4, 5]) expect(Journal.mount(flash).mounts).toBe(mounts);
    expect(() => mounted().journal.append(2, new Uint8Array(most + 9))).toThrow(refusal('FLASH_FULL'));
  });

  it('of a new journal may fill its page but for one mark', () => {
    const most = PAGE_BYTES - 24 - 16 - 8 - RECORD_BYTES;
    const flash = FlashChip.erased(PAGE_BYTES, 2);
    Journal.format(flash, new Map([[1, new Uint8Array(most)]]));
    expect(Journal.mount(flash).get(1)).toHaveLength(most);
    expect(() => Journal.format(flash, new Map([[1, new Uint8Array(most + 1)]]))).toThrow(
      refusal('FLASH_FULL'),
    );
  });
});

describe('pages that do not count', () => {
  it('are erased by a format, whatever was on them', () => {
    const flash = FlashChip.holding(new Uint8Array(3 * PAGE_BYTES), { pageBytes: PAGE_BYTES, pageCount: 3 });
    Journal.format(flash, new Map([[1, Uint8Array.of(1)]]));
    expect(
      flash
        .image()
        .subarray(PAGE_BYTES)
        .every((byte) => byte === 0xff),
    ).toBe(true);
  });

  it.each([1, 2])('are erased by a mount, if only page %d of them is not', (page) => {
    const { flash } = mounted(3);
    flash.program(page * PAGE_BYTES + 100, Uint8Array.of(0x0f));
    Journal.mount(flash);
    expect(
      flash
        .image()
        .subarray(PAGE_BYTES)
        .every((byte) => byte === 0xff),
    ).toBe(true);
    const wear = erasesOf(flash);
    Journal.mount(flash);
    expect(erasesOf(flash)).toBe(wear);
  });
});

describe('a mount', () => {
  it('compacts when it finds less room than it may need, not when it finds as much', () => {
    const { flash, journal } = mounted();
    journal.append(2, new Uint8Array(PAGE_BYTES - USED_BYTES - MOUNT_BYTES - RECORD_BYTES));
    const before = erasesOf(flash);
    Journal.mount(flash);
    expect(erasesOf(flash)).toBe(before);
    Journal.mount(flash);
    expect(erasesOf(flash)).toBe(before + 2);
  });

  it('reads a chip that begins at any byte of a memory', () => {
    const { flash } = mounted();
    const memory = new Uint8Array(2 * PAGE_BYTES + 1);
    memory.set(flash.image(), 1);
    const moved = FlashChip.holding(memory.subarray(1), { pageBytes: PAGE_BYTES, pageCount: 2 });
    expect(Journal.mount(moved).get(1)).toEqual(Uint8Array.of(1, 2, 3, 4));
  });
});

describe('what a mount writes', () => {
  /** Offset and bytes of each. */
  function programmedByMount(flash: FlashChip): [number, number][] {
    const programmed: [number, number][] = [];
    const program = flash.program.bind(flash);
    flash.program = (offset, bytes) => {
      programmed.push([offset, bytes.length]);
      program(offset, bytes);
    };
    Journal.mount(flash);
    return programmed;
  }

  it('is its mark, and the item before once more', () => {
    const { flash, journal } = mounted();
    journal.append(2, Uint8Array.of(7));
    expect(programmedByMount(flash)).toEqual([
      [USED_BYTES, 16],
      [USED_BYTES + 16, 8],
    ]);
  });

  it('on a page never mounted before is the whole page', () => {
    const flash = FlashChip.erased(PAGE_BYTES, 2);
    Journal.format(flash, new Map([[1, Uint8Array.of(1, 2, 3, 4)]]));
    expect(programmedByMount(flash)).toEqual([
      [0, USED_BYTES - 8],
      [USED_BYTES - 8, 8],
    ]);
  });
});
