/**
 * The image of a plan: what a kernel is told about keys and messages, laid out as `memory-map.ts` says.
 */
import type { SingleKernel } from './kernel.js';
import type { KeyStates } from './key-states.js';
import * as MAP from './memory-map.js';

const { IMAGE_AT } = MAP;

/** Lays out a plan image for a number of lanes. */
export class ImageWriter {
  readonly #lanes: number;
  readonly #step: number;
  readonly #single: SingleKernel;

  constructor(lanes: number, step: number, single: SingleKernel) {
    this.#lanes = lanes;
    this.#step = step;
    this.#single = single;
  }

  /**
   * @param states null when each message has a key of its own: then its states vary like words of the message,
   *   and stand before them in the planes
   * @param parts the padded message
   * @param varying indices of the message's words that vary, ascending; without states of all messages there may
   *   be none
   * @param blockParts 32-bit parts of a block
   */
  write(
    states: KeyStates | null,
    parts: Int32Array,
    varying: readonly number[],
    blockParts: number,
  ): Int32Array {
    const wordsPerBlock = blockParts / this.#step;
    const block = (index: number) => parts.subarray(index * blockParts, (index + 1) * blockParts);
    const first = states === null ? 0 : Math.floor((varying[0] as number) / wordsPerBlock);
    const contents: { readonly at: number; readonly content: Int32Array }[] = [];
    let address: number = MAP.IMAGE + IMAGE_AT.blocks;
    const steps: number[] = [];
    const places = states === null ? this.#statePlaces() : [];
    for (let index = first; index * blockParts < parts.length; index += 1) {
      const own = varying.filter((word) => Math.floor(word / wordsPerBlock) === index);
      const content = own.length > 0 ? this.#eachLane(block(index)) : this.#single.expand(block(index));
      steps.push(own.length > 0 ? address : address + 1);
      for (const word of own)
        places.push(address + (word - index * wordsPerBlock) * this.#step * 4 * this.#lanes);
      contents.push({ at: address - MAP.IMAGE, content });
      address += content.byteLength;
    }
    const image = new Int32Array((address - MAP.IMAGE) / 4);
    if (states !== null) {
      const inner = this.#stateBehind(states.inner, parts.subarray(0, first * blockParts));
      contents.push({ at: IMAGE_AT.inner, content: this.#eachLane(inner) });
      contents.push({ at: IMAGE_AT.outer, content: this.#eachLane(states.outer) });
      inner.fill(0);
    }
    image[IMAGE_AT.stepBytes / 4] = 4 * steps.length;
    image[IMAGE_AT.varyingBytes / 4] = 4 * places.length;
    image.set(steps, IMAGE_AT.steps / 4);
    image.set(places, IMAGE_AT.varying / 4);
    for (const { at, content } of contents) {
      image.set(content, at / 4);
      content.fill(0);
    }
    return image;
  }

  /** Where the words of both states lie in the image. */
  #statePlaces(): number[] {
    const { stateWords } = this.#single.shape;
    const bytes = 4 * this.#step * this.#lanes;
    return [IMAGE_AT.inner, IMAGE_AT.outer].flatMap((at) =>
      Array.from({ length: stateWords }, (_, word) => MAP.IMAGE + at + word * bytes),
    );
  }

  /** The state after whole blocks. */
  #stateBehind(inner: Int32Array, blocks: Int32Array): Int32Array {
    const blockParts = 16 * this.#step;
    let state: Int32Array = inner.slice();
    for (let at = 0; at < blocks.length; at += blockParts) {
      const next = this.#single.compress(state, blocks.subarray(at, at + blockParts));
      state.fill(0);
      state = next;
    }
    return state;
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
