/**
 * Cuts the power at every flash operation of a scenario, and inside each, and again in the recovery.
 *
 * A cut ends all that is volatile, so what is left is the chip and what the world was told. The firmware therefore
 * runs once up to each operation; the chip it leaves there is then torn in all the ways of the plan. One of them is
 * run through the firmware as well, to see that this is the same. A recovered chip that was judged before, down to
 * its last bit, is not judged again.
 *
 * Besides what `judge` says: a cut inside an operation leaves the state of a cut before it or after it; a second cut
 * in the recovery leaves one of these two as well.
 */
import { createHash } from 'node:crypto';
import { untilPowerCut } from '../../../emulator/board/power-cut.js';
import { FaultyFlash } from '../../../emulator/faults/faulty-flash.js';
import type { FlashOperation } from '../../../emulator/faults/torn-operation.js';
import { LoggedFlash } from './logged-flash.js';
import { Broken, type Scenario } from './scenario.js';
import { canReadOtherwise, cutPointOf, type SubsetPlan, subsetsOf } from './subsets.js';
import { type Cut, seedOf, type Violation } from './violation.js';

export interface SweepPlan {
  readonly first: SubsetPlan;
  /** For cuts in the recovery. */
  readonly again: SubsetPlan;
  /** How often one recovery after the other is cut. */
  readonly depth: number;
}

export interface SweepTally {
  /** Flash operations of the scenario itself. */
  operations: number;
  /** Cuts of the scenario: operations times subsets. */
  cuts: number;
  /** Cuts of recoveries. */
  cutsAgain: number;
  /** Different chips that were judged. */
  judged: number;
  violations: number;
  /** The first few. */
  examples: Violation[];
}

const MOST_EXAMPLES = 5;
const UNPAID = 'by now the flash tells whether the secret is right, and no try is gone';

/** A chip as a cut left it. */
interface Remains<Told> {
  readonly flash: FaultyFlash;
  readonly told: Told;
  /** Numbers what was told. */
  readonly tellings: number;
  readonly cuts: readonly Cut[];
}

export class Sweep<Told> {
  readonly tally: SweepTally = {
    operations: 0,
    cuts: 0,
    cutsAgain: 0,
    judged: 0,
    violations: 0,
    examples: [],
  };
  readonly #scenario: Scenario<Told>;
  readonly #plan: SweepPlan;
  readonly #verdicts = new Map<string, string>();
  readonly #explored = new Set<string>();
  readonly #found = new Set<string>();

  constructor(scenario: Scenario<Told>, plan: SweepPlan) {
    this.#scenario = scenario;
    this.#plan = plan;
  }

  run(): SweepTally {
    const flash = new LoggedFlash(this.#scenario.chip());
    this.#scenario.act(flash, () => undefined);
    this.tally.operations = flash.operations.length;
    for (let operation = 0; operation < flash.operations.length; operation += 1) this.#cutIn(operation);
    this.#expectAllStates();
    this.#expectPaid();
    return this.tally;
  }

  /**
   * Cuts once more as a violation says.
   *
   * @returns what was found: a state in words
   * @throws what is wrong
   */
  replay([first, ...again]: readonly Cut[]): string {
    if (first === undefined) throw new Error('a violation has a cut');
    const { remains, lost } = this.#until(first.operation);
    const allowed = this.#statesAround(remains, lost);
    let torn = this.#torn(remains, lost, first);
    for (const cut of again) {
      const { before, lost: lostAgain } = this.#recoverUntil(torn, cut.operation);
      torn = this.#torn(before, lostAgain, cut);
    }
    const found = this.#outcome(torn, allowed);
    const unpaid = this.#unpaidAt();
    if (unpaid !== null && seedOf([unpaid]) === seedOf([first])) throw new Broken(UNPAID);
    return found;
  }

  #cutIn(operation: number): void {
    const { remains, lost } = this.#until(operation);
    let allowed: ReadonlySet<string>;
    try {
      allowed = this.#statesAround(remains, lost);
    } catch {
      // What is wrong there comes to light by itself, as the cuts before and after.
      allowed = this.#found;
    }
    const count = remains.flash.changingBits(lost);
    for (const subset of ['before', 'after', ...subsetsOf(count, this.#plan.first)]) {
      this.tally.cuts += 1;
      const depth = canReadOtherwise(subset) ? this.#plan.depth : 0;
      this.#explore(this.#torn(remains, lost, { operation, subset }), allowed, depth);
    }
    this.#expectSame(operation, remains, lost);
  }

  /** The states that a cut before and a cut after an operation leave. */
  #statesAround(remains: Remains<Told>, lost: FlashOperation): ReadonlySet<string> {
    const operation = 0;
    const at = (subset: string) => this.#outcome(this.#torn(remains, lost, { operation, subset }), null);
    return new Set([at('before'), at('after')]);
  }

  /** Runs the scenario up to an operation, which is not carried out. */
  #until(operation: number): { remains: Remains<Told>; lost: FlashOperation } {
    const flash = new FaultyFlash(this.#scenario.chip());
    flash.cutAt(operation, 'before');
    const { lost, told, tellings } = this.#actOn(flash);
    if (lost === undefined || told === null) throw new Error(`there is no operation ${operation}`);
    return { remains: { flash, told: told.value, tellings, cuts: [] }, lost };
  }

  #actOn(flash: FaultyFlash) {
    const logged = new LoggedFlash(flash);
    let told: { readonly value: Told } | null = null as { readonly value: Told } | null;
    let tellings = 0;
    untilPowerCut(() =>
      this.#scenario.act(logged, (value) => {
        told = { value };
        tellings += 1;
      }),
    );
    return { lost: flash.isPowered ? undefined : logged.operations.at(-1), told, tellings };
  }

  /** The same remains with the lost operation carried out in part. */
  #torn(remains: Remains<Told>, lost: FlashOperation, cut: Cut): Remains<Told> {
    const cuts = [...remains.cuts, cut];
    const flash = remains.flash.copy(seedOf(cuts));
    flash.leave(lost, cutPointOf(cut.subset));
    return { ...remains, flash, cuts };
  }

  /** Judges remains, and cuts their recovery. */
  #explore(remains: Remains<Told>, allowed: ReadonlySet<string>, depth: number): void {
    const { flash, tellings } = remains;
    const key = flash.unstableBits === 0 ? `${depth} ${tellings} ${digestOf(flash)}` : null;
    if (key !== null && this.#explored.has(key)) return;
    if (key !== null) this.#explored.add(key);
    try {
      this.#found.add(this.#outcome(remains, allowed));
    } catch (error) {
      this.#note(remains.cuts, error);
      return;
    }
    if (depth === 0) return;
    const operations = this.#recover(remains.flash.copy(seedOf(remains.cuts)));
    for (const operation of operations.keys()) {
      const { before, lost } = this.#recoverUntil(remains, operation);
      for (const subset of [
        'before',
        'after',
        ...subsetsOf(before.flash.changingBits(lost), this.#plan.again),
      ]) {
        this.tally.cutsAgain += 1;
        this.#explore(this.#torn(before, lost, { operation, subset }), allowed, depth - 1);
      }
    }
  }

  /** Recovers up to an operation, which is not carried out. */
  #recoverUntil(remains: Remains<Told>, operation: number): { before: Remains<Told>; lost: FlashOperation } {
    const flash = remains.flash.copy(seedOf(remains.cuts));
    flash.cutAt(operation, 'before');
    const lost = this.#recover(flash).at(-1);
    if (flash.isPowered || lost === undefined) throw new Error(`a recovery has no operation ${operation}`);
    return { before: { ...remains, flash }, lost };
  }

  /** Switches on again. @returns the operations that this takes, up to a cut */
  #recover(flash: FaultyFlash): readonly FlashOperation[] {
    const logged = new LoggedFlash(flash);
    untilPowerCut(() => this.#scenario.recover(logged));
    return logged.operations;
  }

  /** Recovers and judges. @throws when the device breaks a promise */
  #outcome({ flash, told, tellings, cuts }: Remains<Told>, allowed: ReadonlySet<string> | null): string {
    const recovered = flash.copy(seedOf(cuts));
    this.#recover(recovered);
    const key = recovered.unstableBits === 0 ? `${tellings} ${digestOf(recovered)}` : null;
    let state = key === null ? undefined : this.#verdicts.get(key);
    if (state === undefined) {
      this.tally.judged += 1;
      state = this.#scenario.judge(recovered.copy(seedOf(cuts)), told);
      if (key !== null) this.#verdicts.set(key, state);
    }
    if (allowed !== null && !allowed.has(state))
      throw new Broken(`found: ${state}; before and after the operation: ${[...allowed].join(' | ')}`);
    return state;
  }

  /** A cut that runs through the firmware leaves the chip that this sweep makes of the one before. */
  #expectSame(operation: number, remains: Remains<Told>, lost: FlashOperation): void {
    const cut = { operation, subset: `any:${operation}` };
    const flash = new FaultyFlash(this.#scenario.chip());
    flash.cutAt(operation, cutPointOf(cut.subset));
    this.#actOn(flash);
    if (digestOf(flash) !== digestOf(this.#torn(remains, lost, cut).flash))
      this.#note([cut], new Broken('the device does not do the same each time'));
  }

  #expectAllStates(): void {
    for (const state of this.#scenario.states)
      if (!this.#found.has(state)) this.#note([], new Broken(`no cut left the state: ${state}`));
  }

  #expectPaid(): void {
    const unpaid = this.#unpaidAt();
    if (unpaid !== null) this.#note([unpaid], new Broken(UNPAID));
  }

  /**
   * Until a try is gone, nothing that reaches the flash may depend on whether the secret is right.
   *
   * @returns the cut by which it does, or null
   */
  #unpaidAt(): Cut | null {
    const { rival, act, chip } = this.#scenario;
    if (rival === undefined) return null;
    const runs = [(flash: LoggedFlash) => act(flash, () => undefined), rival.act];
    const [ours = [], theirs = []] = runs.map((run) => {
      const flash = new LoggedFlash(chip());
      run(flash);
      return flash.operations.map((operation) => JSON.stringify(operation));
    });
    let alike = 0;
    while (alike < ours.length && ours[alike] === theirs[alike]) alike += 1;
    for (const run of runs) {
      const flash = new FaultyFlash(chip());
      flash.cutAt(alike, 'before');
      untilPowerCut(() => run(new LoggedFlash(flash)));
      const left = flash.copy('paid');
      this.#recover(left);
      if (rival.isPaid(left)) continue;
      const isAtEnd = alike === ours.length;
      return isAtEnd ? { operation: alike - 1, subset: 'after' } : { operation: alike, subset: 'before' };
    }
    return null;
  }

  #note(cuts: readonly Cut[], error: unknown): void {
    this.tally.violations += 1;
    if (this.tally.examples.length >= MOST_EXAMPLES) return;
    const reason = error instanceof Error ? error.message : String(error);
    this.tally.examples.push({ scenario: this.#scenario.name, cuts, reason });
  }
}

function digestOf(flash: FaultyFlash): string {
  return createHash('sha1').update(flash.image()).digest('base64');
}
