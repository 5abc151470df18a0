/**
 * Comparisons of secrets by time, in short: what does not leak is not said to, and what leaks is found. On a busy
 * machine a single measurement can err, so a verdict is that of most of some.
 */
import { describe, expect, it } from 'vitest';
import { drawSeed } from '../simulation/link-seed.js';
import { isSlower, timeDifference } from './difference.js';
import { LEAKY_SUBJECTS, type NamedSubject, SUBJECTS } from './subjects.js';

const MEASUREMENTS = 5;
const MOST = 3;
const ROUNDS = 15;
const TURNS = 15;

/** How many of some measurements find that the input which differs later takes longer. */
function findings({ open }: NamedSubject): number {
  const seed = drawSeed();
  const found = Array.from({ length: MEASUREMENTS }, (_, index) =>
    timeDifference(open(), { seed: seed + index, rounds: ROUNDS, turns: TURNS }),
  );
  return found.filter(isSlower).length;
}

describe('the time of a comparison does not show where two secrets differ', () => {
  it.each(SUBJECTS)('$name', (subject) => {
    expect(findings(subject)).toBeLessThan(MOST);
  });
});

describe('a comparison that leaks is found', () => {
  it.each(LEAKY_SUBJECTS)('$name', (subject) => {
    expect(findings(subject)).toBeGreaterThanOrEqual(MOST);
  });
});
