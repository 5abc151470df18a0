/**
 * Damage that no power cut can have left is refused, and the chip stays as it is.
 */
import { describe, expect, it } from 'vitest';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import { isTokentwinError } from '../../firmware/error.js';
import { crc32 } from '../../firmware/storage/crc32.js';
import { Journal } from '../../firmware/storage/journal.js';
import { encodeRecord } from '../../firmware/storage/page.js';

const PAGE_BYTES = 512;
const HEADER_BYTES = 24;
const RECORD_BYTES = 24;
/** The journal's own record, which stands behind those that it is made with. */
const OWN_RECORD_BYTES = 16;
const PAYLOADS = [1, 2, 3].map((type) => [type, new Uint8Array(11).fill(type)] as const);

/** Mounts with one bit of a byte turned over; the types that are left, or that it was refused untouched. */
function withDamage(cells: Uint8Array, offset: number, bit: number): number[] | 'refused' {
  const damaged = cells.slice();
  damaged[offset] = (damaged[offset] as number) ^ bit;
  const flash = new FlashChip(damaged.slice(), PAGE_BYTES, 2);
  try {
    const journal = Journal.mount(flash);
    return [1, 2, 3, 4, 5].filter((type) => journal.get(type)?.every((byte) => byte === type));
  } catch (error) {
    expect(isTokentwinError(error, 'FLASH_DAMAGED')).toBe(true);
    expect(flash.cells).toEqual(damaged);
    return 'refused';
  }
}

describe('a bit turned over', () => {
  it('anywhere in what a page was written with is refused, but for fill bytes', () => {
    const flash = FlashChip.erased(PAGE_BYTES, 2);
    Journal.format(flash, new Map(PAYLOADS));
    const records = HEADER_BYTES + 3 * RECORD_BYTES;
    for (let offset = 0; offset < records + OWN_RECORD_BYTES; offset += 1) {
      const inRecord = (offset - HEADER_BYTES) % RECORD_BYTES;
      const fill =
        offset < records
          ? offset >= HEADER_BYTES && inRecord === RECORD_BYTES - 1
          : offset >= records + OWN_RECORD_BYTES - 3;
      for (const bit of [0x01, 0x10, 0x80])
        expect(withDamage(flash.cells, offset, bit)).toEqual(fill ? [1, 2, 3] : 'refused');
    }
  });

  it('in a later record is refused as soon as something stands behind it', () => {
    const flash = FlashChip.erased(PAGE_BYTES, 2);
    Journal.format(flash, new Map(PAYLOADS));
    const journal = Journal.mount(flash);
    const start = HEADER_BYTES + 3 * RECORD_BYTES + OWN_RECORD_BYTES;
    journal.append(4, new Uint8Array(11).fill(4));
    journal.append(5, new Uint8Array(11).fill(5));
    for (let offset = start; offset < start + 8 + RECORD_BYTES - 1; offset += 1)
      expect(withDamage(flash.cells, offset, 0x10)).toBe('refused');
    // The last record looks like a write that was cut: then the state before it counts.
    expect(withDamage(flash.cells, start + 8 + RECORD_BYTES + 9, 0x10)).toEqual([1, 2, 3, 4]);
  });

  it('far in the free area is refused, next to the last item it looks like a cut write', () => {
    const flash = FlashChip.erased(PAGE_BYTES, 2);
    Journal.format(flash, new Map(PAYLOADS));
    const tail = HEADER_BYTES + 3 * RECORD_BYTES + OWN_RECORD_BYTES;
    expect(withDamage(flash.cells, tail + 3, 1)).toEqual([1, 2, 3]);
    expect(withDamage(flash.cells, tail + 8, 1)).toBe('refused');
    expect(withDamage(flash.cells, PAGE_BYTES - 1, 1)).toBe('refused');
  });
});

describe('what has the right check but says something else', () => {
  /** A journal of the three records, mounted once, and where its next item goes. */
  function mounted() {
    const flash = FlashChip.erased(PAGE_BYTES, 2);
    Journal.format(flash, new Map(PAYLOADS));
    Journal.mount(flash);
    return { flash, tail: HEADER_BYTES + 3 * RECORD_BYTES + OWN_RECORD_BYTES + 8 };
  }

  // Sequence numbers count from 1, and the journal's own record has one too.
  it.each([
    ['the record that follows', 5, false],
    ['a record of an earlier place', 4, true],
    ['a record of a later place', 6, true],
  ])('%s', (_, sequence, isRefused) => {
    const { flash, tail } = mounted();
    flash.program(tail, encodeRecord(4, sequence, new Uint8Array(11).fill(4)));
    if (isRefused) expect(withDamage(flash.cells, 0, 0)).toBe('refused');
    else expect(withDamage(flash.cells, 0, 0)).toEqual([1, 2, 3, 4]);
  });

  it('a record whose type is not confirmed', () => {
    const { flash, tail } = mounted();
    const record = encodeRecord(4, 5, new Uint8Array(11).fill(4));
    record[1] = 0xfa;
    const view = new DataView(record.buffer);
    view.setUint32(19, crc32(record, 0, 19), true);
    flash.program(tail, record);
    expect(withDamage(flash.cells, 0, 0)).toBe('refused');
  });

  it('a page of another kind', () => {
    const { flash } = mounted();
    const header = flash.cells.subarray(0, HEADER_BYTES);
    header.set(Buffer.from('TWJ2'));
    new DataView(header.buffer, header.byteOffset).setUint32(20, crc32(header, 0, 20), true);
    expect(withDamage(flash.cells, 0, 0)).toBe('refused');
  });
});

describe('a damaged page beside an older one that is whole', () => {
  /** A chip of three pages, rewritten so often, with the first page as it was at first and the newest damaged. */
  function withFirstPage(rewrites: number): FlashChip {
    const flash = FlashChip.erased(PAGE_BYTES, 3);
    Journal.format(flash, new Map(PAYLOADS));
    const first = flash.cells.slice(0, PAGE_BYTES);
    const journal = Journal.mount(flash);
    for (let count = 0; count < rewrites; count += 1) journal.rewrite(new Map([[4, Uint8Array.of(4)]]));
    flash.cells.set(first);
    const offset = rewrites * PAGE_BYTES + HEADER_BYTES + RECORD_BYTES + 12;
    flash.cells[offset] = (flash.cells[offset] as number) ^ 1;
    return flash;
  }

  it('of the generation before was never acknowledged, and the older one counts', () => {
    const journal = Journal.mount(withFirstPage(1));
    expect([1, 2, 3, 4].map((type) => journal.get(type)?.length)).toEqual([11, 11, 11, undefined]);
  });

  it('that is damaged as well is refused', () => {
    const flash = withFirstPage(1);
    const offset = HEADER_BYTES + RECORD_BYTES + 12;
    flash.cells[offset] = (flash.cells[offset] as number) ^ 1;
    expect(() => Journal.mount(flash)).toThrow(expect.objectContaining({ code: 'FLASH_DAMAGED' }));
  });

  it('of an earlier generation is refused', () => {
    expect(() => Journal.mount(withFirstPage(2))).toThrow(expect.objectContaining({ code: 'FLASH_DAMAGED' }));
  });
});
