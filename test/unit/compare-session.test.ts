/** The drawn session: the same from the same seed, and never dangerous for the card. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiText } from '../../firmware/ascii.js';
import { decodeCommand } from '../../firmware/card/apdu.js';
import { INS } from '../../firmware/card/commands.js';
import { drawSession, OPENING_STEPS, type SessionFacts, type Step } from '../../host/rig/compare/session.js';

const FACTS: SessionFacts = { pin: '1234', tries: 5, challengeDigits: 6, hasBench: true };

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
    const { steps, closing } = drawSession('opening', 50, FACTS);
    const isRightPin = (step: Step | undefined) =>
      step?.type === 'command' && asciiText(step.command.subarray(-4)) === FACTS.pin;
    expect(isRightPin(steps[OPENING_STEPS - 1])).toBe(true);
    expect(isRightPin(closing.at(-1))).toBe(true);
    expect(drawSession('opening', 50, { ...FACTS, tries: null }).closing).toEqual([]);
  });

  it('has the steps of its seed, whatever their number', () => {
    const long = drawSession('a seed', 300, FACTS).steps;
    expect(drawSession('a seed', 300, FACTS).steps).toEqual(long);
    expect(drawSession('another seed', 300, FACTS).steps).not.toEqual(long);
    expect(drawSession('a seed', 120, FACTS).steps).toEqual(long.slice(0, 120));
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
    expect(Math.min(...triesAfter(drawSession('tries', 400, FACTS).steps, 5))).toBe(2);
  });

  it('presses no key of a device without the bench application', () => {
    const kinds = new Set(
      drawSession('no keys', 300, { ...FACTS, hasBench: false }).steps.map(({ type }) => type),
    );
    expect([...kinds].sort()).toEqual(['command', 'reset']);
    expect(new Set(drawSession('keys', 300, FACTS).steps.map(({ type }) => type)).size).toBe(4);
  });

  it('has commands that go over the line in several blocks', () => {
    const lengths = drawSession('chains', 300, FACTS).steps.map((step) =>
      step.type === 'command' ? step.command.length : 0,
    );
    expect(lengths.filter((bytes) => bytes > 508).length).toBeGreaterThan(3);
  });
});
