/**
 * A small assembler for WebAssembly modules: instructions go into one growing array, in the order in which
 * they run, and `module` wraps them into the binary format (WebAssembly Core Specification 2.0, section 5).
 *
 * Promises: the same calls give the same bytes. Does not check types or the balance of blocks: the machine's
 * own validation does, when the module is compiled.
 */

export const VALUE_TYPE = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;
export type ValueType = (typeof VALUE_TYPE)[keyof typeof VALUE_TYPE];

/** Instructions of one byte (section 5.4). */
export const OP = {
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  brIf: 0x0d,
  call: 0x10,
  i32Load: 0x28,
  i64Load: 0x29,
  i64Load32U: 0x35,
  i32Store: 0x36,
  i32Store8: 0x3a,
  i32LtU: 0x49,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32DivU: 0x6e,
  i32RemU: 0x70,
  i32And: 0x71,
  i32Shl: 0x74,
  i32ShrU: 0x76,
  i64Sub: 0x7d,
  i64Or: 0x84,
  i64Shl: 0x86,
  i64ShrU: 0x88,
  i32WrapI64: 0xa7,
  i64ExtendI32U: 0xad,
} as const;

/** The type of a block without result. */
const NO_RESULT = 0x40;
/** A function's size is written before it is known, so in the longest form of a 32-bit number. */
const SIZE_BYTES = 5;

/** Bytes of the memory that are not zero at first. */
export interface DataSegment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

interface AssembledFunction {
  readonly parameters: number;
  readonly exportName: string | null;
}

export class Assembler {
  #bytes = new Uint8Array(1 << 15);
  #length = 0;
  readonly #functions: AssembledFunction[] = [];

  /** Writes bytes as they are. */
  raw(...bytes: readonly number[]): void {
    for (const byte of bytes) this.byte(byte);
  }

  byte(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  /** An unsigned number below 2^31 in LEB128. */
  unsigned(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  get(local: number): void {
    this.byte(0x20);
    this.unsigned(local);
  }

  set(local: number): void {
    this.byte(0x21);
    this.unsigned(local);
  }

  tee(local: number): void {
    this.byte(0x22);
    this.unsigned(local);
  }

  /** @param value a 32-bit number, signed or unsigned */
  i32(value: number): void {
    this.byte(0x41);
    let rest = value | 0;
    while (rest < -64 || rest > 63) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  /** @param value a 64-bit number, signed or unsigned */
  i64(value: bigint): void {
    this.byte(0x42);
    let rest = BigInt.asIntN(64, value);
    while (rest < -64n || rest > 63n) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.byte(Number(rest & 0x7fn));
  }

  /** An instruction of the vector extension. */
  vector(code: number): void {
    this.byte(0xfd);
    this.unsigned(code);
  }

  /** The place of a load or store: alignment as a power of two, and what is added to the address. */
  at(alignment: number, offset: number): void {
    this.byte(alignment);
    this.unsigned(offset);
  }

  /** Adds two 32-bit numbers; the address arithmetic of the kernels. */
  addI32(value: number): void {
    this.i32(value);
    this.byte(OP.i32Add);
  }

  /** Runs `body` again as long as it leaves a number that is not zero. */
  doWhile(body: () => void): void {
    this.raw(OP.loop, NO_RESULT);
    body();
    this.raw(OP.brIf, 0, OP.end);
  }

  /** Runs one of two bodies; the condition lies on the stack. */
  either(whenTrue: () => void, whenFalse: () => void): void {
    this.raw(OP.if, NO_RESULT);
    whenTrue();
    this.byte(OP.else);
    whenFalse();
    this.byte(OP.end);
  }

  call(index: number): void {
    this.byte(OP.call);
    this.unsigned(index);
  }

  /**
   * Assembles one function without result.
   *
   * @param parameters how many; all of them are i32
   * @param locals further locals as [how many, type], numbered after the parameters in this order
   * @param exportName null for a function that only others call
   * @returns its index for `call`
   */
  function(
    parameters: number,
    locals: readonly (readonly [number, ValueType])[],
    exportName: string | null,
    body: () => void,
  ): number {
    const start = this.#length;
    for (let index = 0; index < SIZE_BYTES; index += 1) this.byte(0);
    this.unsigned(locals.length);
    for (const [count, type] of locals) this.raw(count, type);
    body();
    this.byte(OP.end);
    this.#writeSize(start);
    return this.#functions.push({ parameters, exportName }) - 1;
  }

  #writeSize(start: number): void {
    let size = this.#length - start - SIZE_BYTES;
    for (let index = 0; index < SIZE_BYTES; index += 1) {
      this.#bytes[start + index] = (size & 0x7f) | (index < SIZE_BYTES - 1 ? 0x80 : 0);
      size >>>= 7;
    }
  }

  /**
   * The module: the assembled functions and one memory, exported as `memory`.
   *
   * @param pages size of the memory in units of 64 KiB; it never grows
   * @param data what lies in the memory from the beginning
   */
  module(pages: number, data: readonly DataSegment[]): Uint8Array {
    const code = this.#bytes.subarray(0, this.#length);
    const whole = new Assembler();
    whole.raw(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    const types = [...new Set(this.#functions.map(({ parameters }) => parameters))];
    const typeOf = ({ parameters }: AssembledFunction) => types.indexOf(parameters);
    whole.#section(1, (section) =>
      section.#vector(types, (count) => {
        section.raw(0x60, count, ...new Array<number>(count).fill(VALUE_TYPE.i32), 0);
      }),
    );
    whole.#section(3, (section) => section.#vector(this.#functions, (one) => section.byte(typeOf(one))));
    whole.#section(5, (section) => section.raw(1, 1, pages, pages));
    whole.#section(7, (section) => {
      const exported = [...this.#functions.entries()].filter(([, { exportName }]) => exportName !== null);
      section.unsigned(exported.length + 1);
      section.#name('memory');
      section.raw(2, 0);
      for (const [index, { exportName }] of exported) {
        section.#name(exportName as string);
        section.raw(0, index);
      }
    });
    whole.#section(10, (section) => {
      section.unsigned(this.#functions.length);
      section.#append(code);
    });
    whole.#section(11, (section) =>
      section.#vector(data, ({ address, bytes }) => {
        section.byte(0);
        section.i32(address);
        section.byte(OP.end);
        section.unsigned(bytes.length);
        section.#append(bytes);
      }),
    );
    return whole.#bytes.slice(0, whole.#length);
  }

  #section(id: number, write: (section: Assembler) => void): void {
    const section = new Assembler();
    write(section);
    this.byte(id);
    this.unsigned(section.#length);
    this.#append(section.#bytes.subarray(0, section.#length));
  }

  #vector<Item>(items: readonly Item[], write: (item: Item) => void): void {
    this.unsigned(items.length);
    for (const item of items) write(item);
  }

  #name(name: string): void {
    this.unsigned(name.length);
    for (let index = 0; index < name.length; index += 1) this.byte(name.charCodeAt(index));
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(needed);
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = needed;
  }
}
