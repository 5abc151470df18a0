/**
 * A field of a plan's messages that begins at any byte: its 32-bit parts are put into the planes, each into one
 * or, where the field is out of step with the words of the message, into two.
 *
 * Does not clear what was there: after `Plan.begin` a changing field is zero.
 */
import type { Plan } from './plan.js';

export class MessageField {
  readonly #words: Int32Array;
  readonly #step: number;
  /** How many bits the field begins behind the first of a part. */
  readonly #shift: number;
  readonly #planes: Int32Array;

  /**
   * @param offset the byte of the message at which the field begins
   * @param bytes its length; all of it changes from message to message
   */
  constructor(plan: Plan, offset: number, bytes: number) {
    this.#words = plan.kernel.words;
    this.#step = plan.step;
    this.#shift = 8 * (offset % 4);
    const first = offset - (offset % 4);
    this.#planes = Int32Array.from({ length: Math.ceil((offset + bytes - first) / 4) }, (_, index) =>
      plan.planeAt(first + 4 * index),
    );
  }

  /** Puts one part into one message. @param part counted from the field's first byte, 32 bits each */
  put(part: number, index: number, bits: number): void {
    this.#or(part, index, bits >>> this.#shift);
    if (this.#shift !== 0) this.#or(part + 1, index, bits << (32 - this.#shift));
  }

  /** Puts one part of many messages in a row. @param bits of message n at `from` + n */
  putAll(part: number, bits: Int32Array | Uint32Array, from: number, count: number): void {
    const shift = this.#shift;
    this.#orAll(part, bits, from, count, shift, 0);
    if (shift !== 0) this.#orAll(part + 1, bits, from, count, 0, 32 - shift);
  }

  #or(part: number, index: number, bits: number): void {
    const at = (this.#planes[part] ?? 0) + index * this.#step;
    if (part < this.#planes.length) this.#words[at] = (this.#words[at] as number) | bits;
  }

  #orAll(
    part: number,
    bits: Int32Array | Uint32Array,
    from: number,
    count: number,
    right: number,
    left: number,
  ): void {
    if (part >= this.#planes.length) return;
    const words = this.#words;
    let at = this.#planes[part] as number;
    for (let index = from; index < from + count; index += 1) {
      words[at] = (words[at] as number) | (((bits[index] as number) >>> right) << left);
      at += this.#step;
    }
  }
}
