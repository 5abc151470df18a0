/** Choices drawn from a seed. */
import { quickNumbers } from '../../emulator/faults/quick-numbers.js';

export class Draw {
  readonly #next: () => number;

  constructor(seed: number, purpose: string) {
    this.#next = quickNumbers(seed, purpose);
  }

  /** From 0 up to 1. */
  share(): number {
    return this.#next() / 2 ** 32;
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    return Math.floor(this.share() * limit);
  }

  chance(share: number): boolean {
    return this.share() < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => String(this.below(10))).join('');
  }

  bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.below(256)));
  }
}
