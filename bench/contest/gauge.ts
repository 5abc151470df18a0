/**
 * The gauge: a plain SHA-256 (FIPS 180-4) over 16 KiB, by which results of different days are compared.
 *
 * Its own speed does not matter, and it must never be made faster: a result knows the speed of our code as a
 * multiple of it. createHmac would not do: it moves by a tenth and more with what neighbours do to the caches,
 * while this only computes, as what is compared does where it is undisturbed.
 */
import { createHash } from 'node:crypto';

export const GAUGE_NAME = 'gauge';

const MESSAGE = Uint8Array.from({ length: 16_384 }, (_, index) => index * 7);
const BLOCK_BYTES = 64;
const ROUNDS = 64;

/** The first 32 bits of the fractional part of a root of a prime number. */
function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
}

const PRIMES = Array.from({ length: 312 }, (_, number) => number).filter(
  (number) =>
    number > 1 && Array.from({ length: number - 2 }, (_, less) => less + 2).every((less) => number % less),
);
const CONSTANTS = Int32Array.from(PRIMES.slice(0, ROUNDS), (prime) => fraction(Math.cbrt(prime)));
const INITIAL = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

const rotated = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

function compress(state: Int32Array, schedule: Int32Array, view: DataView, offset: number): void {
  for (let index = 0; index < 16; index += 1) schedule[index] = view.getInt32(offset + 4 * index);
  for (let index = 16; index < ROUNDS; index += 1) {
    const early = schedule[index - 15] as number;
    const late = schedule[index - 2] as number;
    const small0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
    const small1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
    schedule[index] =
      ((schedule[index - 16] as number) + small0 + (schedule[index - 7] as number) + small1) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < ROUNDS; round += 1) {
    const big1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + big1 + choice + (CONSTANTS[round] as number) + (schedule[round] as number)) | 0;
    const big0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + big0 + majority) | 0;
  }
  const added = [a, b, c, d, e, f, g, h];
  for (let index = 0; index < 8; index += 1)
    state[index] = ((state[index] as number) + (added[index] as number)) | 0;
}

/** @param message of a length that is a multiple of 64 bytes @returns its hash, 8 words of 32 bits */
function sha256(message: Uint8Array): Int32Array {
  const state = INITIAL.slice();
  const schedule = new Int32Array(ROUNDS);
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  for (let offset = 0; offset < message.length; offset += BLOCK_BYTES)
    compress(state, schedule, view, offset);
  const last = new DataView(new ArrayBuffer(BLOCK_BYTES));
  last.setUint8(0, 0x80);
  last.setUint32(BLOCK_BYTES - 4, message.length * 8);
  compress(state, schedule, last, 0);
  return state;
}

/** @returns one pass of the gauge @throws Error when it does not compute SHA-256 */
export function gaugePass(): () => unknown {
  const known = createHash('sha256').update(MESSAGE).digest();
  const words = sha256(MESSAGE);
  if (words.some((word, index) => word !== known.readInt32BE(4 * index)))
    throw new Error('the gauge does not compute SHA-256');
  return () => sha256(MESSAGE)[0];
}
