/**
 * The words that a hash computes with, as instructions: one word of 32 or 64 bits, or the same word of
 * several messages side by side in a vector of 128 bits (four of 32 bits, two of 64).
 *
 * Messages that are computed together may fill more than one vector; instructions see one of them at a time.
 *
 * A hash is written once against this class and assembled for each kind. Operations take their operands from
 * the machine's stack; those named after a local take it from there.
 */
import { type Assembler, VALUE_TYPE, type ValueType } from './assembler.js';

/** How many messages are computed together. */
export type Lanes = 1 | 2 | 4 | 8;

const VECTOR_BYTES = 16;

interface Operations {
  readonly type: ValueType;
  readonly add: number;
  readonly and: number;
  readonly xor: number;
  readonly or: number;
  readonly shiftLeft: number;
  readonly shiftRight: number;
  /** Alignment of a load or store as a power of two. */
  readonly alignment: number;
  readonly load: number;
  readonly store: number;
  /** Load of one word into every lane. */
  readonly loadShared: number;
  readonly sharedAlignment: number;
}

const SCALAR_32: Operations = {
  ...{ type: VALUE_TYPE.i32, add: 0x6a, and: 0x71, xor: 0x73, or: 0x72, shiftLeft: 0x74, shiftRight: 0x76 },
  ...{ alignment: 2, load: 0x28, store: 0x36, loadShared: 0x28, sharedAlignment: 2 },
};
const SCALAR_64: Operations = {
  ...{ type: VALUE_TYPE.i64, add: 0x7c, and: 0x83, xor: 0x85, or: 0x84, shiftLeft: 0x86, shiftRight: 0x88 },
  ...{ alignment: 3, load: 0x29, store: 0x37, loadShared: 0x29, sharedAlignment: 3 },
};
const VECTOR = { type: VALUE_TYPE.v128, and: 0x4e, xor: 0x51, or: 0x50, alignment: 4, load: 0, store: 0x0b };
const VECTOR_32: Operations = {
  ...VECTOR,
  ...{ add: 0xae, shiftLeft: 0xab, shiftRight: 0xad, loadShared: 0x09, sharedAlignment: 2 },
};
const VECTOR_64: Operations = {
  ...VECTOR,
  ...{ add: 0xce, shiftLeft: 0xcb, shiftRight: 0xcd, loadShared: 0x0a, sharedAlignment: 3 },
};
const SCALAR_ROTATE_RIGHT = { 32: 0x78, 64: 0x8a };
const SPLAT = { 32: 0x11, 64: 0x12 };

export class Word {
  readonly bits: 32 | 64;
  readonly lanes: Lanes;
  readonly asm: Assembler;
  /** Bytes of one word of one message. */
  readonly wordBytes: number;
  /** Bytes of one word of the messages of one vector. */
  readonly bytes: number;
  /** Bytes of one word of all messages that are computed together: one vector behind the other. */
  readonly groupBytes: number;
  readonly vectors: number;
  readonly type: ValueType;
  readonly #operations: Operations;

  /** @param lanes 1, or as many as fill vectors of 128 bits: 4 of 32 bits, 2 of 64, or twice as many */
  constructor(asm: Assembler, bits: 32 | 64, lanes: Lanes) {
    this.asm = asm;
    this.bits = bits;
    this.lanes = lanes;
    this.wordBytes = bits / 8;
    this.groupBytes = this.wordBytes * lanes;
    this.bytes = lanes === 1 ? this.wordBytes : VECTOR_BYTES;
    this.vectors = this.groupBytes / this.bytes;
    if (lanes === 1) this.#operations = bits === 32 ? SCALAR_32 : SCALAR_64;
    else this.#operations = bits === 32 ? VECTOR_32 : VECTOR_64;
    this.type = this.#operations.type;
  }

  #operation(code: number): void {
    if (this.lanes === 1) this.asm.byte(code);
    else this.asm.vector(code);
  }

  add(): void {
    this.#operation(this.#operations.add);
  }

  and(): void {
    this.#operation(this.#operations.and);
  }

  xor(): void {
    this.#operation(this.#operations.xor);
  }

  or(): void {
    this.#operation(this.#operations.or);
  }

  /** Loads the word of every message from the address on the stack plus `offset`. */
  load(offset: number): void {
    this.#operation(this.#operations.load);
    this.asm.at(this.#operations.alignment, offset);
  }

  /** Stores; address and value lie on the stack. */
  store(offset: number): void {
    this.#operation(this.#operations.store);
    this.asm.at(this.#operations.alignment, offset);
  }

  /** Loads one word that all messages share. */
  loadShared(offset: number): void {
    this.#operation(this.#operations.loadShared);
    this.asm.at(this.#operations.sharedAlignment, offset);
  }

  /** A constant that all messages share. */
  constant(value: bigint): void {
    if (this.bits === 32) this.asm.i32(Number(BigInt.asIntN(32, value)));
    else this.asm.i64(value);
    if (this.lanes > 1) this.asm.vector(SPLAT[this.bits]);
  }

  shiftLeft(local: number, count: number): void {
    this.asm.get(local);
    this.#count(this.#operations.shiftLeft, count);
  }

  shiftRight(local: number, count: number): void {
    this.asm.get(local);
    this.#count(this.#operations.shiftRight, count);
  }

  /** A vector's shift takes a 32-bit count, a 64-bit word's its own kind. */
  #count(code: number, count: number): void {
    if (this.lanes === 1 && this.bits === 64) this.asm.i64(BigInt(count));
    else this.asm.i32(count);
    this.#operation(code);
  }

  rotateLeft(local: number, count: number): void {
    this.rotateRight(local, this.bits - count);
  }

  rotateRight(local: number, count: number): void {
    if (this.lanes === 1) {
      this.asm.get(local);
      this.#count(SCALAR_ROTATE_RIGHT[this.bits], count);
      return;
    }
    this.shiftRight(local, count);
    this.shiftLeft(local, this.bits - count);
    this.or();
  }

  /**
   * Three rotations to the right, XORed: the big sigmas of SHA-2 (FIPS 180-4 section 4.1.2).
   *
   * A single word rotates what it has, r(a) ^ r(b) ^ r(c) = r(a)(x ^ r(b - a)(x ^ r(c - b)(x))), which
   * spares moves; a vector has no rotation, so its six shifts need not be joined one by one.
   *
   * @param counts ascending
   */
  rotations(local: number, [first, second, third]: readonly [number, number, number]): void {
    if (this.lanes > 1) {
      this.rotateRight(local, first);
      this.rotateRight(local, second);
      this.xor();
      this.rotateRight(local, third);
      this.xor();
      return;
    }
    const rotate = SCALAR_ROTATE_RIGHT[this.bits];
    this.rotateRight(local, third - second);
    this.asm.get(local);
    this.xor();
    this.#count(rotate, second - first);
    this.asm.get(local);
    this.xor();
    this.#count(rotate, first);
  }
}
