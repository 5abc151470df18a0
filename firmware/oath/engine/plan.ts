/**
 * A plan: HMACs of messages of one length, of which only some bytes change from message to message, under one
 * key or each under its own. What does not change is computed when the plan is made.
 *
 * Blocks before the first change go into the inner state; of a later block without change the schedule is
 * kept; a block with change keeps its other words. Promises: `wipe` leaves no trace of key and message. A
 * plan is as secret as its key.
 */
import { blockBytes } from './hash-shape.js';
import type { Kernel, SingleKernel } from './kernel.js';
import type { KeyStates } from './key-states.js';
import * as MAP from './memory-map.js';
import { partsOf } from './parts.js';
import { ImageWriter } from './plan-image.js';

const { IMAGE_AT } = MAP;

/** A stretch of the message that changes. */
export interface Change {
  readonly offset: number;
  readonly length: number;
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

/** From this many entries on. */
const WORTH_A_CALL = 32;

export class Plan {
  readonly kernel: Kernel;
  /** The most messages of one run. */
  readonly capacity: number;
  readonly #image: Int32Array;
  /** For each 32-bit part of the message that can change: its plane's first entry, and what is constant in it. */
  readonly #planeOf: Int32Array;
  readonly #changing: { readonly start: number; readonly constant: number }[] = [];
  readonly #planeBytes: number;
  /** Distance of a plane's entries in 32-bit parts. */
  readonly step: number;

  /**
   * @param kernel computes the plan
   * @param single a kernel of the same hash, which prepares it
   * @param states of the key; null when each message has its own, whose planes are then to be written
   * @param message any message of the plan
   * @param changes at least one stretch where all messages have one key
   * @param modulus what the truncated number is divided by
   */
  constructor(
    kernel: Kernel,
    single: SingleKernel,
    states: KeyStates | null,
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
    const statePlanes = states === null ? 2 * single.shape.stateWords : 0;
    const planeBytes = planeBytesOf(statePlanes + varying.length, wordBytes);
    this.capacity = planeBytes / wordBytes;
    this.#planeBytes = planeBytes;
    this.step = wordBytes / 4;
    this.#planeOf = new Int32Array(parts.length).fill(-1);
    for (const [index, word] of varying.entries()) {
      const start = (MAP.PLANES + (statePlanes + index) * planeBytes) / 4;
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

  /**
   * Begins a run: the kernel holds the plan, and every message is the constant part.
   *
   * @param count 1 to `capacity`
   */
  begin(count: number): void {
    this.kernel.hold(this.#image);
    for (const { start, constant } of this.#changing) this.fillPlane(start, constant, count);
  }

  /**
   * Writes the same 32 bits to messages in a row.
   *
   * @param start the first message's entry in the kernel's words
   */
  fillPlane(start: number, bits: number, count: number): void {
    const { words } = this.kernel;
    // The machine's own fill is fast before a loop has been compiled, but costs a call.
    if (this.step === 1 && count >= WORTH_A_CALL) words.fill(bits, start, start + count);
    else {
      const end = start + count * this.step;
      for (let at = start; at < end; at += this.step) words[at] = bits;
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

  /**
   * Where a word of the messages' own states has its plane, laid out like those of `planeAt`; a word of 64 bits
   * has two 32-bit parts, the lower first.
   *
   * @param word of the inner state, then of the outer
   */
  statePlane(word: number): number {
    return (MAP.PLANES + word * this.#planeBytes) / 4;
  }

  /** Wipes the plan; it cannot be used afterwards. */
  wipe(): void {
    this.kernel.release(this.#image);
    this.#image.fill(0);
    this.#planeOf.fill(0);
    this.#changing.length = 0;
  }
}

/** So many planes share the room for them. */
function planeBytesOf(planes: number, wordBytes: number): number {
  const entries = Math.min(MAP.MAXIMUM_RUN, Math.floor(MAP.PLANES_BYTES / (planes * wordBytes)));
  return (entries & ~3) * wordBytes;
}
