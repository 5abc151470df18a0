/**
 * A simulated NOR flash chip over bytes in memory.
 *
 * What it assumes of the real part:
 * - Programming clears the bits that it is asked to clear and never sets one; a word may be programmed again.
 * - Erasing sets every bit of one page and touches no other.
 * - Between operations bits stay as they are, and reading does not disturb them.
 * - Only erasing wears a page out, and no page ever wears out: the erases are counted, for whoever compares
 *   them with a data sheet.
 * - An operation takes the time that `timing` gives, whatever it changes. It is added up and nobody waits for
 *   it: a device is settled at the virtual time of its event, since all that one key brings about is done in
 *   less time than the key is down.
 *
 * Nothing fails here; `emulator/faults/faulty-flash.ts` puts faults around it. A `FlashSink` (a token file) is
 * told of every operation first: when it fails, the cells in memory stay as they are in the file.
 */
import type { BoardFlash, FlashGeometry, FlashTiming } from './board-flash.js';

/** Where a chip's contents are kept beyond memory. */
export interface FlashSink {
  /** @param cells what the cells from `offset` on become */
  programmed(offset: number, cells: Uint8Array): void;
  /** All that was programmed earlier must last before a page is erased. */
  beforeErase(): void;
  erased(offset: number, cells: Uint8Array): void;
}

const WORD_BYTES = 8;

export class FlashChip implements BoardFlash {
  operations = 0;
  busyUs = 0;
  timing: FlashTiming = { programUs: 0, eraseUs: 0 };
  readonly wear: number[];

  /**
   * @param cells the contents, `pageBytes * pageCount` bytes; kept and changed in place
   */
  constructor(
    readonly cells: Uint8Array,
    readonly pageBytes: number,
    readonly pageCount: number,
    private readonly sink: FlashSink | null = null,
  ) {
    if (cells.length !== pageBytes * pageCount) throw new RangeError('the contents do not fit the geometry');
    this.wear = new Array<number>(pageCount).fill(0);
  }

  /** A chip as it comes from the factory: every bit set. */
  static erased(pageBytes: number, pageCount: number): FlashChip {
    return new FlashChip(new Uint8Array(pageBytes * pageCount).fill(0xff), pageBytes, pageCount);
  }

  /** A chip of a given geometry that holds some cells, and keeps them. */
  static holding(cells: Uint8Array, { pageBytes, pageCount }: FlashGeometry): FlashChip {
    return new FlashChip(cells, pageBytes, pageCount);
  }

  image(): Uint8Array {
    return this.cells.slice();
  }

  read(offset: number, length: number): Uint8Array {
    return this.cells.subarray(offset, offset + length);
  }

  program(offset: number, bytes: Uint8Array): void {
    if (offset < 0 || offset + bytes.length > this.cells.length)
      throw new RangeError('program outside the chip');
    this.operations += 1;
    this.busyUs += Math.ceil(bytes.length / WORD_BYTES) * this.timing.programUs;
    if (this.sink !== null) {
      const after = bytes.map((byte, index) => byte & (this.cells[offset + index] as number));
      this.sink.programmed(offset, after);
    }
    for (let index = 0; index < bytes.length; index += 1) {
      this.cells[offset + index] = (this.cells[offset + index] as number) & (bytes[index] as number);
    }
  }

  overwrite(offset: number, bytes: Uint8Array): void {
    if (offset < 0 || offset + bytes.length > this.cells.length)
      throw new RangeError('overwrite outside the chip');
    this.sink?.programmed(offset, bytes);
    this.cells.set(bytes, offset);
  }

  erase(page: number): void {
    if (page < 0 || page >= this.pageCount) throw new RangeError('erase outside the chip');
    this.operations += 1;
    this.busyUs += this.timing.eraseUs;
    const start = page * this.pageBytes;
    this.sink?.beforeErase();
    this.sink?.erased(start, new Uint8Array(this.pageBytes).fill(0xff));
    this.wear[page] = (this.wear[page] as number) + 1;
    this.cells.fill(0xff, start, start + this.pageBytes);
  }
}
