/**
 * Many whole numbers from a seed, quickly: for the noise of a line, which draws one for every byte.
 *
 * The generator is sfc32 (Chris Doty-Humphrey's Small Fast Counting PRNG, 32 bits), started from the board's
 * seeded source. Same seed and purpose, same numbers, on every machine. Not for anything that must be secret.
 */
import { type Seed, SeededRandom } from '../board/seeded-random.js';

/** The words of a generator's state are mixed this often before the first number. */
const ROUNDS_BEFORE_USE = 12;

/**
 * @param purpose tells streams of one seed apart
 * @returns a function that gives the next number, 0 to 2^32 - 1
 */
export function quickNumbers(seed: Seed, purpose: string): () => number {
  const words = new DataView(new SeededRandom(seed, purpose).bytes(12).buffer);
  let [a, b, c] = [words.getUint32(0), words.getUint32(4), words.getUint32(8)];
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < ROUNDS_BEFORE_USE; round += 1) next();
  return next;
}
