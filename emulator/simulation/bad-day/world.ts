/**
 * Card, line and host of a bad day, on one virtual clock, and what strikes them.
 *
 * Promises: a plan's strikes happen at their moments and are over when the plan says so; everything that happens is
 * decided by the plan. `calm` ends all of them at once. Judges nothing.
 */
import type { KeyName } from '../../../firmware/dsc-plus/keys.js';
import { findDscPlusProfile } from '../../../firmware/dsc-plus/profile-validation.js';
import { assert } from '../../../firmware/error.js';
import { readDscPlus } from '../../../firmware/token-file/read-token.js';
import type { RequestOutcome } from '../../../host/driver/core/reader-client.js';
import { FlashChip } from '../../board/flash-chip.js';
import { FaultyFlash } from '../../faults/faulty-flash.js';
import type { PlantedFaultName } from '../../faults/planted-faults.js';
import { quickNumbers } from '../../faults/quick-numbers.js';
import { DscPlus } from '../../twin/dsc-plus.js';
import { LinkSimulation } from '../link-simulation.js';
import { MISCHIEF, type Victim } from './mischief.js';
import type { BadDayPlan, Strike } from './plan.js';
import { DayRecord } from './record.js';

/** How a host sends one command; a broken host may do something else. */
export type Host = (world: BadDayWorld, command: Uint8Array) => RequestOutcome<Uint8Array> | null;

export interface WorldOptions {
  /** A card that is broken on purpose. */
  readonly plantedFault?: PlantedFaultName | null;
}

export class BadDayWorld {
  readonly plan: BadDayPlan;
  readonly twin: DscPlus;
  readonly simulation: LinkSimulation;
  readonly record = new DayRecord();
  /** Commands that the card has carried out in this exchange. */
  readonly executed: Uint8Array[] = [];
  /** Flash operations that lost their power so far. */
  cuts = 0;
  readonly #flash: FaultyFlash;
  readonly #victim: Victim;
  /** Strikes that have not begun. */
  #coming: Strike[];
  #lasting: { readonly strike: Strike; readonly until: number }[] = [];
  #exchange = -1;
  #moment = 0;
  #struckNow = false;
  #restarted = false;
  #opened = false;

  constructor(plan: BadDayPlan, { plantedFault = null }: WorldOptions = {}) {
    this.plan = plan;
    this.#coming = [...plan.strikes];
    let flash: FaultyFlash | null = null;
    const profile = findDscPlusProfile(plan.profile);
    assert(profile !== undefined, 'a bad day has a profile of ours');
    this.twin = DscPlus.demo({
      // A damaged block slips through an LRC now and then, and then the answer is wrong by right.
      profile: { ...profile, name: `${profile.name}-crc`, wire: { ...profile.wire, checksum: 'crc' } },
      seed: plan.seed,
      flash: (chip) => {
        flash = new FaultyFlash(chip, plan.seed);
        return flash;
      },
    });
    this.#flash = flash as unknown as FaultyFlash;
    this.simulation = new LinkSimulation({
      twin: this.twin,
      seed: plan.seed,
      variant: plan.reader,
      plantedFault,
      onExchange: (_, command) => void this.executed.push(command.slice()),
      onSent: (from, bytes, at) => this.record.sent(from, bytes, at),
    });
    this.#victim = {
      twin: this.twin,
      flash: this.#flash,
      simulation: this.simulation,
      tearNumber: quickNumbers(plan.seed, 'tear'),
      stuckKey: null,
      hostKilled: () => {
        this.#restarted = true;
        this.#opened = false;
      },
      replugged: () => {
        this.#opened = false;
      },
    };
    this.twin.onFrame((frame) => this.record.frame(frame, this.simulation.at));
    this.record.flashBefore = this.twin.flashImage();
  }

  get at(): number {
    return this.simulation.at;
  }

  /** Was the host's program killed in this exchange, so that nobody waits for its answer? */
  get restarted(): boolean {
    return this.#restarted;
  }

  /** Has nothing struck in this exchange, and does nothing last from an earlier one? */
  get undisturbed(): boolean {
    return this.#lasting.length === 0 && !this.#struckNow;
  }

  /** Strikes so far. */
  get struck(): number {
    return this.plan.strikes.length - this.#coming.length;
  }

  /** What the card keeps, as it would be found after a loss of power. */
  contents() {
    const { memory } = this.twin.inside.device;
    const { pageBytes, pageCount } = this.twin.profile.flash;
    return memory?.contents ?? readDscPlus(new FlashChip(this.twin.flashImage(), pageBytes, pageCount));
  }

  /** An exchange begins. */
  begin(exchange: number): void {
    this.#exchange = exchange;
    this.#moment = 0;
    this.#restarted = false;
    this.#struckNow = false;
    this.executed.length = 0;
  }

  /** Something is about to happen within the exchange: what is to strike before it strikes. */
  tick(): void {
    this.#strike(this.#moment);
    this.#moment += 1;
  }

  /** An exchange ends: what was to strike in it has struck by now, and what has lasted long enough is over. */
  end(): void {
    this.#strike(Number.POSITIVE_INFINITY);
    this.#settle();
    this.#restorePower();
    const over = this.#lasting.filter(({ until }) => until <= this.#exchange);
    this.#lasting = this.#lasting.filter(({ until }) => until > this.#exchange);
    for (const { strike } of over) MISCHIEF[strike.kind].cease(this.#victim);
  }

  /** Everything that strikes is over. */
  calm(): void {
    this.#coming = [];
    for (const { strike } of this.#lasting.splice(0)) MISCHIEF[strike.kind].cease(this.#victim);
    this.#flash.restorePower();
    this.#settle();
  }

  /** Presses a key for a while, as a holder does; other things happen meanwhile. */
  press(key: KeyName, ms?: number): string {
    this.tick();
    this.record.input(`${this.at} key ${key}${ms === undefined ? '' : ` ${ms} ms`}`);
    if (ms === undefined) this.twin.press(key);
    else this.twin.hold(key, { ms });
    this.#settle();
    return this.twin.frame.text;
  }

  /** Lets time pass. */
  wait(ms: number): string {
    this.simulation.advance(ms);
    return this.twin.frame.text;
  }

  /** One command by the driver. @returns null when the host was killed meanwhile */
  transmit(command: Uint8Array): RequestOutcome<Uint8Array> | null {
    if (!this.#opened) {
      const opened = this.#request((done) => this.simulation.client.open(this.at, done));
      if (opened?.type !== 'done') return opened;
      this.#opened = true;
    }
    const outcome = this.#request<Uint8Array>((done) =>
      this.simulation.client.transmit(command, this.at, done),
    );
    // The driver wants to look anew at what is on the line.
    if (outcome?.type === 'failed' && ['LINE_LOST', 'NOT_A_TOKEN'].includes(outcome.error.code))
      this.#opened = false;
    return outcome;
  }

  #request<T>(start: (done: (outcome: RequestOutcome<T>) => void) => void): RequestOutcome<T> | null {
    let outcome: RequestOutcome<T> | null = null;
    this.#restarted = false;
    start((told) => {
      outcome = told;
    });
    const goesOn = () => outcome === null && !this.#restarted;
    while (goesOn()) {
      // A strike may take time, in which the answer comes.
      this.tick();
      if (goesOn()) assert(this.simulation.step(), 'somebody waits while a request is under way');
    }
    return outcome;
  }

  /** What is still on its way arrives. */
  #settle(): void {
    while (this.simulation.line.deadline !== null) this.simulation.step();
  }

  #strike(moment: number): void {
    const due = this.#coming.filter(
      (strike) => strike.exchange === this.#exchange && strike.moment <= moment,
    );
    if (due.length === 0) return;
    this.#coming = this.#coming.filter((strike) => !due.includes(strike));
    this.#struckNow = true;
    for (const strike of due) {
      this.record.input(`${this.at} strike ${strike.kind}`);
      const { lasting, begin } = MISCHIEF[strike.kind];
      if (lasting) this.#lasting.push({ strike, until: this.#exchange + strike.lasts });
      begin(this.#victim, strike);
    }
  }

  /** After a cut the card is without power until the exchange is over: its holder puts the battery in again. */
  #restorePower(): void {
    if (this.#flash.isPowered) return;
    this.cuts += 1;
    this.#flash.restorePower();
    this.twin.cutPower();
    // What the cut left is settled when the card is used again, so that it can be read.
    const { device } = this.twin.inside;
    this.twin.input(() => {
      device.powerByWire(true);
      device.powerByWire(false);
    });
  }
}
