/**
 * A flash chip that loses power at a chosen operation, for tests of what survives.
 *
 * The operation is cut before it changes anything, after it changed everything, or within: then each bit that
 * was to change is untouched, changed, or left unstable. An unstable bit is drawn anew at each read until an
 * operation settles it: programming it to 0, or erasing its page. From the cut until `restorePower` every
 * access throws. Does not model wear, nor read disturbance.
 */
import type { Flash } from '../../firmware/storage/flash.js';

/** Thrown by every access from the cut on. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';

  constructor() {
    super('the power is cut');
  }
}

/** How much of the cut operation happens. */
export type CutExtent = 'none' | 'all' | 'part';

/** A small seeded generator (mulberry32): numbers from 0 to below 1. */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class CuttingFlash implements Flash {
  /** Program and erase operations since the chip was made, the cut one included. */
  operations = 0;
  readonly #cells: Uint8Array;
  /** Bits set here are unstable. */
  readonly #unstable: Uint8Array;
  readonly #number: () => number;
  #unstableCount = 0;
  #cutAt = Number.POSITIVE_INFINITY;
  #extent: CutExtent = 'none';
  #powered = true;

  /** @param cells the contents, copied */
  constructor(
    cells: Uint8Array,
    readonly pageBytes: number,
    readonly pageCount: number,
    seed = 0,
  ) {
    if (cells.length !== pageBytes * pageCount) throw new RangeError('the contents do not fit the geometry');
    this.#cells = cells.slice();
    this.#unstable = new Uint8Array(cells.length);
    this.#number = seededNumbers(seed);
  }

  static erased(pageBytes: number, pageCount: number, seed = 0): CuttingFlash {
    return new CuttingFlash(new Uint8Array(pageBytes * pageCount).fill(0xff), pageBytes, pageCount, seed);
  }

  /** @param operation 0 = the next one */
  cutAfter(operation: number, extent: CutExtent): void {
    this.#cutAt = this.operations + operation;
    this.#extent = extent;
  }

  /** Powers the chip again; nothing more is cut until the next `cutAfter`. */
  restorePower(): void {
    this.#powered = true;
    this.#cutAt = Number.POSITIVE_INFINITY;
  }

  /** Makes bits of a byte unstable, as a cut would. */
  loosen(offset: number, bits: number): void {
    for (let bit = 1; bit <= 0x80; bit <<= 1) {
      if ((bits & bit) === 0 || (byteAt(this.#unstable, offset) & bit) !== 0) continue;
      this.#unstable[offset] = byteAt(this.#unstable, offset) | bit;
      this.#unstableCount += 1;
    }
  }

  /** Unstable bits on the whole chip. */
  get unstableBits(): number {
    return this.#unstableCount;
  }

  /** What one reading of the whole chip gives, powered or not. */
  image(): Uint8Array {
    return this.#sample(0, this.#cells.length);
  }

  read(offset: number, length: number): Uint8Array {
    if (!this.#powered) throw new PowerCut();
    return this.#unstableCount === 0
      ? this.#cells.subarray(offset, offset + length)
      : this.#sample(offset, length);
  }

  program(offset: number, bytes: Uint8Array): void {
    if (offset < 0 || offset + bytes.length > this.#cells.length) throw new RangeError('outside the chip');
    this.#operate(offset, bytes.length, (index) => ~byteAt(bytes, index) & 0xff, false);
  }

  erase(page: number): void {
    if (page < 0 || page >= this.pageCount) throw new RangeError('outside the chip');
    this.#operate(page * this.pageBytes, this.pageBytes, () => 0xff, true);
  }

  /** Brings the bits that `bitsOf` names to one level, or as many of them as the cut lets through. */
  #operate(offset: number, length: number, bitsOf: (index: number) => number, level: boolean): void {
    if (!this.#powered) throw new PowerCut();
    const cut = this.operations === this.#cutAt;
    this.operations += 1;
    const extent = cut ? this.#extent : 'all';
    const reach = this.#number();
    if (extent !== 'none') {
      for (let index = 0; index < length; index += 1) {
        const bits = bitsOf(index);
        if (extent === 'all') this.#settle(offset + index, bits, level);
        else this.#disturb(offset + index, bits, level, reach);
      }
    }
    if (!cut) return;
    this.#powered = false;
    throw new PowerCut();
  }

  #settle(offset: number, bits: number, level: boolean): void {
    const cell = byteAt(this.#cells, offset);
    this.#cells[offset] = level ? cell | bits : cell & ~bits;
    const loose = byteAt(this.#unstable, offset);
    if ((loose & bits) === 0) return;
    this.#unstable[offset] = loose & ~bits;
    this.#unstableCount -= bitCount(loose & bits);
  }

  /** @param reach how far the operation came, 0 to 1; a fifth of the bits that it reached stay unstable */
  #disturb(offset: number, bits: number, level: boolean, reach: number): void {
    const cell = byteAt(this.#cells, offset);
    const changing = bits & ((level ? ~cell : cell) | byteAt(this.#unstable, offset)) & 0xff;
    for (let bit = 1; bit <= 0x80; bit <<= 1) {
      if ((changing & bit) === 0) continue;
      const fate = this.#number();
      if (fate < 0.8 * reach) this.#settle(offset, bit, level);
      else if (fate < reach) this.loosen(offset, bit);
    }
  }

  #sample(offset: number, length: number): Uint8Array {
    const bytes = this.#cells.slice(offset, offset + length);
    if (this.#unstableCount === 0) return bytes;
    for (let index = 0; index < length; index += 1) {
      const loose = byteAt(this.#unstable, offset + index);
      if (loose === 0) continue;
      const drawn = Math.floor(this.#number() * 256) & loose;
      bytes[index] = (byteAt(bytes, index) & ~loose) | drawn;
    }
    return bytes;
  }
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
