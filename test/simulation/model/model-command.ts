/**
 * One thing that is done to the card and to the model, in the form that fast-check draws and shrinks.
 *
 * A command that the power is cut in may have been carried out to any of the states on its way; the card says to
 * which one when it is switched on again.
 */
import type fc from 'fast-check';
import { cutPointOf } from '../sweep/subsets.js';
import type { CardState } from './card-model.js';
import { start } from './keypad-model.js';
import type { RealCard } from './real-card.js';
import { difference, expectAlike, type World } from './world.js';

export interface Outcome {
  readonly way: readonly CardState[];
  /** What must have been seen. */
  readonly expected: string | null;
  /** Brings what is volatile in the model up to date. */
  readonly settle: () => void;
}

export interface Action {
  readonly name: string;
  /** @returns what was seen; null = nothing */
  readonly act: (world: World, real: RealCard) => string | null;
  /** @param seen for what only the card can know, as a question that it drew */
  readonly model: (world: World, seen: string | null) => Outcome;
}

type Command = fc.Command<World, RealCard>;

export class ModelCommand implements Command {
  constructor(private readonly action: Action) {}

  check(): boolean {
    return true;
  }

  run(world: World, real: RealCard): void {
    world.tally.commands += 1;
    const seen = this.action.act(world, real);
    const { way, expected, settle } = this.action.model(world, seen);
    if (real.flash.isPowered) {
      if (seen !== expected) throw new Error(`${this}: the card gives ${seen} and the model ${expected}`);
      settle();
      if (/^[0-9]{8}( 9000)?$/.test(seen ?? '')) world.tally.responses += 1;
      world.become(way.at(-1) as CardState, real);
    } else recover(world, real, way);
    expectAlike(world, real);
  }

  toString(): string {
    return this.action.name;
  }
}

/** Decides where the power will go, in this recovery or in one command to come. */
export class CutCommand implements Command {
  constructor(
    private readonly operation: number,
    private readonly subset: string,
    private readonly again: { readonly operation: number; readonly subset: string } | null,
  ) {}

  check(): boolean {
    return true;
  }

  run(world: World, real: RealCard): void {
    real.flash.cutAt(this.operation, cutPointOf(this.subset));
    world.cutAgain = this.again;
  }

  toString(): string {
    const again =
      this.again && `, and in operation ${this.again.operation} of the recovery, ${this.again.subset}`;
    return `cut in operation ${this.operation}, ${this.subset}${again ?? ''}`;
  }
}

function recover(world: World, real: RealCard, way: readonly CardState[]): void {
  world.tally.cuts += 1;
  world.losePower();
  real.flash.restorePower();
  if (world.cutAgain !== null) {
    real.flash.cutAt(world.cutAgain.operation, cutPointOf(world.cutAgain.subset));
    real.twin.press('power');
    if (!real.flash.isPowered) world.tally.cutsAgain += 1;
    world.cutAgain = null;
    real.flash.restorePower();
  }
  real.twin.press('power');
  const { contents } = real;
  if (contents === null) throw new Error('the card does not start after a cut');
  const differences = way.map((candidate) => difference(candidate, contents));
  const state = way[differences.indexOf(null)];
  if (state === undefined) throw new Error(`after a cut: ${differences.join(' | ')}`);
  const started = start(state);
  if (real.text !== started.shows) throw new Error(`after a cut the card shows ${real.text}`);
  world.keypad = started.keypad;
  world.become(started.way.at(-1) as CardState, real);
}
