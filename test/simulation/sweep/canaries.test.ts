/** A card with a known mistake is found, and the line that is printed shows it again. */
import { describe, expect, it } from 'vitest';
import { CANARY_SWEEPS } from './canaries.js';
import { QUICK } from './plans.js';

const plan = QUICK(1)['fill level'];

describe('a broken card', () => {
  it.each(CANARY_SWEEPS.map((sweep) => [sweep.name, sweep] as const))('%s', (_name, { open }) => {
    const { violations, examples } = open(plan).run();
    expect(violations).toBeGreaterThan(0);
    const shown = examples.find(({ cuts }) => cuts.length > 0);
    expect(() => open(plan).replay(shown?.cuts ?? [])).toThrow(shown?.reason);
  });
});
