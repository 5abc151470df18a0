/**
 * The long sweeps of power cuts with the canaries that they must find, and random commands against the model.
 *
 *     npm run sweep                                  all of them, with a seed drawn for what is sampled
 *     npm run sweep -- --seed 7                      the same again
 *     npm run sweep -- --scenario 'a new PIN'        those whose name begins so
 *     npm run sweep -- --quick                       as the tests do it
 *     npm run sweep -- --scenario NAME --operation 3 --subset after [--operation 1 --subset torn:5]
 *                                                    one cut, and one after the other in the recoveries; the
 *                                                    line of a violation
 *
 *     npm run sweep -- --commands dsc-plus --seed 7 --runs 200
 *                                                    random commands of one profile against the model
 *
 * Ends with status 1 when a promise was broken, or a canary was not found.
 */
import { parseArgs } from 'node:util';
import { tellFigures } from '../../promises/figures.js';
import { drawSeed } from '../link-seed.js';
import { MODELLED_PROFILES, type ModelledProfile, runRandomCommands } from '../model/random-commands.js';
import { newTally } from '../model/world.js';
import { type NamedSweep, SWEEPS } from './all-scenarios.js';
import { CANARY_SWEEPS } from './canaries.js';
import { LONG, QUICK } from './plans.js';
import type { SweepTally } from './sweep.js';
import { violationLine } from './violation.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    scenario: { type: 'string' },
    commands: { type: 'string' },
    runs: { type: 'string', default: '20000' },
    quick: { type: 'boolean', default: false },
    operation: { type: 'string', multiple: true, default: [] },
    subset: { type: 'string', multiple: true, default: [] },
  },
});
const seed = values.seed === undefined ? drawSeed() : Number(values.seed);
const plans = (values.quick ? QUICK : LONG)(seed);

function isChosen({ name }: NamedSweep): boolean {
  return values.scenario === undefined || name.startsWith(values.scenario);
}

function thousands(value: number): string {
  return value.toLocaleString('en-US');
}

/** Sweeps some scenarios and prints a line for each. */
function sweepAll(sweeps: readonly NamedSweep[]): SweepTally {
  const total: SweepTally = { operations: 0, cuts: 0, cutsAgain: 0, judged: 0, violations: 0, examples: [] };
  for (const { name, kind, open } of sweeps) {
    const tally = open(plans[kind]).run();
    for (const field of ['operations', 'cuts', 'cutsAgain', 'judged', 'violations'] as const)
      total[field] += tally[field];
    total.examples.push(...tally.examples);
    const cuts = `${thousands(tally.cuts)} cuts, ${thousands(tally.cutsAgain)} more in recoveries`;
    console.log(`${name}: ${tally.operations} operations, ${cuts}, ${tally.violations} violations`);
  }
  return total;
}

/** Random commands, also cut, against the model. @returns how many there were; are card and model alike? */
function runCommands(profiles: readonly ModelledProfile[]): {
  commands: number;
  cuts: number;
  isAlike: boolean;
} {
  const total = { commands: 0, cuts: 0 };
  const failures = profiles.map((name) => {
    const tally = newTally();
    const failure = runRandomCommands(name, { seed, runs: Number(values.runs), tally });
    console.log(`random commands, ${name}:`, tally);
    if (failure !== null) console.log(failure);
    total.commands += tally.commands;
    total.cuts += tally.cuts + tally.cutsAgain;
    return failure;
  });
  return { ...total, isAlike: failures.every((failure) => failure === null) };
}

function runSweeps(): void {
  const sweeps = SWEEPS.filter(isChosen);
  const canaries = CANARY_SWEEPS.filter(isChosen);
  if (sweeps.length + canaries.length === 0) throw new Error(`no scenario begins with ${values.scenario}`);
  console.log(`seed ${seed}`);
  const startedAt = performance.now();
  const total = sweepAll(sweeps);
  const minutes = (performance.now() - startedAt) / 60_000;
  for (const violation of total.examples) console.log(violationLine(violation));
  console.log('canaries:');
  const missed = canaries.filter((canary) => sweepAll([canary]).violations === 0);
  console.log(
    `${sweeps.length} scenarios, ${thousands(total.operations)} operations, ${thousands(total.cuts)} cuts of them ` +
      `and ${thousands(total.cutsAgain)} of recoveries, ${thousands(total.judged)} chips judged, ` +
      `${total.violations} violations; ${canaries.length - missed.length} of ${canaries.length} canaries found; ` +
      `${minutes.toFixed(1)} minutes`,
  );
  if (total.violations > 0 || missed.length > 0) process.exitCode = 1;
  if (values.scenario !== undefined) return;
  const random = runCommands(MODELLED_PROFILES);
  if (!random.isAlike) process.exitCode = 1;
  tellFigures('sweep', {
    scenarios: sweeps.length,
    'flash operations of them': total.operations,
    'cuts before, inside and after an operation': total.cuts,
    'further cuts in recoveries': total.cutsAgain,
    'chips judged': total.judged,
    violations: total.violations,
    'canaries found': `${canaries.length - missed.length} of ${canaries.length}`,
    'random commands': random.commands,
    'cuts among them': random.cuts,
    'differences from the model': random.isAlike ? 0 : 1,
  });
}

/** Cuts as the line of a violation says. */
function replay(): void {
  const sweep = [...SWEEPS, ...CANARY_SWEEPS].find(({ name }) => name === values.scenario);
  if (sweep === undefined) throw new Error(`there is no scenario ${values.scenario}`);
  const cuts = values.operation.map((operation, index) => ({
    operation: Number(operation),
    subset: values.subset[index] ?? 'before',
  }));
  try {
    console.log(`in order: ${sweep.open(plans[sweep.kind]).replay(cuts)}`);
  } catch (error) {
    console.error(`broken: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

const profile = MODELLED_PROFILES.find((name) => name === values.commands);
if (values.commands !== undefined && profile === undefined)
  throw new Error(`the model has no profile ${values.commands}: use ${MODELLED_PROFILES.join(', ')}`);
if (profile !== undefined) process.exitCode = runCommands([profile]).isAlike ? 0 : 1;
else if (values.operation.length > 0) replay();
else runSweeps();
