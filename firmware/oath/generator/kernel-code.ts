/**
 * Assembles a kernel: the WebAssembly module that computes HMACs of prepared messages under one hash, one
 * message at a time or one in each lane of a vector, and truncates them to numbers and digits.
 *
 * The module knows nothing of OCRA and HOTP: what it computes is laid out in its memory (`memory-map.ts`).
 * Promises: the same hash and lanes give the same bytes. Does not promise constant time; like every HMAC in
 * software it branches on nothing secret, but the truncation loads from an address that the tag chooses.
 */

import * as MAP from '../engine/memory-map.js';
import type { HashName } from '../hash.js';
import { Assembler } from './assembler.js';
import { Compressions } from './compression-code.js';
import { assembleDigits } from './digits-code.js';
import type { HashDefinition } from './hashes/definition.js';
import { SHA1 } from './hashes/sha1.js';
import { SHA256, SHA512 } from './hashes/sha2.js';
import { assembleRun } from './run-code.js';
import { type Lanes, Word } from './word.js';

export const DEFINITIONS: Readonly<Record<HashName, HashDefinition>> = { SHA1, SHA256, SHA512 };

/**
 * The bytes of a kernel.
 *
 * A kernel of one lane also exports what prepares a key: `compress(block, to, from)` with the addresses of a block
 * and two states, and `expand(block, schedule)`. Every kernel exports `run` (see `run-code.ts`) and `digits`.
 *
 * @param lanes 1; 4 or 8 for hashes of 32-bit words, 2 or 4 for those of 64-bit words
 */
export function assembleKernel(definition: HashDefinition, lanes: Lanes): Uint8Array {
  const asm = new Assembler();
  const word = new Word(asm, definition.bits, lanes);
  const compressions = new Compressions(word, definition);
  const alone = lanes === 1;
  const functions = {
    varying: compressions.varying(alone ? 'compress' : null),
    prepared: compressions.prepared(),
    outer: compressions.outer(),
  };
  if (alone) compressions.expand('expand');
  assembleRun(word, definition.initial.length, functions);
  assembleDigits(asm);
  return asm.module(MAP.MEMORY_PAGES, [
    { address: MAP.INITIAL, bytes: littleEndian(definition.initial, definition.bits) },
    { address: MAP.ROUND_CONSTANTS, bytes: littleEndian(definition.roundConstants, definition.bits) },
  ]);
}

/** Words as WebAssembly loads them. */
function littleEndian(words: readonly bigint[], bits: 32 | 64): Uint8Array {
  const size = bits / 8;
  const bytes = new Uint8Array(size * words.length);
  for (let at = 0; at < bytes.length; at += 1)
    bytes[at] = Number(((words[Math.floor(at / size)] as bigint) >> BigInt(8 * (at % size))) & 0xffn);
  return bytes;
}
