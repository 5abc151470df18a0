/**
 * What the firmware expects of a flash chip.
 *
 * The chip behaves as NOR flash does: erasing sets every bit of a page, programming can only clear bits, and
 * both can be cut short by loss of power, which shows as an exception that the firmware never swallows.
 */
export interface Flash {
  /** Bytes that one erase sets, a multiple of 8. */
  readonly pageBytes: number;
  readonly pageCount: number;
  /** A view of the cells, which the caller must not write to and which follows later changes. */
  read(offset: number, length: number): Uint8Array;
  /** Clears the bits that are clear in `bytes`; one operation, however long. */
  program(offset: number, bytes: Uint8Array): void;
  /** Sets every bit of a page; one operation. */
  erase(page: number): void;
}
