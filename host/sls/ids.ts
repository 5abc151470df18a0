/**
 * Ids that sort by time. Within a process each comes after the one before, also when the clock stands or is set back.
 */
import { drawText } from './draw.js';
import type { Randomness } from './ports.js';

const ID_LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

export class Ids {
  #lastMs = 0;
  #count = 0;

  constructor(private readonly randomness: Randomness) {}

  next(nowMs: number): string {
    this.#count = nowMs > this.#lastMs ? 0 : this.#count + 1;
    this.#lastMs = Math.max(this.#lastMs, nowMs);
    const count = this.#count.toString(32).padStart(4, '0');
    return `${this.#lastMs.toString(32).padStart(10, '0')}${count}-${drawText(this.randomness, ID_LETTERS, 8)}`;
  }
}
