/**
 * SHA-256 and SHA-512 (FIPS 180-4 sections 4.1.2, 4.1.3, 4.2.2, 4.2.3, 5.3.3, 5.3.5, 6.2.2 and 6.4.2) for the
 * assembler. They are one algorithm with words of 32 and 64 bits; the constants of SHA-256 are the upper
 * halves of those of SHA-512.
 */
import type { Word } from '../word.js';
import type { HashDefinition, Schedule, Scratch } from './definition.js';
import { LocalWords } from './local-words.js';

/** The first 64 bits of the fractional parts of the cube roots of the first 80 primes. */
const ROUND_CONSTANTS = [
  '428a2f98d728ae22 7137449123ef65cd b5c0fbcfec4d3b2f e9b5dba58189dbbc',
  '3956c25bf348b538 59f111f1b605d019 923f82a4af194f9b ab1c5ed5da6d8118',
  'd807aa98a3030242 12835b0145706fbe 243185be4ee4b28c 550c7dc3d5ffb4e2',
  '72be5d74f27b896f 80deb1fe3b1696b1 9bdc06a725c71235 c19bf174cf692694',
  'e49b69c19ef14ad2 efbe4786384f25e3 0fc19dc68b8cd5b5 240ca1cc77ac9c65',
  '2de92c6f592b0275 4a7484aa6ea6e483 5cb0a9dcbd41fbd4 76f988da831153b5',
  '983e5152ee66dfab a831c66d2db43210 b00327c898fb213f bf597fc7beef0ee4',
  'c6e00bf33da88fc2 d5a79147930aa725 06ca6351e003826f 142929670a0e6e70',
  '27b70a8546d22ffc 2e1b21385c26c926 4d2c6dfc5ac42aed 53380d139d95b3df',
  '650a73548baf63de 766a0abb3c77b2a8 81c2c92e47edaee6 92722c851482353b',
  'a2bfe8a14cf10364 a81a664bbc423001 c24b8b70d0f89791 c76c51a30654be30',
  'd192e819d6ef5218 d69906245565a910 f40e35855771202a 106aa07032bbd1b8',
  '19a4c116b8d2d0c8 1e376c085141ab53 2748774cdf8eeb99 34b0bcb5e19b48a8',
  '391c0cb3c5c95a63 4ed8aa4ae3418acb 5b9cca4f7763e373 682e6ff3d6b2b8a3',
  '748f82ee5defb2fc 78a5636f43172f60 84c87814a1f0ab72 8cc702081a6439ec',
  '90befffa23631e28 a4506cebde82bde9 bef9a3f7b2c67915 c67178f2e372532b',
  'ca273eceea26619c d186b8c721c0c207 eada7dd6cde0eb1e f57d4f7fee6ed178',
  '06f067aa72176fba 0a637dc5a2c898a6 113f9804bef90dae 1b710b35131c471b',
  '28db77f523047d84 32caab7b40c72493 3c9ebe0a15c9bebc 431d67c49c100d4c',
  '4cc5d4becb3e42b6 597f299cfc657e2a 5fcb6fab3ad6faec 6c44198c4a475817',
];

/** The first 64 bits of the fractional parts of the square roots of the first 8 primes. */
const INITIAL = [
  '6a09e667f3bcc908 bb67ae8584caa73b 3c6ef372fe94f82b a54ff53a5f1d36f1',
  '510e527fade682d1 9b05688c2b3e6c1f 1f83d9abfb41bd6b 5be0cd19137e2179',
];

type Three = readonly [number, number, number];
type Eight = readonly [number, number, number, number, number, number, number, number];

/** Counts of the rotations of the four sigmas; the last of a small sigma is a shift. */
interface Sigmas {
  readonly bigA: Three;
  readonly bigE: Three;
  readonly small15: Three;
  readonly small2: Three;
}

function numbers(lines: readonly string[]): bigint[] {
  return lines.flatMap((line) => line.split(' ')).map((hex) => BigInt(`0x${hex}`));
}

function smallSigma(word: Word, local: number, [first, second, shift]: Three): void {
  word.rotateRight(local, first);
  word.rotateRight(local, second);
  word.xor();
  word.shiftRight(local, shift);
  word.xor();
}

function knownSmallSigma(bits: number, value: bigint, [first, second, shift]: Three): bigint {
  const rotated = (count: number) => (value >> BigInt(count)) | (value << BigInt(bits - count));
  return BigInt.asUintN(bits, rotated(first) ^ rotated(second) ^ (value >> BigInt(shift)));
}

class Sha2Schedule implements Schedule {
  readonly loopBytes: number;
  readonly #word: Word;
  readonly #words: LocalWords;
  readonly #sigmas: Sigmas;

  constructor(sigmas: Sigmas, word: Word, firstLocal: number, known: readonly (bigint | null)[]) {
    this.#sigmas = sigmas;
    this.#word = word;
    this.#words = new LocalWords(word, firstLocal, known);
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

  /** W(t) = sigma1(W(t-2)) + W(t-7) + sigma0(W(t-15)) + W(t-16); what is known is added here and now. */
  #expand(round: number): void {
    const word = this.#word;
    const { small15, small2 } = this.#sigmas;
    const terms = [
      [16, null],
      [7, null],
      [15, small15],
      [2, small2],
    ] as const;
    let constant = 0n;
    let pushed = 0;
    for (const [back, sigma] of terms) {
      const known = this.known(round - back);
      if (known !== null) {
        constant += sigma === null ? known : knownSmallSigma(word.bits, known, sigma);
        continue;
      }
      const local = this.#words.local(round - back);
      if (sigma === null) word.asm.get(local);
      else smallSigma(word, local, sigma);
      if (pushed > 0) word.add();
      pushed += 1;
    }
    constant = BigInt.asUintN(word.bits, constant);
    if (pushed === 0) {
      this.#words.setKnown(round, constant);
      return;
    }
    if (constant !== 0n) {
      word.constant(constant);
      word.add();
    }
    this.#words.tee(round);
  }
}

/** One round (FIPS 180-4 sections 6.2.2 and 6.4.2, step 3). */
function sha2Round(
  sigmas: Sigmas,
  word: Word,
  registers: readonly number[],
  scratch: Scratch,
  round: number,
  pushScheduled: () => void,
): readonly number[] {
  const { asm } = word;
  const [a, b, c, d, e, f, g, h] = registers as Eight;
  // This round's a ^ b is the next one's b ^ c, which Maj needs.
  const [ab, bc] = round % 2 === 0 ? [scratch.first, scratch.second] : [scratch.second, scratch.first];
  if (round === 0) {
    asm.get(b);
    asm.get(c);
    word.xor();
    asm.set(bc);
  }
  // h = h + scheduled + Ch(e, f, g) + Sigma1(e), with Ch = g ^ (e & (f ^ g))
  pushScheduled();
  asm.get(h);
  word.add();
  asm.get(f);
  asm.get(g);
  word.xor();
  asm.get(e);
  word.and();
  asm.get(g);
  word.xor();
  word.add();
  word.rotations(e, sigmas.bigE);
  word.add();
  asm.set(h);
  asm.get(d);
  asm.get(h);
  word.add();
  asm.set(d);
  // h = h + Maj(a, b, c) + Sigma0(a), with Maj = b ^ ((a ^ b) & (b ^ c))
  asm.get(a);
  asm.get(b);
  word.xor();
  asm.tee(ab);
  asm.get(bc);
  word.and();
  asm.get(b);
  word.xor();
  asm.get(h);
  word.add();
  word.rotations(a, sigmas.bigA);
  word.add();
  asm.set(h);
  return [h, a, b, c, d, e, f, g];
}

function sha2(bits: 32 | 64, rounds: number, sigmas: Sigmas): HashDefinition {
  const upper = (values: bigint[]) => values.map((value) => value >> BigInt(64 - bits));
  return {
    bits,
    roundsPerConstant: 1,
    schedule: (word, firstLocal, known) => new Sha2Schedule(sigmas, word, firstLocal, known),
    // Sixteen rounds: after as many every word of the schedule is in its local again.
    loops: (_word, loopFrom) => [
      ...(loopFrom === 0 ? [] : [{ first: 0, end: loopFrom, count: loopFrom }]),
      { first: loopFrom, end: rounds, count: 16 },
    ],
    initial: upper(numbers(INITIAL)),
    roundConstants: upper(numbers(ROUND_CONSTANTS)).slice(0, rounds),

    round: (word, registers, scratch, round, pushScheduled) =>
      sha2Round(sigmas, word, registers, scratch, round, pushScheduled),
  };
}

export const SHA256 = sha2(32, 64, {
  bigA: [2, 13, 22],
  bigE: [6, 11, 25],
  small15: [7, 18, 3],
  small2: [17, 19, 10],
});

export const SHA512 = sha2(64, 80, {
  bigA: [28, 34, 39],
  bigE: [14, 18, 41],
  small15: [1, 8, 7],
  small2: [19, 61, 6],
});
