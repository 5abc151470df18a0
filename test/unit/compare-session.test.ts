/** The drawn session: the same from the same seed, and never dangerous for the card. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiText } from '../../firmware/ascii.js';
import { decodeCommand } from '../../firmware/card/apdu.js';
import { INS } from '../../firmware/card/commands.js';
import { drawSession, OPENING_STEPS, type SessionFacts, type Step } from '../../host/rig/compare/session.js';

const FACTS: SessionFacts = { pin: '1234', tries: 5, challengeDigits: 6, hasBench: true };

/** The whole of a session's steps. */
function stepsOf(seed: string, count: number, facts: SessionFacts = FACTS): readonly Step[] {
  return [...drawSession(seed, count, facts).steps];
}

/** Tries left after each step on a card that begins with all of them. */
function triesAfter(steps: readonly Step[], tries: number): number[] {
  let left = tries;
  return steps.map((step) => {
    const command = step.type === 'command' ? decodeCommand(step.command) : null;
    if (command?.ins === INS.verify && command.p1 === 0 && command.p2 === 0x81 && command.data.length === 4)
      left = asciiText(command.data) === FACTS.pin ? tries : left - 1;
    if (step.type === 'type' && step.digits === FACTS.pin) left = tries;
    return left;
  });
}

describe('a session', () => {
  it('begins with the right PIN and closes with it, where wrong ones count', () => {
    const { closing } = drawSession('opening', 50, FACTS);
    const isRightPin = (step: Step | undefined) =>
      step?.type === 'command' && asciiText(step.command.subarray(-4)) === FACTS.pin;
    expect(isRightPin(stepsOf('opening', 50)[OPENING_STEPS - 1])).toBe(true);
    expect(isRightPin(closing.at(-1))).toBe(true);
    expect(drawSession('opening', 50, { ...FACTS, tries: null }).closing).toEqual([]);
  });

  it('has the steps of its seed, whatever their number', () => {
    const session = drawSession('a seed', 300, FACTS);
    const long = [...session.steps];
    expect(long).toHaveLength(300);
    expect([...session.steps]).toEqual(long);
    expect(stepsOf('another seed', 300)).not.toEqual(long);
    for (const count of [1, 2, 120]) expect(stepsOf('a seed', count)).toEqual(long.slice(0, count));
  });

  it('draws no step before it is asked for: a long one begins at once', () => {
    const [first] = drawSession('long', Number.MAX_SAFE_INTEGER, FACTS).steps;
    expect(first).toEqual({ type: 'reset' });
  });

  it('leaves two tries or more at any step and all of them at its end', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 3, max: 8 }),
        (seed, count, tries) => {
          const { steps, closing } = drawSession(seed, count, { ...FACTS, tries });
          const left = triesAfter([...steps, ...closing], tries);
          expect(Math.min(...left)).toBeGreaterThanOrEqual(2);
          expect(left.at(-1)).toBe(tries);
        },
      ),
    );
  });

  it('spends tries at all', () => {
    expect(Math.min(...triesAfter(stepsOf('tries', 400), 5))).toBe(2);
  });

  it('presses no key of a device without the bench application', () => {
    const kinds = new Set(stepsOf('no keys', 300, { ...FACTS, hasBench: false }).map(({ type }) => type));
    expect([...kinds].sort()).toEqual(['command', 'reset']);
    expect(new Set(stepsOf('keys', 300).map(({ type }) => type)).size).toBe(4);
  });

  it('has commands that go over the line in several blocks', () => {
    const lengths = stepsOf('chains', 300).map((step) => (step.type === 'command' ? step.command.length : 0));
    expect(lengths.filter((bytes) => bytes > 508).length).toBeGreaterThan(3);
  });
});
