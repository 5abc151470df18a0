/**
 * Runs a workload over a simulated link and judges every exchange: right or reported, carried out at most once,
 * no try and no counter lost or spent twice.
 *
 * An exchange that was answered was carried out once, its answer is the model's, and the card's state is the
 * model's. One that was reported as not carried out changed nothing. One whose outcome is unknown was carried out
 * once or not at all, and the card is then in the state behind it or before it. What happened on the card is read
 * from the twin itself, and now and then from its flash, never from the driver.
 */

import { FlashChip } from '../../emulator/board/flash-chip.js';
import type { PlantedFaultName } from '../../emulator/faults/planted-faults.js';
import { LinkSimulation } from '../../emulator/simulation/index.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { findDscPlusProfile } from '../../firmware/dsc-plus/profile-validation.js';
import type { Checksum } from '../../firmware/link/checksum.js';
import type { ReaderVariantName } from '../../firmware/link/reader/variants.js';
import { readDscPlus } from '../../firmware/token-file/read-token.js';
import type { RequestOutcome } from '../../host/driver/core/reader-client.js';
import {
  afterReset,
  type CardFacts,
  type CardState,
  commandOf,
  type Exchange,
  TRIES,
  verdictOf,
} from './link-card-model.js';
import { lineNoise, Workload } from './link-workload.js';

/** What a host does with one command; a broken host may do something else. */
export type Host = (simulation: LinkSimulation, command: Uint8Array) => RequestOutcome<Uint8Array>;

export interface JudgeOptions {
  readonly seed: string | number;
  /** Of bytes that the line spoils. Default 0. */
  readonly percent?: number;
  readonly plantedFault?: PlantedFaultName;
  readonly reader?: ReaderVariantName;
  readonly host?: Host;
}

export interface Tally {
  exchanges: number;
  answered: number;
  reportedNotDone: number;
  reportedUnknown: number;
  /** Of the unknown ones, those that the card had carried out. */
  unknownButDone: number;
  readonly reportedBy: Record<string, number>;
  readonly reportedOf: Record<string, number>;
  worstMs: number;
  totalMs: number;
}

/** The counter's card on a line that is worth a CRC. */
export function counterCard(checksum: Checksum): DscPlus {
  const profile = findDscPlusProfile('dsc-plus-counter');
  if (profile === undefined) throw new Error('there is no such profile');
  return DscPlus.demo({
    profile: { ...profile, name: `counter-${checksum}`, wire: { ...profile.wire, checksum } },
  });
}

const FLASH_IS_READ_EVERY = 100;
const NEW_CARD: CardState = { triesUsed: 0, counter: 0n, verified: false, selected: 'dsc-plus' };

export class LinkJudge {
  readonly simulation: LinkSimulation;
  readonly tally: Tally = {
    exchanges: 0,
    answered: 0,
    reportedNotDone: 0,
    reportedUnknown: 0,
    unknownButDone: 0,
    reportedBy: {},
    reportedOf: {},
    worstMs: 0,
    totalMs: 0,
  };
  readonly #replay: string;
  readonly #workload: Workload;
  readonly #host: Host;
  readonly #facts: CardFacts;
  #state = NEW_CARD;
  /** Since the exchange began. */
  #executed: Uint8Array[] = [];

  constructor({ seed, percent = 0, plantedFault, reader = 'gempc-pinpad', host = transmit }: JudgeOptions) {
    this.#replay = `noise --seed ${seed} --percent ${percent} --reader ${reader}`;
    this.#workload = new Workload(seed);
    this.#host = host;
    const twin = counterCard('crc');
    this.simulation = new LinkSimulation({
      twin,
      seed,
      plantedFault: plantedFault ?? null,
      variant: reader,
      onExchange: (_, command) => {
        this.#executed.push(command.slice());
      },
    });
    this.#facts = this.#learnFacts(twin);
    this.simulation.line.noise = lineNoise(percent);
  }

  /** @throws Error with the seed, and the line that replays it, at the first exchange that is not in order */
  run(exchanges: number): Tally {
    for (let number = 0; number < exchanges; number += 1) {
      const exchange = this.#workload.next(this.#state, () => this.#freePage());
      const complaints = this.#judge(exchange);
      this.tally.exchanges += 1;
      if (complaints.length > 0) throw this.#failure(exchange, complaints);
    }
    return this.tally;
  }

  #judge(exchange: Exchange): string[] {
    const { simulation } = this;
    const { client } = simulation;
    const [resetsBefore, startedAt] = [client.cardResets, simulation.at];
    this.#executed = [];
    const command = commandOf(exchange);
    const outcome = this.#host(simulation, command);
    this.#count(exchange, outcome, simulation.at - startedAt);
    // What is still on its way belongs to this exchange.
    while (simulation.line.deadline !== null) simulation.step();
    if (client.cardResets !== resetsBefore) this.#state = afterReset(this.#state);
    const before = this.#state;
    const { after, response } = verdictOf(exchange, before, this.#facts);
    const complaints = this.#complaints(command, outcome, response);
    if (this.#executed.length > 0) this.#state = after;
    if (outcome.type === 'failed') this.#afterFailure(outcome.error.details.outcomeUnknown !== false);
    // The card has lost its power by it, and the host knows.
    if (exchange.kind === 'writeFlash' && before.selected === 'bench') {
      if (outcome.type === 'done') client.cardLostPower();
      if (this.#executed.length > 0) complaints.push(...this.#complaintsOfFlash(exchange));
    }
    return [...complaints, ...this.#complaintsOfState()];
  }

  #complaints(
    command: Uint8Array,
    outcome: RequestOutcome<Uint8Array>,
    response: Uint8Array | null,
  ): string[] {
    const found: string[] = [];
    const times = this.#executed.length;
    if (times > 1) found.push(`carried out ${times} times`);
    if (this.#executed.some((done) => !same(done, command))) found.push('carried out another command');
    if (outcome.type === 'done') {
      if (times === 0) found.push('answered without being carried out');
      const right = response ?? Uint8Array.of(...outcome.value.subarray(0, -2), 0x90, 0x00);
      if (!same(outcome.value, right)) found.push('answered wrong, and nobody noticed');
    } else if (times > 0 && outcome.error.details.outcomeUnknown === false) {
      found.push('carried out, and reported as not carried out');
    }
    return found;
  }

  #afterFailure(unknown: boolean): void {
    if (!unknown) return;
    if (this.#executed.length > 0) this.tally.unknownButDone += 1;
    this.#workload.findOut();
  }

  #complaintsOfState(): string[] {
    const { triesUsed, counter } = this.#state;
    const status = this.simulation.twin.status();
    const found: string[] = [];
    if (status.triesLeft !== TRIES - triesUsed)
      found.push(`${status.triesLeft} tries left instead of ${TRIES - triesUsed}`);
    if (status.counter !== counter) found.push(`counter ${status.counter} instead of ${counter}`);
    if (this.tally.exchanges % FLASH_IS_READ_EVERY === 0) {
      const { flash } = this.simulation.twin.profile;
      const chip = new FlashChip(this.simulation.twin.flashImage(), flash.pageBytes, flash.pageCount);
      const contents = readDscPlus(chip);
      if (contents.triesUsed !== triesUsed || contents.counter !== counter)
        found.push('flash and status do not agree');
    }
    return found;
  }

  #complaintsOfFlash({ offset, bytes }: Extract<Exchange, { kind: 'writeFlash' }>): string[] {
    const written = this.simulation.twin.flashImage().subarray(offset, offset + bytes.length);
    return same(written, bytes) ? [] : ['wrote something else into the flash'];
  }

  /** The first cells of a page that is in use are never all erased. */
  #freePage(): number {
    const { pageBytes } = this.simulation.twin.profile.flash;
    const image = this.simulation.twin.flashImage();
    return image.subarray(0, 4).every((cell) => cell === 0xff) ? 0 : pageBytes;
  }

  #count({ kind }: Exchange, outcome: RequestOutcome<Uint8Array>, ms: number): void {
    const { tally } = this;
    tally.totalMs += ms;
    tally.worstMs = Math.max(tally.worstMs, ms);
    if (outcome.type === 'done') {
      tally.answered += 1;
      return;
    }
    const { code, details } = outcome.error;
    tally.reportedBy[code] = (tally.reportedBy[code] ?? 0) + 1;
    tally.reportedOf[kind] = (tally.reportedOf[kind] ?? 0) + 1;
    if (details.outcomeUnknown === false) tally.reportedNotDone += 1;
    else tally.reportedUnknown += 1;
  }

  /** Asks for what the model does not know, over a line without noise. */
  #learnFacts(twin: DscPlus): CardFacts {
    const opened = this.simulation.open();
    if (opened.type === 'failed') throw opened.error;
    const learn = (name: 'suite' | 'certificate') => {
      const outcome = this.simulation.transmit(commandOf({ kind: 'getData', name }));
      if (outcome.type === 'failed') throw outcome.error;
      return outcome.value.slice(0, -2);
    };
    const data = { suite: learn('suite'), certificate: learn('certificate') };
    return { suite: twin.profile.suite, data, flash: () => twin.flashImage() };
  }

  #failure(exchange: Exchange, complaints: readonly string[]): Error {
    const { exchanges } = this.tally;
    return new Error(
      `exchange ${exchanges} (${exchange.kind}): ${complaints.join('; ')}\n` +
        `replay: npm run simulate -- ${this.#replay} --exchanges ${exchanges}`,
    );
  }
}

export function transmit(simulation: LinkSimulation, command: Uint8Array): RequestOutcome<Uint8Array> {
  return simulation.transmit(command);
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
