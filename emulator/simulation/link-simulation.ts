/**
 * Card, line and driver on one virtual clock: the twin of a DSC+ in its reader, a line that may be noisy, and the
 * core of the host's driver at the other end.
 *
 * Goals: every run is decided by its options and by the order of the calls, so that a failure replays; hours of
 * traffic take seconds; nothing between the APDU and the flash is left out or stubbed, and no code is there only
 * for the simulation but the line.
 *
 * Non-goals: the operating system's ports, timers and promises (the driver's shell), power cuts inside a flash
 * operation (the twin's own tests have them), several hosts or readers on one line.
 *
 * The clock is the twin's. It moves from event to event: bytes arrive, or somebody has waited long enough. A call
 * that presses keys on the twin moves it too; events that were due meanwhile come right after.
 */
import { assert } from '../../firmware/error.js';
import type { ReaderVariantName } from '../../firmware/link/reader/variants.js';
import type { Done, RequestOutcome } from '../../host/driver/core/reader-client.js';
import { ReaderClient } from '../../host/driver/core/reader-client.js';
import type { ReaderDescription } from '../../host/driver/core/reader-description.js';
import type { Seed } from '../board/seeded-random.js';
import { type LineEnd, NoisyLine } from '../faults/noisy-line.js';
import type { SlotOptions } from '../reader/slots.js';
import { TokenReader } from '../reader/token-reader.js';
import type { DscPlus } from '../twin/dsc-plus.js';

export interface LinkSimulationOptions extends SlotOptions {
  /** On a manual clock, without which nothing would be virtual. */
  readonly twin: DscPlus;
  /** For the faults of the line. Default 0. */
  readonly seed?: Seed;
  /** Default `gempc-pinpad`. */
  readonly variant?: ReaderVariantName;
  /** Told of all bytes that an end puts on the line. */
  readonly onSent?: (from: LineEnd, bytes: Uint8Array, at: number) => void;
}

/** More events than any request takes, and more time, in virtual milliseconds. */
const ENDLESS_EVENTS = 10_000_000;
const ENDLESS_MS = 24 * 3_600_000;

export class LinkSimulation {
  readonly twin: DscPlus;
  readonly line: NoisyLine;
  readonly #options: LinkSimulationOptions;
  #reader: TokenReader;
  #client: ReaderClient;

  constructor(options: LinkSimulationOptions) {
    assert(options.twin.clockMode === 'manual', 'a simulated twin is on a manual clock');
    this.#options = options;
    this.twin = options.twin;
    this.line = new NoisyLine(options.seed ?? 0);
    this.#reader = this.#newReader();
    this.#client = this.#newClient();
  }

  /** Virtual time, Unix milliseconds. */
  get at(): number {
    return this.twin.inside.at();
  }

  get reader(): TokenReader {
    return this.#reader;
  }

  /** The core of the driver. */
  get client(): ReaderClient {
    return this.#client;
  }

  /** The first request of a host: finds out what is on the line. */
  open(): RequestOutcome<ReaderDescription> {
    return this.run((done) => this.#client.open(this.at, done));
  }

  /** One command APDU, to its outcome: the response APDU, or an error. */
  transmit(command: Uint8Array): RequestOutcome<Uint8Array> {
    return this.run((done) => this.#client.transmit(command, this.at, done));
  }

  /** Starts a request and lets happen what happens until it has ended. */
  run<T>(start: (done: Done<T>) => void): RequestOutcome<T> {
    let outcome: RequestOutcome<T> | null = null;
    const startedAt = this.at;
    start((told) => {
      outcome = told;
    });
    for (let events = 0; outcome === null; events += 1) {
      assert(this.step(), 'somebody waits while a request is under way');
      assert(events < ENDLESS_EVENTS && this.at - startedAt < ENDLESS_MS, 'a request ends');
    }
    return outcome;
  }

  /** Lets the next thing happen, at its time. @returns false when nothing will happen by itself */
  step(): boolean {
    const at = this.#nextAt();
    if (at === null) return false;
    this.#moveTo(at);
    const arrival = this.line.take(this.at);
    if (arrival?.to === 'reader') this.#reader.receive(arrival.bytes);
    else if (arrival?.to === 'host') this.#client.receive(arrival.bytes, this.at);
    else if (this.#isDue(this.#reader.deadline)) this.#reader.timePassed();
    else if (this.#isDue(this.#client.deadline)) this.#client.timePassed(this.at);
    return true;
  }

  /** Lets time pass, with all that happens in it. */
  advance(ms: number): void {
    const until = this.at + ms;
    for (let next = this.#nextAt(); next !== null && next <= until; next = this.#nextAt()) this.step();
    this.#moveTo(until);
  }

  /** The host's program is killed, unnoticed by the reader, and starts again; what is on its way still arrives. */
  restartHost(): void {
    this.#client = this.#newClient();
  }

  /** The reader loses its power, its card with it, and starts again; the host is told nothing. */
  restartReader(): void {
    this.#reader.close();
    this.#reader = this.#newReader();
  }

  /** The plug is pulled and put in again, and both ends notice it. The next request is `open`. */
  replug(): void {
    this.line.clear();
    this.line.mend();
    this.#reader.hostLeft();
    this.#client.lineLost(this.at);
  }

  #newReader(): TokenReader {
    const { twin, ...options } = this.#options;
    return new TokenReader(
      { dscPlus: twin, codeCard: null },
      {
        ...options,
        now: () => this.at,
        output: (bytes) => this.#send('reader', bytes),
      },
    );
  }

  #newClient(): ReaderClient {
    return new ReaderClient({ output: (bytes) => this.#send('host', bytes) });
  }

  #send(from: LineEnd, bytes: Uint8Array): void {
    this.#options.onSent?.(from, bytes, this.at);
    this.line.send(from, bytes, this.at);
  }

  #nextAt(): number | null {
    const deadlines = [
      this.line.deadline,
      this.#reader.deadline,
      this.#client.deadline,
      this.twin.inside.device.deadline,
    ].filter((at) => at !== null);
    return deadlines.length === 0 ? null : Math.min(...deadlines);
  }

  #isDue(deadline: number | null): boolean {
    return deadline !== null && deadline <= this.at;
  }

  #moveTo(at: number): void {
    if (at > this.at) this.twin.advance({ ms: at - this.at });
  }
}
