/**
 * The flash chip as a bench sees it: besides what the firmware may do, its cells at any time, and what was asked
 * of it so far.
 */
import type { Flash } from '../../firmware/storage/flash.js';

export type FlashGeometry = Pick<Flash, 'pageBytes' | 'pageCount'>;

/** How long the operations of a chip take, in virtual microseconds. */
export interface FlashTiming {
  /** Of one word of 8 bytes. */
  readonly programUs: number;
  /** Of one page. */
  readonly eraseUs: number;
}

export interface BoardFlash extends Flash {
  /** Program and erase operations since the chip was put on the board. */
  readonly operations: number;
  /** How often each page was erased since then. */
  readonly wear: readonly number[];
  /** How long the chip was busy with all of that, in virtual microseconds. */
  readonly busyUs: number;
  /** What one reading of the whole chip gives, also without power: a copy. */
  image(): Uint8Array;
  /** Sets cells to any value, as a programmer on a bench does; not an operation of the device. */
  overwrite(offset: number, bytes: Uint8Array): void;
}
