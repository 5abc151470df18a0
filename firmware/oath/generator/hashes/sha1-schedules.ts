/**
 * The message schedule of SHA-1 (FIPS 180-4 section 6.1.2, step 1), in two forms for the assembler:
 * W(t) = rotl1(W(t-3) ^ W(t-8) ^ W(t-14) ^ W(t-16)).
 */

import { SCHEDULE } from '../../engine/memory-map.js';
import type { Word } from '../word.js';
import { LOOP, type Schedule } from './definition.js';
import { LocalWords } from './local-words.js';

const TAPS = [3, 8, 14, 16] as const;

/** The last sixteen words in locals, for rounds that are written out. */
export class Sha1Locals implements Schedule {
  readonly loopBytes: number;
  readonly #word: Word;
  readonly #words: LocalWords;
  readonly #temporary: number;

  constructor(word: Word, firstLocal: number, known: readonly (bigint | null)[]) {
    this.#word = word;
    this.#words = new LocalWords(word, firstLocal, known);
    this.#temporary = firstLocal + 16;
    this.loopBytes = word.wordBytes;
  }

  known(round: number): bigint | null {
    return this.#words.known(round);
  }

  set(round: number): void {
    this.#words.set(round);
  }

  push(round: number): void {
    if (round >= 16) this.#expand(round);
    else if (this.known(round) === null) this.#words.push(round);
  }

  /** What is known is XORed here and now. */
  #expand(round: number): void {
    const word = this.#word;
    let constant = 0n;
    let pushed = 0;
    for (const back of TAPS) {
      const known = this.known(round - back);
      if (known !== null) {
        constant ^= known;
        continue;
      }
      this.#words.push(round - back);
      if (pushed > 0) word.xor();
      pushed += 1;
    }
    if (pushed === 0) {
      this.#words.setKnown(round, ((constant << 1n) | (constant >> 31n)) & 0xffff_ffffn);
      return;
    }
    if (constant !== 0n) {
      word.constant(constant);
      word.xor();
    }
    word.asm.set(this.#temporary);
    word.rotateLeft(this.#temporary, 1);
    this.#words.tee(round);
  }
}

/** Rounds that a loop of the vector kernels runs in one turn. */
export const LOOPED_ROUNDS = 5;

/**
 * The whole schedule in memory. The rounds repeat every five, which does not go with sixteen words in turn in
 * locals; and as there are not registers enough for them, short loops gain more than locals.
 *
 * The last five words stay in locals as well: W(t-3) would else wait for its own way through memory.
 */
export class Sha1Memory implements Schedule {
  readonly loopBytes: number;
  readonly #word: Word;
  readonly #temporary: number;
  readonly #firstRecent: number;

  constructor(word: Word, firstLocal: number, known: readonly (bigint | null)[]) {
    this.#word = word;
    this.#temporary = firstLocal;
    this.#firstRecent = firstLocal + 1;
    this.loopBytes = word.bytes;
    for (const [round, value] of known.entries()) {
      if (value === null) continue;
      word.constant(value);
      this.set(round);
    }
  }

  known(): null {
    return null;
  }

  set(round: number): void {
    this.#word.asm.set(this.#temporary);
    this.#store(round, false, this.#temporary);
  }

  push(round: number, looped: boolean): void {
    if (round >= 16) {
      this.#expand(round, looped);
      return;
    }
    this.#load(round, looped);
    this.#word.asm.tee(this.#recent(round));
  }

  #expand(round: number, looped: boolean): void {
    const word = this.#word;
    const [nearest, ...others] = TAPS;
    for (const [index, back] of others.entries()) {
      this.#load(round - back, looped);
      if (index > 0) word.xor();
    }
    word.asm.get(this.#recent(round - nearest));
    word.xor();
    word.asm.set(this.#temporary);
    word.rotateLeft(this.#temporary, 1);
    word.asm.set(this.#recent(round));
    this.#store(round, looped, this.#recent(round));
    word.asm.get(this.#recent(round));
  }

  /** The local of one of the last words. */
  #recent(round: number): number {
    return this.#firstRecent + (round % LOOPED_ROUNDS);
  }

  #load(round: number, looped: boolean): void {
    this.#address(looped);
    this.#word.load(SCHEDULE + round * this.#word.bytes);
  }

  #store(round: number, looped: boolean, local: number): void {
    this.#address(looped);
    this.#word.asm.get(local);
    this.#word.store(SCHEDULE + round * this.#word.bytes);
  }

  #address(looped: boolean): void {
    if (looped) this.#word.asm.get(LOOP);
    else this.#word.asm.i32(0);
  }
}
