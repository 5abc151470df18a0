/**
 * Power cuts at and inside every flash operation of everything that writes, and again in the recovery: the quick
 * form of `npm run sweep`. The seed is fixed; a violation is printed as the line that replays it.
 */
import { describe, expect, it } from 'vitest';
import { SWEEPS } from './all-scenarios.js';
import { QUICK } from './plans.js';
import { violationLine } from './violation.js';

const plans = QUICK(1);

describe('a power cut', () => {
  it.each(SWEEPS.map((sweep) => [sweep.name, sweep] as const))('%s', (_name, { kind, open }) => {
    const { examples, operations, cuts } = open(plans[kind]).run();
    expect(examples.map(violationLine)).toEqual([]);
    expect(operations).toBeGreaterThan(0);
    expect(cuts).toBeGreaterThan(operations);
  });
});
