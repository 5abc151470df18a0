/**
 * A plan: HMACs of messages of one length under one key, of which only some bytes change from message to
 * message. What does not change is computed when the plan is made.
 *
 * Blocks before the first change go into the inner state; of a later block without change the schedule is
 * kept; a block with change keeps its other words. Promises: `wipe` leaves no trace of key and message. A
 * plan is as secret as its key.
 */
import { type HashName, hash } from '../hash.js';
import { blockBytes } from './hash-shape.js';
import type { Kernel, SingleKernel } from './kernel.js';
import * as MAP from './memory-map.js';
import { partsOf } from './parts.js';

const { IMAGE_AT } = MAP;

/** The bytes of the key pads of HMAC (RFC 2104 section 2). */
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** The states after the two key pads. */
export interface KeyStates {
  readonly inner: Int32Array;
  readonly outer: Int32Array;
}

/** A stretch of the message that changes. */
export interface Change {
  readonly offset: number;
  readonly length: number;
}

/**
 * Prepares a key.
 *
 * @param key 1 byte or more; longer than the hash's block, it is hashed first
 */
export function prepareKey(kernel: SingleKernel, name: HashName, key: Uint8Array): KeyStates {
  const { shape } = kernel;
  const size = blockBytes(shape);
  const block = new Uint8Array(size);
  if (key.length > size) {
    const hashed = hash(name, key);
    block.set(hashed);
    hashed.fill(0);
  } else block.set(key);
  const stateAfter = (pad: number) => {
    for (let index = 0; index < size; index += 1) block[index] = (block[index] as number) ^ pad;
    const parts = partsOf(block, shape.bits);
    const state = kernel.compress(null, parts);
    parts.fill(0);
    return state;
  };
  const inner = stateAfter(INNER_PAD);
  // The block has the inner pad on it, which the second XOR takes off.
  const outer = stateAfter(INNER_PAD ^ OUTER_PAD);
  block.fill(0);
  kernel.forgetPreparation();
  return { inner, outer };
}

/** The message with the padding of the hash, behind the block of the inner key pad (FIPS 180-4 section 5.1). */
function paddedMessage(message: Uint8Array, size: number): Uint8Array {
  const lengthBytes = size / 8;
  const blocks = Math.ceil((message.length + 1 + lengthBytes) / size);
  const padded = new Uint8Array(blocks * size);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, 8 * (size + message.length));
  return padded;
}

export class Plan {
  readonly kernel: Kernel;
  /** The most messages of one run. */
  readonly capacity: number;
  readonly #image: Int32Array;
  /** For each 32-bit part of the message that can change: its plane's first entry, and what is constant in it. */
  readonly #planeOf: Int32Array;
  readonly #changing: { readonly start: number; readonly constant: number }[] = [];
  /** Distance of a plane's entries in 32-bit parts. */
  readonly step: number;

  /**
   * @param kernel computes the plan
   * @param single a kernel of the same hash, which prepares it
   * @param message any message of the plan
   * @param changes at least one stretch
   * @param modulus what the truncated number is divided by
   */
  constructor(
    kernel: Kernel,
    single: SingleKernel,
    states: KeyStates,
    message: Uint8Array,
    changes: readonly Change[],
    modulus: number,
  ) {
    this.kernel = kernel;
    const { bits } = single.shape;
    const size = blockBytes(single.shape);
    const wordBytes = bits / 8;
    const padded = paddedMessage(message, size);
    const parts = partsOf(padded, bits);
    padded.fill(0);
    const words = new Set<number>();
    for (const { offset, length } of changes)
      for (let at = offset; at < offset + length; at += 1) words.add(Math.floor(at / wordBytes));
    const varying = [...words].sort((one, other) => one - other);
    const planeBytes = this.#planeBytes(varying.length, wordBytes);
    this.capacity = planeBytes / wordBytes;
    this.step = wordBytes / 4;
    this.#planeOf = new Int32Array(parts.length).fill(-1);
    for (const [index, word] of varying.entries()) {
      const start = (MAP.PLANES + index * planeBytes) / 4;
      for (let part = 0; part < this.step; part += 1) {
        const at = word * this.step + part;
        // Parts of the message count from its first byte, those of memory from the lower half of a word.
        this.#planeOf[at ^ (this.step - 1)] = start + part;
        this.#changing.push({ start: start + part, constant: parts[at] as number });
      }
    }
    const image = new ImageWriter(kernel.lanes, this.step, single);
    this.#image = image.write(states, parts, varying, size / 4);
    this.#image[IMAGE_AT.modulus / 4] = modulus;
    this.#image[IMAGE_AT.planeBytes / 4] = planeBytes;
    parts.fill(0);
    single.forgetPreparation();
  }

  #planeBytes(planes: number, wordBytes: number): number {
    const entries = Math.min(MAP.MAXIMUM_RUN, Math.floor(MAP.PLANES_BYTES / (planes * wordBytes)));
    return (entries & ~3) * wordBytes;
  }

  /**
   * Begins a run: the kernel holds the plan, and every message is the constant part.
   *
   * @param count 1 to `capacity`
   */
  begin(count: number): void {
    this.kernel.hold(this.#image);
    const { words } = this.kernel;
    for (const { start, constant } of this.#changing) {
      const end = start + count * this.step;
      for (let at = start; at < end; at += this.step) words[at] = constant;
    }
  }

  /**
   * Where the 32 bits at a byte of the message have their plane: message n has them at the result + n * `step`
   * in the kernel's words.
   *
   * @param offset a multiple of 4
   */
  planeAt(offset: number): number {
    return this.#planeOf[offset / 4] ?? -1;
  }

  /** Wipes the plan; it cannot be used afterwards. */
  wipe(): void {
    this.kernel.release(this.#image);
    this.#image.fill(0);
    this.#planeOf.fill(0);
    this.#changing.length = 0;
  }
}

/** Lays out a plan image for a number of lanes. */
class ImageWriter {
  readonly #lanes: number;
  readonly #step: number;
  readonly #single: SingleKernel;

  constructor(lanes: number, step: number, single: SingleKernel) {
    this.#lanes = lanes;
    this.#step = step;
    this.#single = single;
  }

  /** @param blockParts 32-bit parts of a block */
  write(
    { inner, outer }: KeyStates,
    parts: Int32Array,
    varying: readonly number[],
    blockParts: number,
  ): Int32Array {
    const wordsPerBlock = blockParts / this.#step;
    const first = Math.floor((varying[0] as number) / wordsPerBlock);
    let state = inner;
    const block = (index: number) => parts.subarray(index * blockParts, (index + 1) * blockParts);
    for (let index = 0; index < first; index += 1) {
      const next = this.#single.compress(state, block(index));
      if (state !== inner) state.fill(0);
      state = next;
    }
    const contents: Int32Array[] = [];
    let address: number = MAP.IMAGE + IMAGE_AT.blocks;
    const steps: number[] = [];
    const places: number[] = [];
    for (let index = first; index * blockParts < parts.length; index += 1) {
      const own = varying.filter((word) => Math.floor(word / wordsPerBlock) === index);
      const content = own.length > 0 ? this.#eachLane(block(index)) : this.#single.expand(block(index));
      steps.push(own.length > 0 ? address : address + 1);
      for (const word of own)
        places.push(address + (word - index * wordsPerBlock) * this.#step * 4 * this.#lanes);
      contents.push(content);
      address += content.byteLength;
    }
    const image = new Int32Array((address - MAP.IMAGE) / 4);
    image.set(this.#eachLane(state), IMAGE_AT.inner / 4);
    image.set(this.#eachLane(outer), IMAGE_AT.outer / 4);
    image[IMAGE_AT.stepBytes / 4] = 4 * steps.length;
    image[IMAGE_AT.varyingBytes / 4] = 4 * places.length;
    image.set(steps, IMAGE_AT.steps / 4);
    image.set(places, IMAGE_AT.varying / 4);
    let at = IMAGE_AT.blocks / 4;
    for (const content of contents) {
      image.set(content, at);
      at += content.length;
      content.fill(0);
    }
    if (state !== inner) state.fill(0);
    return image;
  }

  /** The words, each repeated for every lane. */
  #eachLane(parts: Int32Array): Int32Array {
    const copies = new Int32Array(parts.length * this.#lanes);
    for (let index = 0; index < parts.length; index += 1) {
      const word = Math.floor(index / this.#step);
      const part = index % this.#step;
      for (let lane = 0; lane < this.#lanes; lane += 1)
        copies[(word * this.#lanes + lane) * this.#step + part] = parts[index] as number;
    }
    return copies;
  }
}
