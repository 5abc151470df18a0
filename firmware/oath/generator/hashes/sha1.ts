/**
 * SHA-1 (FIPS 180-4 sections 4.1.1, 4.2.1, 5.3.1 and 6.1.2) for the assembler.
 */
import type { Word } from '../word.js';
import type { HashDefinition } from './definition.js';
import { LOOPED_ROUNDS, Sha1Locals, Sha1Memory } from './sha1-schedules.js';

const ROUNDS = 80;
const PHASE_CONSTANTS = [0x5a827999n, 0x6ed9eba1n, 0x8f1bbcdcn, 0xca62c1d6n];

/** Ch, Parity, Maj, Parity of b, c, d. */
function mix(word: Word, round: number, b: number, c: number, d: number): void {
  const { asm } = word;
  const phase = Math.floor(round / 20);
  if (phase === 0) {
    // d ^ (b & (c ^ d))
    asm.get(c);
    asm.get(d);
    word.xor();
    asm.get(b);
    word.and();
    asm.get(d);
    word.xor();
  } else if (phase === 2) {
    // (b & c) | (d & (b | c))
    asm.get(b);
    asm.get(c);
    word.and();
    asm.get(b);
    asm.get(c);
    word.or();
    asm.get(d);
    word.and();
    word.or();
  } else {
    asm.get(b);
    asm.get(c);
    word.xor();
    asm.get(d);
    word.xor();
  }
}

export const SHA1: HashDefinition = {
  bits: 32,
  roundsPerConstant: 20,
  schedule: (word, firstLocal, known) =>
    word.lanes === 1 ? new Sha1Locals(word, firstLocal, known) : new Sha1Memory(word, firstLocal, known),

  /**
   * With lanes the phases run in loops of five rounds, the rounds below 16 apart where there is a schedule: a sixth
   * faster than written out. One lane, and one vector without a schedule, are faster written out.
   */
  loops: ({ lanes, vectors }, loopFrom) => {
    if (lanes === 1 || (vectors === 1 && loopFrom === 0)) return [{ first: 0, end: ROUNDS, count: ROUNDS }];
    const looped = (first: number, end: number) => ({ first, end, count: LOOPED_ROUNDS });
    const early = loopFrom === 0 ? [looped(0, 20)] : [looped(0, 15), looped(15, 20)];
    return [...early, looped(20, 40), looped(40, 60), looped(60, 80)];
  },

  initial: [0x67452301n, 0xefcdab89n, 0x98badcfen, 0x10325476n, 0xc3d2e1f0n],
  roundConstants: Array.from(
    { length: ROUNDS },
    (_, round) => PHASE_CONSTANTS[Math.floor(round / 20)] as bigint,
  ),

  round(word, registers, _scratch, round, pushScheduled) {
    const { asm } = word;
    const [a, b, c, d, e] = registers as [number, number, number, number, number];
    pushScheduled();
    asm.get(e);
    word.add();
    mix(word, round, b, c, d);
    word.add();
    word.rotateLeft(a, 5);
    word.add();
    asm.set(e);
    word.rotateLeft(b, 30);
    asm.set(b);
    return [e, a, b, c, d];
  },
};
