/**
 * The sixteen words of a schedule that a compression needs at a time, in locals: word t in the place of word
 * t - 16. One that is known while assembling needs no local and costs nothing later.
 */
import type { Word } from '../word.js';

export class LocalWords {
  readonly #word: Word;
  readonly #firstLocal: number;
  readonly #known: (bigint | null)[];

  /**
   * @param firstLocal the first of 16 locals
   * @param known the words of the block; null for one that will be set
   */
  constructor(word: Word, firstLocal: number, known: readonly (bigint | null)[]) {
    this.#word = word;
    this.#firstLocal = firstLocal;
    this.#known = [...known];
  }

  local(round: number): number {
    return this.#firstLocal + (round & 15);
  }

  known(round: number): bigint | null {
    return this.#known[round & 15] as bigint | null;
  }

  setKnown(round: number, value: bigint): void {
    this.#known[round & 15] = value;
  }

  /** What lies on the stack becomes a round's word. */
  set(round: number): void {
    this.#known[round & 15] = null;
    this.#word.asm.set(this.local(round));
  }

  /** The same, and it stays on the stack as well. */
  tee(round: number): void {
    this.#known[round & 15] = null;
    this.#word.asm.tee(this.local(round));
  }

  /** Pushes a word that is not known. */
  push(round: number): void {
    this.#word.asm.get(this.local(round));
  }
}
