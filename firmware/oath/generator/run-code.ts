/**
 * Assembles a kernel's main loop: for each group of messages put what varies into the blocks, compress block
 * after block, compress the outer block, truncate.
 */

import * as MAP from '../engine/memory-map.js';
import { OP, VALUE_TYPE } from './assembler.js';
import type { Word } from './word.js';

const { IMAGE, IMAGE_AT } = MAP;

/** Indices of the compressions. */
interface Functions {
  readonly varying: number;
  readonly prepared: number;
  readonly outer: number;
}

// Parameters and locals of the loop, all of them i32.
const GROUPS = 0;
const GROUP_OFFSET = 1;
const NUMBER_AT = 2;
const TABLE = 3;
const PLANE = 4;
const FROM = 5;
const ENTRY = 6;
const NIBBLE = 7;
const LOCALS = 7;

function loadI32(word: Word, offset: number): void {
  word.asm.byte(OP.i32Load);
  word.asm.at(2, offset);
}

/** Copies the group's entry of every plane to its place in its block. */
function scatter(word: Word): void {
  const { asm } = word;
  asm.get(GROUP_OFFSET);
  asm.set(PLANE);
  asm.i32(0);
  asm.set(TABLE);
  asm.doWhile(() => {
    asm.get(TABLE);
    loadI32(word, IMAGE + IMAGE_AT.varying);
    asm.set(ENTRY);
    for (let vector = 0; vector < word.vectors; vector += 1) {
      asm.get(ENTRY);
      asm.get(PLANE);
      word.load(MAP.PLANES + vector * word.bytes);
      word.store(vector * word.bytes);
    }
    asm.get(PLANE);
    asm.i32(0);
    loadI32(word, IMAGE + IMAGE_AT.planeBytes);
    asm.byte(OP.i32Add);
    asm.set(PLANE);
    asm.get(TABLE);
    asm.addI32(4);
    asm.tee(TABLE);
    asm.i32(0);
    loadI32(word, IMAGE + IMAGE_AT.varyingBytes);
    asm.byte(OP.i32LtU);
  });
}

/** Compresses the message's blocks, the first from the prepared state, the others from STATE. */
function compressBlocks(word: Word, { varying, prepared }: Functions): void {
  const { asm } = word;
  asm.i32(IMAGE + IMAGE_AT.inner);
  asm.set(FROM);
  asm.i32(0);
  asm.set(TABLE);
  asm.doWhile(() => {
    asm.get(TABLE);
    loadI32(word, IMAGE + IMAGE_AT.steps);
    asm.tee(ENTRY);
    asm.i32(1);
    asm.byte(OP.i32And);
    asm.either(
      () => {
        asm.get(ENTRY);
        asm.addI32(-1);
        asm.i32(MAP.STATE);
        asm.get(FROM);
        asm.call(prepared);
      },
      () => {
        for (let vector = 0; vector < word.vectors; vector += 1) {
          const offset = vector * word.bytes;
          asm.get(ENTRY);
          asm.addI32(offset);
          asm.i32(MAP.STATE + offset);
          asm.get(FROM);
          asm.addI32(offset);
          asm.call(varying);
        }
      },
    );
    asm.i32(MAP.STATE);
    asm.set(FROM);
    asm.get(TABLE);
    asm.addI32(4);
    asm.tee(TABLE);
    asm.i32(0);
    loadI32(word, IMAGE + IMAGE_AT.stepBytes);
    asm.byte(OP.i32LtU);
  });
}

/**
 * Dynamic truncation (RFC 4226 section 5.3) of one lane's tag in STATE: the last nibble is the offset of four
 * bytes, big-endian. They lie in one word or two, which are put together as 64 bits. Leaves the number.
 */
function truncate(word: Word, stateWords: number, lane: number): void {
  const { asm, groupBytes, bits } = word;
  const at = MAP.STATE + lane * word.wordBytes;
  const wordShift = bits === 32 ? 2 : 3;
  const pushBitOffset = () => {
    asm.get(NIBBLE);
    asm.i32(2 ** wordShift - 1);
    asm.byte(OP.i32And);
    asm.i32(3);
    asm.raw(OP.i32Shl, OP.i64ExtendI32U);
  };
  asm.i32(0);
  loadI32(word, at + (stateWords - 1) * groupBytes);
  asm.i32(15);
  asm.byte(OP.i32And);
  asm.tee(NIBBLE);
  asm.i32(wordShift);
  asm.byte(OP.i32ShrU);
  asm.i32(groupBytes);
  asm.byte(OP.i32Mul);
  asm.tee(ENTRY);
  if (bits === 32) {
    // (first << 32 | second) << bit offset
    asm.byte(OP.i64Load32U);
    asm.at(2, at);
    asm.i64(32n);
    asm.byte(OP.i64Shl);
    asm.get(ENTRY);
    asm.byte(OP.i64Load32U);
    asm.at(2, at + groupBytes);
    asm.byte(OP.i64Or);
    pushBitOffset();
    asm.byte(OP.i64Shl);
  } else {
    // first << bit offset | second >> 1 >> (63 - bit offset): a shift by 64 would be a shift by nothing
    asm.byte(OP.i64Load);
    asm.at(3, at);
    pushBitOffset();
    asm.byte(OP.i64Shl);
    asm.get(ENTRY);
    asm.byte(OP.i64Load);
    asm.at(3, at + groupBytes);
    asm.i64(1n);
    asm.byte(OP.i64ShrU);
    asm.i64(63n);
    pushBitOffset();
    asm.raw(OP.i64Sub, OP.i64ShrU, OP.i64Or);
  }
  asm.i64(32n);
  asm.raw(OP.i64ShrU, OP.i32WrapI64);
  asm.i32(0x7fff_ffff);
  asm.byte(OP.i32And);
}

/**
 * Exports `run(groups)`: the plan image at IMAGE is computed for as many groups of messages as there are, 1
 * or more; a group has a message for each lane. The n-th message's number goes to the n-th place of NUMBERS.
 */
export function assembleRun(word: Word, stateWords: number, functions: Functions): void {
  const { asm, lanes } = word;
  asm.function(1, [[LOCALS, VALUE_TYPE.i32]], 'run', () => {
    asm.i32(MAP.NUMBERS);
    asm.set(NUMBER_AT);
    asm.doWhile(() => {
      scatter(word);
      compressBlocks(word, functions);
      for (let vector = 0; vector < word.vectors; vector += 1) {
        const offset = vector * word.bytes;
        asm.i32(MAP.STATE + offset);
        asm.i32(MAP.STATE + offset);
        asm.i32(IMAGE + IMAGE_AT.outer + offset);
        asm.call(functions.outer);
      }
      for (let lane = 0; lane < lanes; lane += 1) {
        asm.get(NUMBER_AT);
        truncate(word, stateWords, lane);
        asm.i32(0);
        loadI32(word, IMAGE + IMAGE_AT.modulus);
        asm.raw(OP.i32RemU, OP.i32Store);
        asm.at(2, 4 * lane);
      }
      asm.get(NUMBER_AT);
      asm.addI32(4 * lanes);
      asm.set(NUMBER_AT);
      asm.get(GROUP_OFFSET);
      asm.addI32(word.groupBytes);
      asm.set(GROUP_OFFSET);
      asm.get(GROUPS);
      asm.addI32(-1);
      asm.tee(GROUPS);
    });
  });
}
