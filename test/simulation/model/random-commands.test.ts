/**
 * Random commands at keypad and wire, cut by loss of power, leave card and model alike. The seed is drawn anew each
 * time; a failure is the shortest sequence that was found, with the line that runs it again.
 */
import { describe, expect, it } from 'vitest';
import { drawSeed } from '../link-seed.js';
import { MODELLED_PROFILES, runRandomCommands } from './random-commands.js';
import { newTally } from './world.js';

describe('random commands', () => {
  it.each(MODELLED_PROFILES)('leave a card as the model says: %s', (name) => {
    const tally = newTally();
    expect(runRandomCommands(name, { seed: drawSeed(), runs: 150, tally })).toBeNull();
    expect(tally.commands).toBeGreaterThan(3000);
    expect(tally.cuts).toBeGreaterThan(0);
    expect(tally.responses).toBeGreaterThan(0);
    if (name !== 'dsc-plus-soft')
      for (const depth of ['locked', 'dead', 'pinsSet'] as const) expect(tally[depth]).toBeGreaterThan(0);
  });

  it.each([
    ['dsc-plus', 'try-not-counted'],
    ['dsc-plus', 'tries-off-by-one'],
    ['dsc-plus-counter', 'counter-reused'],
  ] as const)('find the mistake of a %s: %s', (name, plantedFault) => {
    const found = runRandomCommands(name, { seed: 1, runs: 500, tally: newTally(), plantedFault });
    expect(found).toContain('npm run sweep -- --commands');
  });
});
