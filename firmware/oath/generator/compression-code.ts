/**
 * Assembles the compressions of one hash for the three kinds of block that a prepared HMAC has: with words
 * that change, without, and the outer one.
 *
 * Rounds run in loops as short as the hash allows. Written out they are slower: the code of a whole SHA-1 of
 * four lanes has some 12 KB and runs from the cache of decoded instructions only in parts.
 */

import * as MAP from '../engine/memory-map.js';
import { OP, VALUE_TYPE } from './assembler.js';
import { type HashDefinition, LOOP, type RoundLoop, type Schedule } from './hashes/definition.js';
import type { Word } from './word.js';

/** Parameters of every compression: where its first state lies, and the block, schedule or nothing. */
const FROM = 0;
const DATA = 1;
const FIRST_LOCAL = LOOP + 1;

/** Pushes the scheduled word of a round plus its constant; `looped` if the code serves later rounds as well. */
type PushScheduled = (round: number, looped: boolean) => void;

export class Compressions {
  readonly #word: Word;
  readonly #definition: HashDefinition;
  readonly #stateWords: number;
  readonly #rounds: number;

  constructor(word: Word, definition: HashDefinition) {
    this.#word = word;
    this.#definition = definition;
    this.#stateWords = definition.initial.length;
    this.#rounds = definition.roundConstants.length;
  }

  /** The compression of a block whose sixteen words lie at DATA. */
  varying(exportName: string | null): number {
    return this.#function(exportName, () => {
      const schedule = this.#schedule(new Array<null>(16).fill(null), DATA);
      this.#compress(16, schedule.loopBytes, (round, looped) => this.#pushScheduled(schedule, round, looped));
    });
  }

  /** The compression of a block whose schedule, with the constants added, lies at DATA. */
  prepared(): number {
    const { asm, wordBytes } = this.#word;
    return this.#function(null, () =>
      this.#compress(0, wordBytes, (round, looped) => {
        asm.get(DATA);
        if (looped) {
          asm.get(LOOP);
          asm.byte(OP.i32Add);
        }
        this.#word.loadShared(round * wordBytes);
      }),
    );
  }

  /** The compression of the inner tag in STATE, padded to a block behind the outer key pad (RFC 2104). */
  outer(): number {
    const { bits } = this.#word;
    const tagWords = this.#stateWords;
    const known = Array.from({ length: 16 }, (_, index): bigint | null => (index < tagWords ? null : 0n));
    known[tagWords] = 1n << BigInt(bits - 1);
    known[15] = BigInt((16 + tagWords) * bits);
    return this.#function(null, () => {
      const schedule = this.#schedule(known, null);
      // After two times sixteen rounds no word of the padding is left that is known.
      this.#compress(32, schedule.loopBytes, (round, looped) => this.#pushScheduled(schedule, round, looped));
    });
  }

  /** Expands the block at DATA to the schedule at FROM, with the constants added. */
  expand(exportName: string): void {
    const { asm, wordBytes } = this.#word;
    this.#function(exportName, () => {
      const schedule = this.#schedule(new Array<null>(16).fill(null), DATA);
      for (let round = 0; round < this.#rounds; round += 1) {
        asm.get(FROM);
        this.#pushScheduled(schedule, round, false);
        this.#word.store(round * wordBytes);
      }
    });
  }

  /** State, two for the rounds, sixteen for the schedule and one for its expansion. */
  #function(exportName: string | null, body: () => void): number {
    const words = this.#stateWords + 2 + 17;
    const locals = [[1, VALUE_TYPE.i32] as const, [words, this.#word.type] as const];
    return this.#word.asm.function(2, locals, exportName, body);
  }

  /** The schedule with its first words loaded, from the address in a local or from STATE. */
  #schedule(known: readonly (bigint | null)[], addressLocal: number | null): Schedule {
    const firstLocal = FIRST_LOCAL + this.#stateWords + 2;
    const word = this.#word;
    const schedule = this.#definition.schedule(word, firstLocal, known);
    for (const [index, value] of known.entries()) {
      if (value !== null) continue;
      if (addressLocal === null) word.asm.i32(MAP.STATE);
      else word.asm.get(addressLocal);
      word.load(index * word.bytes);
      schedule.set(index);
    }
    return schedule;
  }

  #pushScheduled(schedule: Schedule, round: number, looped: boolean): void {
    const word = this.#word;
    const constant = this.#definition.roundConstants[round] as bigint;
    schedule.push(round, looped);
    const known = schedule.known(round);
    if (known !== null && known !== 0n) {
      word.constant(known + constant);
      return;
    }
    const same = this.#definition.roundsPerConstant > 1;
    if (word.lanes === 1 && word.bits === 32 && (same || !looped)) word.constant(constant);
    else {
      if (looped && !same) word.asm.get(LOOP);
      else word.asm.i32(0);
      word.loadShared(MAP.ROUND_CONSTANTS + round * word.wordBytes);
    }
    if (known === null) word.add();
  }

  /**
   * All rounds from the state at FROM, and the sum of old and new state to STATE.
   *
   * @param loopFrom no loop begins before this round, if the hash's constants change in it
   * @param loopBytes what LOOP grows by for a round
   */
  #compress(loopFrom: 0 | 16 | 32, loopBytes: number, pushScheduled: PushScheduled): void {
    const word = this.#word;
    const { asm, bytes } = word;
    const state = Array.from({ length: this.#stateWords }, (_, index) => FIRST_LOCAL + index);
    for (const [index, local] of state.entries()) {
      asm.get(FROM);
      word.load(index * bytes);
      asm.set(local);
    }
    let registers: readonly number[] = state;
    for (const loop of this.#definition.loops(this.#word, loopFrom))
      registers = this.#loop(registers, loop, loopBytes, pushScheduled);
    for (const [index, local] of registers.entries()) {
      asm.i32(0);
      asm.get(local);
      asm.get(FROM);
      word.load(index * bytes);
      word.add();
      word.store(MAP.STATE + index * bytes);
    }
  }

  #loop(
    state: readonly number[],
    { first, end, count }: RoundLoop,
    loopBytes: number,
    pushScheduled: PushScheduled,
  ): readonly number[] {
    const { asm } = this.#word;
    const scratch = { first: FIRST_LOCAL + this.#stateWords, second: FIRST_LOCAL + this.#stateWords + 1 };
    const looped = first + count < end;
    const turn = () => {
      let registers = state;
      for (let round = first; round < first + count; round += 1)
        registers = this.#definition.round(this.#word, registers, scratch, round, () =>
          pushScheduled(round, looped),
        );
      return registers;
    };
    if (!looped) return turn();
    asm.i32(0);
    asm.set(LOOP);
    asm.doWhile(() => {
      turn();
      asm.get(LOOP);
      asm.addI32(count * loopBytes);
      asm.tee(LOOP);
      asm.i32((end - first) * loopBytes);
      asm.byte(OP.i32LtU);
    });
    return state;
  }
}
