/**
 * A kernel at work: one compiled module with its memory, which holds one plan image at a time.
 *
 * Promises: when another image comes in, nothing of the one before is left; `release` wipes what an image
 * brought and what was computed with it. Does not keep two callers apart that write planes at the same time:
 * whoever holds the kernel runs to its end without giving way.
 */
import type { HashShape } from './hash-shape.js';
import * as MAP from './memory-map.js';
import type { WebAssemblyApi } from './web-assembly.js';

/** The longest schedule of one message: SHA-512's 80 words. */
const SCHEDULE_BYTES = 640;

interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  run(groups: number): void;
  digits(count: number, digits: number, lineEnd: number): void;
}

export class Kernel {
  readonly shape: HashShape;
  /** How many messages are computed side by side. */
  readonly lanes: number;
  /** The whole memory as 32-bit words, and as bytes. */
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  /** The results of the last run. */
  readonly numbers: Uint32Array;
  protected readonly exports: KernelExports;
  #image: Int32Array | null = null;

  /**
   * @param bytes of the module, as the generator wrote them for this hash and number of lanes
   * @throws what the machine throws when it refuses the module
   */
  constructor(webAssembly: WebAssemblyApi, bytes: Uint8Array, shape: HashShape, lanes: number) {
    const module = new webAssembly.Module(bytes);
    this.exports = new webAssembly.Instance(module).exports as unknown as KernelExports;
    const { buffer } = this.exports.memory;
    this.shape = shape;
    this.lanes = lanes;
    this.words = new Int32Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.numbers = new Uint32Array(buffer, MAP.NUMBERS, MAP.MAXIMUM_RUN);
  }

  /** Makes an image the one that `run` computes. */
  hold(image: Int32Array): void {
    if (this.#image === image) return;
    if (this.#image !== null) this.release(this.#image);
    this.words.set(image, MAP.IMAGE / 4);
    this.#image = image;
  }

  /** Wipes an image and all that was computed, if the kernel holds it. */
  release(image: Int32Array): void {
    if (this.#image !== image) return;
    this.#image = null;
    this.bytes.fill(0, MAP.STATE, MAP.INITIAL);
    this.bytes.fill(0, MAP.SCHEDULE, MAP.IMAGE + image.byteLength);
    this.bytes.fill(0, MAP.PLANES);
  }

  /**
   * Computes the held image for the messages whose varying words lie in the planes.
   *
   * @param count 1 to the capacity of the image's plan
   */
  run(count: number): void {
    this.exports.run(((count + this.lanes - 1) / this.lanes) | 0);
  }

  /**
   * Writes the last run's numbers as text.
   *
   * @param lineEnd the byte behind each number
   * @returns the text's bytes, which the next call overwrites
   */
  lines(count: number, digits: number, lineEnd: number): Uint8Array {
    this.exports.digits(count, digits, lineEnd);
    return this.bytes.subarray(MAP.TEXT, MAP.TEXT + count * (digits + 1));
  }
}

/** A kernel of one lane; it also prepares keys and blocks for kernels of more. */
export class SingleKernel extends Kernel {
  declare protected readonly exports: KernelExports & {
    compress(block: number, to: number, from: number): void;
    expand(block: number, schedule: number): void;
  };

  /** A block that is to be compressed, and the state that a compression left: 32-bit parts as in memory. */
  readonly block: Int32Array;
  readonly state: Int32Array;

  constructor(webAssembly: WebAssemblyApi, bytes: Uint8Array, shape: HashShape) {
    super(webAssembly, bytes, shape, 1);
    this.block = this.words.subarray(MAP.BLOCK / 4, MAP.SCHEDULE / 4);
    this.state = this.words.subarray(MAP.STATE / 4, MAP.INITIAL / 4);
  }

  /** Compresses `block` from the initial value to `state`. */
  compressBlock(): void {
    this.exports.compress(MAP.BLOCK, MAP.STATE, MAP.INITIAL);
  }

  /** The state after one block, 32-bit parts in the order of memory. @param state null for the initial value */
  compress(state: Int32Array | null, block: Int32Array): Int32Array {
    if (state !== null) this.words.set(state, MAP.STATE / 4);
    this.words.set(block, MAP.BLOCK / 4);
    this.exports.compress(MAP.BLOCK, MAP.STATE, state === null ? MAP.INITIAL : MAP.STATE);
    const parts = (this.shape.stateWords * this.shape.bits) / 32;
    return this.words.slice(MAP.STATE / 4, MAP.STATE / 4 + parts);
  }

  /** A block's schedule with the round constants added. */
  expand(block: Int32Array): Int32Array {
    this.words.set(block, MAP.BLOCK / 4);
    this.exports.expand(MAP.BLOCK, MAP.PLANES);
    const parts = (this.shape.rounds * this.shape.bits) / 32;
    return this.words.slice(MAP.PLANES / 4, MAP.PLANES / 4 + parts);
  }

  /** Wipes what the last `compress` left. */
  forgetBlock(): void {
    this.state.fill(0);
    this.block.fill(0);
  }

  /** Wipes what a preparation left; not to be called between the writing of planes and their run. */
  forgetPreparation(): void {
    this.forgetBlock();
    this.bytes.fill(0, MAP.PLANES, MAP.PLANES + SCHEDULE_BYTES);
  }
}
