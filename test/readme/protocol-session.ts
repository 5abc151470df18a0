/**
 * A session between the driver's core and the demo DSC+ in its reader, on virtual time, with every byte written
 * down: what the examples of the link's document are made of.
 */
import { TokenReader } from '../../emulator/reader/token-reader.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import type { ReaderVariantName } from '../../firmware/link/reader/variants.js';
import { type Done, ReaderClient, type RequestOutcome } from '../../host/driver/core/reader-client.js';

export type Side = 'host' | 'reader';

/** Bytes that went one way in one piece. */
export interface Passage {
  readonly from: Side;
  readonly atMs: number;
  /** As they left their end. */
  readonly bytes: Uint8Array;
  /** As they came to the other end. */
  readonly arrived: Uint8Array;
}

export interface ProtocolSessionOptions {
  readonly variant?: ReaderVariantName;
  /** A profile's name. */
  readonly profile?: string;
}

/** A request of the driver's core: whatever it calls `done` with. */
type Request<T> = (client: ReaderClient, at: number, done: Done<T>) => void;

const UNCHANGED = (bytes: Uint8Array) => bytes;

export class ProtocolSession {
  readonly twin: DscPlus;
  readonly reader: TokenReader;
  readonly passages: Passage[] = [];
  /** What becomes of bytes on their way. */
  damage: (bytes: Uint8Array, from: Side) => Uint8Array = UNCHANGED;
  #nowMs = 0;
  readonly #client: ReaderClient;
  readonly #onTheWay: Passage[] = [];
  readonly #planned: { readonly atMs: number; readonly act: () => void }[] = [];

  constructor({ variant = 'gempc-pinpad', profile = 'dsc-plus' }: ProtocolSessionOptions = {}) {
    this.twin = DscPlus.demo({ profile });
    this.#client = new ReaderClient({ output: (bytes) => this.#send('host', bytes) });
    this.reader = new TokenReader(
      { dscPlus: this.twin, codeCard: null },
      { variant, now: () => this.#nowMs, output: (bytes) => this.#send('reader', bytes) },
    );
  }

  /** Lets something happen so many milliseconds from now, while a request waits. */
  plan(inMs: number, act: () => void): void {
    this.#planned.push({ atMs: this.#nowMs + inMs, act });
  }

  /** Makes a request and lets time pass until it has ended. */
  request<T>(start: Request<T>): T {
    let outcome: RequestOutcome<T> | null = null;
    start(this.#client, this.#nowMs, (ended) => {
      outcome = ended;
    });
    while (outcome === null) this.#step();
    const ended = outcome as RequestOutcome<T>;
    if (ended.type === 'failed') throw ended.error;
    return ended.value;
  }

  open(): void {
    this.request<unknown>((client, at, done) => client.open(at, done));
  }

  /** @returns the card's response APDU */
  transmit(command: Uint8Array): Uint8Array {
    return this.request((client, at, done) => client.transmit(command, at, done));
  }

  #send(from: Side, bytes: Uint8Array): void {
    const copy = bytes.slice();
    const passage = { from, atMs: this.#nowMs, bytes: copy, arrived: this.damage(copy, from) };
    this.passages.push(passage);
    this.#onTheWay.push(passage);
  }

  /** The next that happens: bytes arrive at once, everything else in its time. */
  #step(): void {
    const passage = this.#onTheWay.shift();
    if (passage !== undefined) {
      if (passage.from === 'host') this.reader.receive(passage.arrived);
      else this.#client.receive(passage.arrived, this.#nowMs);
      return;
    }
    const [planned] = this.#planned;
    const deadlines = [this.#client.deadline, this.reader.deadline, planned?.atMs ?? null];
    const next = deadlines.filter((atMs) => atMs !== null);
    if (next.length === 0) throw new Error('nothing is on its way and nobody waits');
    this.#nowMs = Math.max(this.#nowMs, Math.min(...next));
    if (planned !== undefined && planned.atMs <= this.#nowMs) {
      this.#planned.shift();
      planned.act();
    } else {
      this.reader.timePassed();
      this.#client.timePassed(this.#nowMs);
    }
  }
}
