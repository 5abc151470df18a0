/**
 * Random sequences of commands at both doors of a card, with power cuts in the middle of them, held against the
 * model. One seed decides all of them.
 */
import fc from 'fast-check';
import type { PlantedFaultName } from '../../../emulator/faults/planted-faults.js';
import type { DscPlusProfile } from '../../../firmware/dsc-plus/profile.js';
import { DSC_PLUS_PROFILES } from '../../../firmware/dsc-plus/profiles.js';
import { CHALLENGES, type Choice, PINS } from './choice.js';
import { ENDING_ACTIONS, enter, holdOk } from './keypad-actions.js';
import { type Action, CutCommand, ModelCommand } from './model-command.js';
import { FIRST_PIN, RealCard } from './real-card.js';
import { CHOSEN_WIRE_ACTIONS, WIRE_ACTIONS } from './wire-actions.js';
import { type Tally, World } from './world.js';

/** Checked PIN, soft PIN, counter, mutual. */
export const MODELLED_PROFILES = [
  'dsc-plus',
  'dsc-plus-soft',
  'dsc-plus-counter',
  'dsc-plus-mutual',
] as const;

export type ModelledProfile = (typeof MODELLED_PROFILES)[number];

const MOST_COMMANDS = 60;

const WRONG: Choice = { isRight: false, pin: '0047', challenge: '123456', times: 1 };

/** What was done to the card before, so that sequences begin in states that take long to come to. */
const BEGINNINGS = {
  fresh: [],
  'one try left': wrongEntries(4),
  locked: wrongEntries(5),
  'one answer left': wrongEntries(5 + 9),
} as const;

/** Wrong PINs, then wrong answers, at the keypad of a card that is off. */
function wrongEntries(count: number): readonly ModelCommand[] {
  return Array.from({ length: 1 + count }, () => new ModelCommand(enter(WRONG)));
}

/** Of so many choices that are right in a hundred: those who know the PIN, who guess, and who kill cards. */
const MOODS = [75, 25, 4] as const;

function choicesOf(percentRight: number): fc.Arbitrary<Choice> {
  return fc.record({
    isRight: fc.nat({ max: 99 }).map((number) => number >= 100 - percentRight),
    pin: fc.constantFrom(...PINS),
    challenge: fc.constantFrom(...CHALLENGES),
    times: fc.integer({ min: 1, max: 5 }),
  });
}

const subsets = fc.oneof(
  fc.constantFrom('before', 'after'),
  fc
    .tuple(fc.constantFrom('any', 'torn', 'unstable', 'weak'), fc.nat({ max: 50 }))
    .map(([kind, n]) => `${kind}:${n}`),
);
const cut = fc.record({ operation: fc.nat({ max: 6 }), subset: subsets });

function commandsOf(choices: fc.Arbitrary<Choice>): fc.Arbitrary<ModelCommand | CutCommand>[] {
  const chosen = (action: (choice: Choice) => Action) =>
    choices.map((choice) => new ModelCommand(action(choice)));
  const oneOf = (actions: readonly Action[]) =>
    fc.constantFrom(...actions).map((action) => new ModelCommand(action));
  const cuts = fc
    .tuple(cut, fc.option(cut))
    .map(([{ operation, subset }, again]) => new CutCommand(operation, subset, again));
  // A login takes several entries, and what ends everything is best rare.
  const entries = Array.from({ length: 6 }, () => chosen(enter));
  return [
    ...entries,
    oneOf([holdOk]),
    oneOf(ENDING_ACTIONS),
    ...CHOSEN_WIRE_ACTIONS.map(chosen),
    oneOf(WIRE_ACTIONS),
    cuts,
    cuts,
  ];
}

const sequences = fc.oneof(
  ...MOODS.map((percentRight) =>
    fc.commands(commandsOf(choicesOf(percentRight)), { maxCommands: MOST_COMMANDS, size: 'max' }),
  ),
);

/** Small pages, so that they are full now and then. */
function smallProfile(name: ModelledProfile): DscPlusProfile {
  const profile = DSC_PLUS_PROFILES.find((candidate) => candidate.name === name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return { ...profile, flash: { ...profile.flash, pageBytes: 512 } };
}

export interface RandomCommandsOptions {
  readonly seed: number;
  readonly runs: number;
  readonly tally: Tally;
  /** A mistake of the card. Default none. */
  readonly plantedFault?: PlantedFaultName;
}

/** @returns null, or what went wrong with the shortest sequence that was found and the line that runs it again */
export function runRandomCommands(
  name: ModelledProfile,
  { seed, runs, tally, plantedFault }: RandomCommandsOptions,
): string | null {
  const profile = smallProfile(name);
  const checksPin = profile.pin.check === 'card';
  const beginnings = fc.constantFrom(...(Object.keys(BEGINNINGS) as (keyof typeof BEGINNINGS)[]));
  const property = fc.property(beginnings, sequences, fc.nat(), (beginning, sequence, cardSeed) => {
    const setUp = () => ({
      model: new World({ suite: profile.suite, checksPin }, checksPin ? FIRST_PIN : null, tally),
      real: new RealCard(profile, cardSeed, plantedFault ?? null),
    });
    fc.modelRun(setUp, [...BEGINNINGS[beginning], ...sequence]);
  });
  const { failed, counterexample, errorInstance } = fc.check(property, { seed, numRuns: runs });
  if (!failed) return null;
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const again = `npm run sweep -- --commands ${name} --seed ${seed} --runs ${runs}`;
  return `${reason}; after: ${counterexample?.join(': ')}; again by: ${again}`;
}
