/**
 * The driver's core and a reader with a card on one virtual clock, with a line between them that may be noisy.
 */
import { atr } from '../../firmware/card/atr.js';
import type { Checksum } from '../../firmware/link/checksum.js';
import type { CardSlot, PinKeypad } from '../../firmware/link/reader/card-slot.js';
import { SerialReader } from '../../firmware/link/reader/reader.js';
import { type ReaderVariantName, readerVariant } from '../../firmware/link/reader/variants.js';
import { T1CardEnd } from '../../firmware/link/t1/card-end.js';
import { ReaderClient, type RequestOutcome } from '../../host/driver/core/reader-client.js';

/** What becomes of a chunk of bytes on its way. */
export type Noise = (bytes: Uint8Array) => Uint8Array;

export const CLEAN: Noise = (bytes) => bytes;

/** How long a chunk is on its way. */
const TRANSIT_MS = 2;

export class FakeCard implements CardSlot {
  present = true;
  isPowered = false;
  keypad: PinKeypad | null = null;
  readonly executed: Uint8Array[] = [];
  readonly #checksum: Checksum;
  readonly #t1: T1CardEnd;

  constructor(
    checksum: Checksum,
    answer: (command: Uint8Array) => Uint8Array,
    waitingTimeMultiplier?: number,
  ) {
    this.#checksum = checksum;
    this.#t1 = new T1CardEnd({
      checksum,
      informationFieldBytes: 254,
      maximumCommandBytes: 70_000,
      answer: (command) => {
        this.executed.push(command.slice());
        const response = answer(command);
        return waitingTimeMultiplier === undefined ? { response } : { response, waitingTimeMultiplier };
      },
    });
  }

  powerOn(): Uint8Array {
    this.#t1.reset();
    this.isPowered = true;
    return atr({ checksum: this.#checksum });
  }

  powerOff(): void {
    this.isPowered = false;
  }

  exchange(block: Uint8Array): Uint8Array | null {
    return this.#t1.exchange(block);
  }
}

export interface VirtualLineOptions {
  readonly card: FakeCard;
  readonly variant?: ReaderVariantName;
  readonly slot?: number;
}

export class VirtualLine {
  at = 1_000_000;
  noise: Noise = CLEAN;
  readonly moves: boolean[] = [];
  /** When the client said that the port is of no use any more. */
  gaveUpAt: number | null = null;
  readonly written: Uint8Array[] = [];
  readonly client: ReaderClient;
  readonly reader: SerialReader;
  #transit: { readonly at: number; readonly bytes: Uint8Array; readonly to: 'reader' | 'client' }[] = [];

  constructor({ card, variant = 'gempc-twin', slot = 0 }: VirtualLineOptions) {
    const kind = readerVariant(variant);
    const absent: CardSlot = {
      present: false,
      isPowered: false,
      keypad: null,
      powerOn: () => null,
      powerOff: () => {},
      exchange: () => null,
    };
    this.reader = new SerialReader({
      variant: kind,
      slots: kind.slots === 2 ? [card, absent] : [card],
      output: (bytes) => this.#send('client', bytes),
    });
    this.client = new ReaderClient({
      slot,
      output: (bytes) => {
        this.written.push(bytes);
        this.#send('reader', bytes);
      },
      cardMoved: (present) => this.moves.push(present),
      gaveUp: () => {
        this.gaveUpAt = this.at;
      },
    });
  }

  /** Starts a request and lets time pass until it has ended. */
  run<T>(start: (done: (outcome: RequestOutcome<T>) => void) => void): RequestOutcome<T> {
    let result: RequestOutcome<T> | null = null;
    start((outcome) => {
      result = outcome;
    });
    while (result === null) {
      if (!this.step()) throw new Error('nothing is on its way and nobody waits');
    }
    return result;
  }

  transmit(command: Uint8Array): RequestOutcome<Uint8Array> {
    return this.run((done) => this.client.transmit(command, this.at, done));
  }

  open(): void {
    const outcome = this.run((done) => this.client.open(this.at, done));
    if (outcome.type === 'failed') throw outcome.error;
  }

  /** The next thing that happens. @returns false when nothing will */
  step(): boolean {
    const [first] = this.#transit;
    const deadlines = [this.client.deadline, this.reader.deadline, first?.at ?? null].filter(
      (at) => at !== null,
    );
    if (deadlines.length === 0) return false;
    this.at = Math.max(this.at, Math.min(...deadlines));
    if (first !== undefined && first.at <= this.at) {
      this.#transit.shift();
      if (first.to === 'reader') this.reader.receive(first.bytes, this.at);
      else this.client.receive(first.bytes, this.at);
    } else {
      this.reader.timePassed(this.at);
      this.client.timePassed(this.at);
    }
    return true;
  }

  /** Lets everything happen that is under way. */
  settle(): void {
    while (this.step());
  }

  #send(to: 'reader' | 'client', bytes: Uint8Array): void {
    const arrived = this.noise(bytes);
    if (arrived.length > 0) this.#transit.push({ at: this.at + TRANSIT_MS, bytes: arrived.slice(), to });
  }
}

/** Drops, doubles or changes each byte with a small probability, from a seed of its own. */
export function noisy(seed: number, share: number): Noise {
  let state = seed >>> 0;
  const next = () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return (bytes) => {
    const result: number[] = [];
    for (const byte of bytes) {
      if (next() >= share) result.push(byte);
      else {
        const kind = Math.floor(next() * 3);
        if (kind === 1) result.push(byte, byte);
        if (kind === 2) result.push(byte ^ (1 + Math.floor(next() * 255)));
      }
    }
    return Uint8Array.from(result);
  };
}
