/**
 * A serial line between a host and a reader, in virtual time, with faults drawn from a seed.
 *
 * Promises: the same seed, noise and bytes give the same arrivals; bytes of one direction arrive in the order in
 * which they were sent, each at its time, and nothing is lost, doubled or changed but by the faults that are named
 * here. Each direction carries one byte at a time. Holds at most MAXIMUM_ON_THE_WAY bytes.
 *
 * Does not model modem lines, parity, a wrong speed, nor bytes that come out of nothing.
 */
import { assert } from '../../firmware/error.js';
import type { Seed } from '../board/seeded-random.js';
import { quickNumbers } from './quick-numbers.js';

export type LineEnd = 'host' | 'reader';

/** The share of bytes, 0 to 1, that each fault befalls; no byte suffers two. */
export interface LineNoise {
  readonly dropped: number;
  readonly doubled: number;
  /** Another value, each of the 255 as likely as the other. */
  readonly changed: number;
  /** The byte, and with it all behind it, comes up to `maximumDelayMs` later. */
  readonly delayed: number;
  /** What follows the byte comes as a chunk of its own. */
  readonly split: number;
  readonly maximumDelayMs: number;
}

export type LineFault = Exclude<keyof LineNoise, 'maximumDelayMs'>;

export const NO_NOISE: LineNoise = {
  dropped: 0,
  doubled: 0,
  changed: 0,
  delayed: 0,
  split: 0,
  maximumDelayMs: 0,
};

/** Bytes that were sent, and what befell them. */
export type LineTally = Record<'carried' | 'lost' | LineFault, number>;

/** Bytes that arrive together. */
export interface Arrival {
  readonly to: LineEnd;
  readonly bytes: Uint8Array;
}

interface Chunk {
  readonly at: number;
  readonly bytes: Uint8Array;
}

interface Way {
  readonly to: LineEnd;
  readonly chunks: Chunk[];
  /** When the last byte that was sent has left. */
  freeAt: number;
}

/** One byte at 115 200 baud: a start bit, eight data bits, two stop bits. */
const BYTE_MS = 11_000 / 115_200;

/** Far more than any protocol sends ahead, in bytes. */
const MAXIMUM_ON_THE_WAY = 65_536;

const FAULTS: readonly LineFault[] = ['dropped', 'doubled', 'changed', 'delayed', 'split'];
const ALL_NUMBERS = 2 ** 32;

export class NoisyLine {
  readonly tally: LineTally = {
    carried: 0,
    lost: 0,
    dropped: 0,
    doubled: 0,
    changed: 0,
    delayed: 0,
    split: 0,
  };
  readonly #number: () => number;
  readonly #toReader: Way = { to: 'reader', chunks: [], freeAt: 0 };
  readonly #toHost: Way = { to: 'host', chunks: [], freeAt: 0 };
  #noise = NO_NOISE;
  /** A number below the n-th bound, and not below the one before, is the n-th fault. */
  #bounds: readonly number[] = [];
  #bytesUntilCut = Number.POSITIVE_INFINITY;
  #onTheWay = 0;

  constructor(seed: Seed) {
    this.#number = quickNumbers(seed, 'line');
    this.noise = NO_NOISE;
  }

  get noise(): LineNoise {
    return this.#noise;
  }

  /** What befalls bytes that are sent from now on. */
  set noise(noise: LineNoise) {
    const shares = FAULTS.map((fault) => noise[fault]);
    const sum = shares.reduce((total, share) => total + share, 0);
    assert(sum <= 1 && shares.every((share) => share >= 0), 'the shares of the faults are parts of one');
    this.#noise = noise;
    let bound = 0;
    this.#bounds = shares.map((share) => {
      bound += share * ALL_NUMBERS;
      return bound;
    });
  }

  /** When the next bytes arrive; null = none are on their way. */
  get deadline(): number | null {
    return this.#first()?.chunks[0]?.at ?? null;
  }

  /** Puts bytes on the line; the array is not kept. @param at virtual time in milliseconds */
  send(from: LineEnd, bytes: Uint8Array, at: number): void {
    const way = from === 'host' ? this.#toReader : this.#toHost;
    way.freeAt = Math.max(way.freeAt, at);
    let chunk: number[] = [];
    const arrive = () => {
      this.#arrive(way, chunk);
      chunk = [];
    };
    for (const byte of bytes) {
      if (!this.#carries()) continue;
      const fault = this.#faultOf(this.#number());
      if (fault === 'delayed') {
        arrive();
        way.freeAt += (this.#number() / ALL_NUMBERS) * this.#noise.maximumDelayMs;
      }
      way.freeAt += BYTE_MS;
      if (fault === 'changed') chunk.push(byte ^ (1 + (this.#number() % 255)));
      else if (fault !== 'dropped') chunk.push(byte);
      if (fault === 'doubled') chunk.push(byte);
      if (fault === 'split') arrive();
    }
    arrive();
  }

  /** The next bytes that have arrived by now, or null. */
  take(at: number): Arrival | null {
    const way = this.#first();
    const chunk = way?.chunks[0];
    if (way === null || chunk === undefined || chunk.at > at) return null;
    way.chunks.shift();
    this.#onTheWay -= chunk.bytes.length;
    return { to: way.to, bytes: chunk.bytes };
  }

  /** Cuts the line when so many more bytes were sent, of both directions; what comes after them is lost. */
  cutAfter(bytes: number): void {
    this.#bytesUntilCut = bytes;
  }

  /** Joins a line that was cut. */
  mend(): void {
    this.#bytesUntilCut = Number.POSITIVE_INFINITY;
  }

  /** Loses what is on its way. */
  clear(): void {
    for (const way of [this.#toReader, this.#toHost]) way.chunks.length = 0;
    this.#onTheWay = 0;
  }

  #carries(): boolean {
    this.#bytesUntilCut -= 1;
    this.tally[this.#bytesUntilCut < 0 ? 'lost' : 'carried'] += 1;
    return this.#bytesUntilCut >= 0;
  }

  #faultOf(number: number): LineFault | null {
    const index = this.#bounds.findIndex((bound) => number < bound);
    const fault = FAULTS[index];
    if (fault === undefined) return null;
    this.tally[fault] += 1;
    return fault;
  }

  #arrive({ chunks, freeAt }: Way, bytes: readonly number[]): void {
    if (bytes.length === 0) return;
    this.#onTheWay += bytes.length;
    assert(this.#onTheWay <= MAXIMUM_ON_THE_WAY, 'both ends take their bytes from the line');
    chunks.push({ at: freeAt, bytes: Uint8Array.from(bytes) });
  }

  /** The direction whose next bytes come first; the reader's when both come at once. */
  #first(): Way | null {
    const reader = this.#toReader.chunks[0]?.at ?? Number.POSITIVE_INFINITY;
    const host = this.#toHost.chunks[0]?.at ?? Number.POSITIVE_INFINITY;
    if (reader === Number.POSITIVE_INFINITY && host === Number.POSITIVE_INFINITY) return null;
    return reader <= host ? this.#toReader : this.#toHost;
  }
}
