/**
 * A simulated NOR flash chip over bytes in memory.
 *
 * What it assumes of the real part: programming clears bits and never sets one, erasing sets every bit of one
 * page, reads do not disturb. A `FlashSink` (a token file) is told of every operation first: when it fails, the
 * cells in memory stay as they are in the file.
 */
import type { Flash } from '../../firmware/storage/flash.js';

/** Where a chip's contents are kept beyond memory. */
export interface FlashSink {
  /** @param cells what the cells from `offset` on become */
  programmed(offset: number, cells: Uint8Array): void;
  /** All that was programmed earlier must last before a page is erased. */
  beforeErase(): void;
  erased(offset: number, cells: Uint8Array): void;
}

export class FlashChip implements Flash {
  /** Program and erase operations since the chip was made. */
  operations = 0;

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
  }

  /** A chip as it comes from the factory: every bit set. */
  static erased(pageBytes: number, pageCount: number): FlashChip {
    return new FlashChip(new Uint8Array(pageBytes * pageCount).fill(0xff), pageBytes, pageCount);
  }

  read(offset: number, length: number): Uint8Array {
    return this.cells.subarray(offset, offset + length);
  }

  program(offset: number, bytes: Uint8Array): void {
    if (offset < 0 || offset + bytes.length > this.cells.length)
      throw new RangeError('program outside the chip');
    this.operations += 1;
    if (this.sink !== null) {
      const after = bytes.map((byte, index) => byte & (this.cells[offset + index] as number));
      this.sink.programmed(offset, after);
    }
    for (let index = 0; index < bytes.length; index += 1) {
      this.cells[offset + index] = (this.cells[offset + index] as number) & (bytes[index] as number);
    }
  }

  /** Sets cells to any value, as a programmer on a bench does; not an operation of the device. */
  overwrite(offset: number, bytes: Uint8Array): void {
    if (offset < 0 || offset + bytes.length > this.cells.length)
      throw new RangeError('overwrite outside the chip');
    this.sink?.programmed(offset, bytes);
    this.cells.set(bytes, offset);
  }

  erase(page: number): void {
    if (page < 0 || page >= this.pageCount) throw new RangeError('erase outside the chip');
    this.operations += 1;
    const start = page * this.pageBytes;
    this.sink?.beforeErase();
    this.sink?.erased(start, new Uint8Array(this.pageBytes).fill(0xff));
    this.cells.fill(0xff, start, start + this.pageBytes);
  }
}
