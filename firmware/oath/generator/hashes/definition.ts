/**
 * What the engine must know of a hash to assemble its compression: word length, constants, one round, and how
 * a message block is expanded (FIPS 180-4).
 */
import type { Word } from '../word.js';

/** The local of a compression that says how far a loop over rounds has come, in bytes. */
export const LOOP = 3;

export interface HashDefinition {
  readonly bits: 32 | 64;
  /** The initial hash value; as many words as the state has. */
  readonly initial: readonly bigint[];
  /** One constant for every round. */
  readonly roundConstants: readonly bigint[];
  /** For how many rounds in a row a constant stands. */
  readonly roundsPerConstant: number;
  /**
   * A block's schedule.
   *
   * @param firstLocal the first of 17 locals that it may use
   * @param known the sixteen words of the block; null for one that will be set
   */
  schedule(word: Word, firstLocal: number, known: readonly (bigint | null)[]): Schedule;
  /**
   * How the rounds run in loops.
   *
   * @param loopFrom rounds before this one need code of their own: 0 none, 16 those whose word is the block's,
   *   32 also those whose word comes from one that is known
   */
  loops(word: Word, loopFrom: 0 | 16 | 32): readonly RoundLoop[];
  /**
   * Assembles one round.
   *
   * @param registers the locals that hold a, b, c, ... before the round
   * @param scratch two locals that keep their value from one round to the next, for the hash's own use
   * @param pushScheduled pushes the round's word of the schedule plus its constant
   * @returns the locals that hold a, b, c, ... after it
   */
  round(
    word: Word,
    registers: readonly number[],
    scratch: Scratch,
    round: number,
    pushScheduled: () => void,
  ): readonly number[];
}

/** The message schedule of a compression while it is being assembled. */
export interface Schedule {
  /** Bytes by which a loop's offset grows with each round. */
  readonly loopBytes: number;
  /** What lies on the stack becomes the word of a round below 16. */
  set(round: number): void;
  /** The value of a round's word if it is known while assembling, else null. */
  known(round: number): bigint | null;
  /**
   * Pushes a round's word; from round 16 on it is computed first, and not pushed if it turns out to be known.
   *
   * @param looped the code serves later rounds as well
   */
  push(round: number, looped: boolean): void;
}

/** Rounds from `first` to before `end`, `count` of them in each turn of a loop. */
export interface RoundLoop {
  readonly first: number;
  readonly end: number;
  readonly count: number;
}

export interface Scratch {
  readonly first: number;
  readonly second: number;
}
