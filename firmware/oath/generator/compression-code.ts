/**
 * Assembles the compressions of one hash for the three kinds of block that a prepared HMAC has: with words
 * that change, without, and the outer one.
 *
 * Where the messages fill two vectors, the rounds of a block without words that change are assembled for both by
 * turns: in one vector each round waits for the one before it, and the machine for both. The other kinds of block
 * keep the machine busy with one vector, so their functions are called once for each.
 *
 * Rounds run in loops as short as the hash allows. Written out they are slower: the code of a whole SHA-1 of
 * four lanes has some 12 KB and runs from the cache of decoded instructions only in parts.
 */

import * as MAP from '../engine/memory-map.js';
import { OP, VALUE_TYPE } from './assembler.js';
import {
  type HashDefinition,
  LOOP,
  type RoundLoop,
  type Schedule,
  type Scratch,
} from './hashes/definition.js';
import type { Word } from './word.js';

/** Parameters of every compression: the block or schedule, where the result goes, and where the first state lies. */
const DATA = 0;
const TO = 1;
const FROM = 2;
const PARAMETERS = 3;
const FIRST_LOCAL = LOOP + 1;

/** Pushes the scheduled word of a round plus its constant; `looped` if the code serves later rounds as well. */
type PushScheduled = (round: number, looped: boolean) => void;

/** One vector's rounds: the locals of its state, in the order a, b, c, ..., and two more. */
interface Stream {
  readonly state: readonly number[];
  readonly scratch: Scratch;
}

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
      this.#compress(1, 16, schedule.loopBytes, (round, looped) =>
        this.#pushScheduled(schedule, round, looped),
      );
    });
  }

  /** The compression of a block whose schedule, with the constants added, lies at DATA; of all vectors at once. */
  prepared(): number {
    const { asm, wordBytes, vectors } = this.#word;
    return this.#function(null, () =>
      this.#compress(vectors, 0, wordBytes, (round, looped) => {
        asm.get(DATA);
        if (looped) {
          asm.get(LOOP);
          asm.byte(OP.i32Add);
        }
        this.#word.loadShared(round * wordBytes);
      }),
    );
  }

  /** The compression of the inner tag at DATA, padded to a block behind the outer key pad (RFC 2104). */
  outer(): number {
    const { bits } = this.#word;
    const tagWords = this.#stateWords;
    const known = Array.from({ length: 16 }, (_, index): bigint | null => (index < tagWords ? null : 0n));
    known[tagWords] = 1n << BigInt(bits - 1);
    known[15] = BigInt((16 + tagWords) * bits);
    return this.#function(null, () => {
      const schedule = this.#schedule(known, DATA);
      // After two times sixteen rounds no word of the padding is left that is known.
      this.#compress(1, 32, schedule.loopBytes, (round, looped) =>
        this.#pushScheduled(schedule, round, looped),
      );
    });
  }

  /** Expands the block at DATA to the schedule at TO, with the constants added; has no state. */
  expand(exportName: string): void {
    const { asm, wordBytes } = this.#word;
    const body = () => {
      const schedule = this.#schedule(new Array<null>(16).fill(null), DATA);
      for (let round = 0; round < this.#rounds; round += 1) {
        asm.get(TO);
        this.#pushScheduled(schedule, round, false);
        this.#word.store(round * wordBytes);
      }
    };
    this.#function(exportName, body, PARAMETERS - 1);
  }

  /** The states, two for the rounds of each, sixteen for a schedule and one for its expansion. */
  #function(exportName: string | null, body: () => void, parameters = PARAMETERS): number {
    const words = this.#word.vectors * (this.#stateWords + 2) + 17;
    const locals = [[LOOP + 1 - parameters, VALUE_TYPE.i32] as const, [words, this.#word.type] as const];
    return this.#word.asm.function(parameters, locals, exportName, body);
  }

  /** The schedule with its first words loaded, from the address in a local. */
  #schedule(known: readonly (bigint | null)[], addressLocal: number): Schedule {
    const firstLocal = FIRST_LOCAL + this.#stateWords + 2;
    const word = this.#word;
    const schedule = this.#definition.schedule(word, firstLocal, known);
    for (const [index, value] of known.entries()) {
      if (value !== null) continue;
      word.asm.get(addressLocal);
      word.load(index * word.groupBytes);
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
   * All rounds from the state at FROM, and the sum of old and new state to TO.
   *
   * @param vectors how many are compressed, in rounds by turns
   * @param loopFrom no loop begins before this round, if the hash's constants change in it
   * @param loopBytes what LOOP grows by for a round
   */
  #compress(vectors: number, loopFrom: 0 | 16 | 32, loopBytes: number, pushScheduled: PushScheduled): void {
    const word = this.#word;
    const { asm } = word;
    const streams = Array.from({ length: vectors }, (_, vector) => this.#stream(vector));
    const placeOf = (vector: number, index: number) => index * word.groupBytes + vector * word.bytes;
    for (const [vector, { state }] of streams.entries()) {
      for (const [index, local] of state.entries()) {
        asm.get(FROM);
        word.load(placeOf(vector, index));
        asm.set(local);
      }
    }
    let all: readonly Stream[] = streams;
    for (const loop of this.#definition.loops(word, loopFrom))
      all = this.#loop(all, loop, loopBytes, pushScheduled);
    for (const [vector, { state }] of all.entries()) {
      for (const [index, local] of state.entries()) {
        asm.get(TO);
        asm.get(local);
        asm.get(FROM);
        word.load(placeOf(vector, index));
        word.add();
        word.store(placeOf(vector, index));
      }
    }
  }

  /** The locals of a vector; those of the first lie before the schedule's, those of others behind them. */
  #stream(vector: number): Stream {
    const own = this.#stateWords + 2;
    const first = FIRST_LOCAL + (vector === 0 ? 0 : vector * own + 17);
    return {
      state: Array.from({ length: this.#stateWords }, (_, index) => first + index),
      scratch: { first: first + this.#stateWords, second: first + this.#stateWords + 1 },
    };
  }

  #loop(
    streams: readonly Stream[],
    { first, end, count }: RoundLoop,
    loopBytes: number,
    pushScheduled: PushScheduled,
  ): readonly Stream[] {
    const { asm } = this.#word;
    const looped = first + count < end;
    const turn = () => {
      let all = streams;
      for (let round = first; round < first + count; round += 1) {
        all = all.map(({ state, scratch }) => ({
          scratch,
          state: this.#definition.round(this.#word, state, scratch, round, () =>
            pushScheduled(round, looped),
          ),
        }));
      }
      return all;
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
    return streams;
  }
}
