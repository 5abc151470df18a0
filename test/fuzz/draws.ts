/**
 * What is drawn for one input of the fuzzer: whole numbers that depend on the seed, the target and the input's
 * number, and on nothing else, so that any input can be made again without those before it.
 *
 * The generator is sfc32; its state is the three of them, mixed by the finaliser of MurmurHash3.
 */

function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number for a name, the same on every machine. */
export function numberOf(name: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x0100_0193);
  }
  return hash >>> 0;
}

export class Draws {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param target as `numberOf` its name */
  constructor(seed: number, target: number, input: number) {
    this.#a = mixed(seed ^ 0x9e37_79b9);
    this.#b = mixed(target);
    this.#c = mixed(input ^ (seed >>> 3));
    for (let round = 0; round < 8; round += 1) this.next();
  }

  /** 0 to 2^32 - 1. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** 0 to `limit` - 1. */
  below(limit: number): number {
    return this.next() % limit;
  }

  /** True once in so many times. */
  onceIn(times: number): boolean {
    return this.below(times) === 0;
  }

  /** @param list not empty */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}
