/**
 * A flash chip that can lose its power at a chosen operation, and keep unstable bits from it.
 *
 * The operation is cut before it changes anything, after it changed everything, or inside: what becomes of each
 * bit then stands in `torn-operation.ts`. From the cut until `restorePower` every access throws a PowerCut.
 *
 * Assumptions about unstable bits:
 * - An unstable bit may read as it was before the operation or as it was to be, and differently at each reading.
 * - Unstable bits depend on the same things, such as voltage and warmth: a reading mostly draws each for itself, but
 *   it can also find all of them as before, or all of them as they were to be.
 * - It stays so until an operation settles it: programming it to 0, or erasing its page. Programming the bits around
 *   it does not.
 *
 * Readings are drawn from the seed: the same seed and accesses give the same bytes. Does not model read
 * disturbance, bits that fade with time, nor operations that fail without a cut.
 */
import type { BoardFlash } from '../board/board-flash.js';
import { FlashChip } from '../board/flash-chip.js';
import { PowerCut } from '../board/power-cut.js';
import type { Seed } from '../board/seeded-random.js';
import { quickNumbers } from './quick-numbers.js';
import type { CutPoint, FlashOperation, Tear } from './torn-operation.js';

export class FaultyFlash implements BoardFlash {
  readonly pageBytes: number;
  readonly pageCount: number;
  /** Program and erase operations so far, the cut one included. */
  operations = 0;
  /** All cells, unstable ones as they were before the cut. */
  readonly #chip: FlashChip;
  readonly #seed: Seed;
  /** Bits set here are unstable; null as long as there never was one. */
  #unstable: Uint8Array | null = null;
  #unstableBits = 0;
  #number: (() => number) | null = null;
  #cutAt = Number.POSITIVE_INFINITY;
  #cutPoint: CutPoint = 'before';
  #powered = true;

  /** @param seed decides what unstable bits read */
  constructor(chip: FlashChip, seed: Seed = 0) {
    this.#chip = chip;
    this.#seed = seed;
    this.pageBytes = chip.pageBytes;
    this.pageCount = chip.pageCount;
  }

  /** A chip in memory with the same cells, unstable ones as well, and with power. */
  copy(seed: Seed): FaultyFlash {
    const twin = new FaultyFlash(
      new FlashChip(this.#chip.cells.slice(), this.pageBytes, this.pageCount),
      seed,
    );
    if (this.#unstableBits > 0) twin.#unstable = this.#unstable?.slice() ?? null;
    twin.#unstableBits = this.#unstableBits;
    return twin;
  }

  get wear(): readonly number[] {
    return this.#chip.wear;
  }

  get busyUs(): number {
    return this.#chip.busyUs;
  }

  get isPowered(): boolean {
    return this.#powered;
  }

  /** Unstable bits on the whole chip. */
  get unstableBits(): number {
    return this.#unstableBits;
  }

  /**
   * Cuts the power at an operation to come, in place of an earlier choice.
   *
   * @param operation 0 = the next one
   */
  cutAt(operation: number, point: CutPoint): void {
    this.#cutAt = this.operations + operation;
    this.#cutPoint = point;
  }

  /** Powers the chip, or leaves it powered; nothing is cut until the next `cutAt`. */
  restorePower(): void {
    this.#powered = true;
    this.#cutAt = Number.POSITIVE_INFINITY;
  }

  /** How many bits an operation would change now: those that a cut inside it decides about. */
  changingBits(operation: FlashOperation): number {
    let count = 0;
    const { offset, length, bitsOf, level } = this.#partsOf(operation);
    for (let index = 0; index < length; index += 1)
      count += bitCount(this.#changing(offset + index, bitsOf(index), level));
    return count;
  }

  image(): Uint8Array {
    return this.#reading(0, this.#chip.cells.length);
  }

  read(offset: number, length: number): Uint8Array {
    if (!this.#powered) throw new PowerCut();
    return this.#unstableBits === 0 ? this.#chip.read(offset, length) : this.#reading(offset, length);
  }

  program(offset: number, bytes: Uint8Array): void {
    this.#perform({ type: 'program', offset, bytes });
  }

  erase(page: number): void {
    this.#perform({ type: 'erase', page });
  }

  overwrite(offset: number, bytes: Uint8Array): void {
    this.#chip.overwrite(offset, bytes);
    for (let index = 0; index < bytes.length; index += 1) this.#setUnstable(offset + index, 0);
  }

  /** Carries an operation out as far as a cut at that point lets it, and leaves the chip its power. */
  leave(operation: FlashOperation, point: CutPoint): void {
    this.operations += 1;
    if (point === 'after') this.#carryOut(operation);
    else if (point !== 'before') this.#tear(operation, point);
  }

  #perform(operation: FlashOperation): void {
    if (!this.#powered) throw new PowerCut();
    const isCut = this.operations === this.#cutAt;
    this.leave(operation, isCut ? this.#cutPoint : 'after');
    if (!isCut) return;
    this.#powered = false;
    throw new PowerCut();
  }

  #carryOut(operation: FlashOperation): void {
    if (operation.type === 'program') this.#chip.program(operation.offset, operation.bytes);
    else this.#chip.erase(operation.page);
    if (this.#unstableBits === 0) return;
    const { offset, length, bitsOf } = this.#partsOf(operation);
    for (let index = 0; index < length; index += 1)
      this.#setUnstable(offset + index, this.#unstableAt(offset + index) & ~bitsOf(index));
  }

  /** Carries out a part of the operation; it counts as one for wear and time. */
  #tear(operation: FlashOperation, tear: Tear): void {
    const count = this.changingBits(operation);
    const { offset, length, bitsOf, level } = this.#partsOf(operation);
    const torn = this.#chip.cells.slice(offset, offset + length);
    let number = 0;
    for (let index = 0; index < length; index += 1) {
      const changing = this.#changing(offset + index, bitsOf(index), level);
      for (let bit = 1; bit <= 0x80; bit <<= 1) {
        if ((changing & bit) === 0) continue;
        const fate = tear(number, count);
        number += 1;
        if (fate === 'untouched') continue;
        // An unstable bit is kept as it was, seen from this operation: opposite to where it was to go.
        const isSet = fate === 'changed' ? level : !level;
        torn[index] = isSet ? byteAt(torn, index) | bit : byteAt(torn, index) & ~bit;
        const loose = this.#unstableAt(offset + index);
        this.#setUnstable(offset + index, fate === 'unstable' ? loose | bit : loose & ~bit);
      }
    }
    if (operation.type === 'program') this.#chip.program(offset, new Uint8Array(length).fill(0xff));
    else this.#chip.erase(operation.page);
    this.#chip.overwrite(offset, torn);
  }

  #unstableAt(offset: number): number {
    return this.#unstable === null ? 0 : byteAt(this.#unstable, offset);
  }

  #setUnstable(offset: number, bits: number): void {
    const before = this.#unstableAt(offset);
    if (bits === before) return;
    this.#unstable ??= new Uint8Array(this.#chip.cells.length);
    this.#unstable[offset] = bits;
    this.#unstableBits += bitCount(bits) - bitCount(before);
  }

  /** Which bits an operation brings to which level: `bitsOf` has them by their byte, from `offset` on. */
  #partsOf(operation: FlashOperation) {
    if (operation.type === 'erase') {
      const offset = operation.page * this.pageBytes;
      return { offset, length: this.pageBytes, bitsOf: () => 0xff, level: true };
    }
    const { offset, bytes } = operation;
    return {
      offset,
      length: bytes.length,
      bitsOf: (index: number) => ~byteAt(bytes, index) & 0xff,
      level: false,
    };
  }

  #changing(offset: number, bits: number, level: boolean): number {
    const cell = byteAt(this.#chip.cells, offset);
    return bits & ((level ? ~cell : cell) | this.#unstableAt(offset)) & 0xff;
  }

  #reading(offset: number, length: number): Uint8Array {
    const bytes = this.#chip.cells.slice(offset, offset + length);
    if (this.#unstableBits === 0) return bytes;
    this.#number ??= quickNumbers(this.#seed, 'flash');
    const mood = this.#number() & 3;
    for (let index = 0; index < length; index += 1) {
      const loose = this.#unstableAt(offset + index);
      if (loose === 0) continue;
      const turned = mood === 0 ? 0 : mood === 1 ? loose : this.#number() & loose;
      bytes[index] = byteAt(bytes, index) ^ turned;
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
