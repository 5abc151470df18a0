/** Every scenario of the sweeps. A new device adds its list here. */
import { cardScenario } from './card-scenario.js';
import { CARD_SCENARIOS, FILL_LEVEL_SCENARIOS } from './card-scenarios.js';
import { JOURNAL_SCENARIOS, journalScenario } from './journal-scenarios.js';
import { MAKING_SCENARIOS } from './making-scenarios.js';
import type { Scenario } from './scenario.js';
import { Sweep, type SweepPlan } from './sweep.js';

/** By it a plan is chosen: storage alone is quick, and fill levels differ in one number only. */
export type SweepKind = 'storage' | 'device' | 'fill level';

/** A scenario that is made only when it is swept; what it is told is its own business. */
export interface NamedSweep {
  readonly name: string;
  readonly kind: SweepKind;
  readonly open: (plan: SweepPlan) => Pick<Sweep<unknown>, 'run' | 'replay'>;
}

function named<Told>(name: string, kind: SweepKind, make: () => Scenario<Told>): NamedSweep {
  return { name, kind, open: (plan) => new Sweep(make(), plan) };
}

export const SWEEPS: readonly NamedSweep[] = [
  ...JOURNAL_SCENARIOS.map((spec) => named(spec.name, 'storage', () => journalScenario(spec))),
  ...MAKING_SCENARIOS.map((scenario) => named(scenario.name, 'device', () => scenario)),
  ...CARD_SCENARIOS.map((spec) => named(spec.name, 'device', () => cardScenario(spec))),
  ...FILL_LEVEL_SCENARIOS.map((spec) => named(spec.name, 'fill level', () => cardScenario(spec))),
];
