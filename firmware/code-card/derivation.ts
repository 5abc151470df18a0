/**
 * A code card from a seed: HKDF-SHA-256 (RFC 5869) and rejection sampling.
 *
 * Promises: the same seed, serial number and alphabet give the same card on every machine and in every
 * version; every code of the alphabet is equally likely. The rule is our own [unknown: our choice] and
 * stands, byte for byte and with a worked example, in vectors/code-card-derivation.md.
 */
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { assert, TokentwinError } from '../error.js';
import {
  CODE_ALPHABETS,
  CODE_COUNT,
  type CodeAlphabet,
  type CodeCard,
  checkSerialNumber,
} from './code-card.js';

export interface CodeCardSource {
  /** 16 bytes or more. */
  readonly seed: Uint8Array;
  /** 4 to 16 characters of A-Z, 0-9 and the hyphen. */
  readonly serialNumber: string;
  /** Default `letter-digit-letter`. */
  readonly alphabet?: CodeAlphabet;
}

const SALT = utf8ToBytes('tokentwin code card 1');
const MINIMUM_SEED_BYTES = 16;
const BLOCK_BYTES = 32;

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '23456789';
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const CHECK_CHARACTERS = LETTERS + DIGITS;

/** The characters possible at each of the three positions of a code. */
const CODE_POSITIONS: Readonly<Record<CodeAlphabet, readonly string[]>> = {
  'letter-digit-letter': [LETTERS, DIGITS, LETTERS],
  alphanumeric: [ALPHANUMERIC, ALPHANUMERIC, ALPHANUMERIC],
};

/** The characters possible at each of the four positions of a check value. */
export const CHECK_POSITIONS: readonly string[] = Array<string>(4).fill(CHECK_CHARACTERS);

/**
 * The bytes of HKDF-Expand (RFC 5869 section 2.3) one at a time, computed by the block as they are asked
 * for, so that rejection may use as many as it needs.
 *
 * @param prk 32 bytes from HKDF-Extract
 */
export function* expandStream(prk: Uint8Array, info: Uint8Array): Generator<number, void> {
  for (let length = BLOCK_BYTES; ; length += BLOCK_BYTES) {
    yield* expand(sha256, prk, info, length).subarray(length - BLOCK_BYTES);
  }
}

/**
 * Draws one character a position, without bias.
 *
 * A byte from floor(256 / n) * n upward is skipped: `byte mod n` alone would favour the first characters.
 *
 * @param stream random bytes; as many are taken as are needed
 * @param positions for each character the alphabet it is drawn from, 1 to 256 characters
 */
export function drawCharacters(stream: Iterable<number>, positions: readonly string[]): string {
  let drawn = '';
  for (const byte of stream) {
    const alphabet = positions[drawn.length] as string;
    const size = alphabet.length;
    if (byte < Math.floor(256 / size) * size) drawn += alphabet[byte % size];
    if (drawn.length === positions.length) break;
  }
  assert(drawn.length === positions.length, 'the byte stream lasts for every character');
  return drawn;
}

/**
 * Derives the whole card.
 *
 * @throws TokentwinError CARD_SEED when the seed has fewer than 16 bytes, CARD_SERIAL
 */
export function deriveCodeCard({
  seed,
  serialNumber,
  alphabet = 'letter-digit-letter',
}: CodeCardSource): CodeCard {
  assert(CODE_ALPHABETS.includes(alphabet), 'the alphabet of a code card is one of the known names');
  if (seed.length < MINIMUM_SEED_BYTES) {
    throw new TokentwinError(
      'CARD_SEED',
      `The seed of a code card must have ${MINIMUM_SEED_BYTES} bytes or more; this one has ${seed.length}.`,
    );
  }
  checkSerialNumber(serialNumber);
  const prk = extract(sha256, seed, SALT);
  const codes: string[] = [];
  for (let index = 1; index <= CODE_COUNT; index += 1) {
    const info = new Uint8Array([
      ...utf8ToBytes(`cell\0${alphabet}\0${serialNumber}\0`),
      index >> 8,
      index & 0xff,
    ]);
    codes.push(drawCharacters(expandStream(prk, info), CODE_POSITIONS[alphabet]));
  }
  const checkInfo = utf8ToBytes(`check\0${alphabet}\0${serialNumber}`);
  return {
    serialNumber,
    checkValue: drawCharacters(expandStream(prk, checkInfo), CHECK_POSITIONS),
    codes,
    alphabet,
  };
}
