/** At most once, and right or reported, over a line that loses, damages and doubles blocks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CardAnswer, T1CardEnd, type T1CardEndSettings } from '../../firmware/link/t1/card-end.js';
import { type Fate, runSession, type Session, type Verdict } from './t1-noisy-line.js';

const FAULTS: readonly Fate[] = ['lost', 'damaged', 'cut', 'doubled', 'stale'];
const fieldSizes = fc.oneof(fc.integer({ min: 1, max: 254 }), fc.constantFrom(1, 31, 32, 33, 253, 254));

const answers: fc.Arbitrary<CardAnswer> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ response: fc.uint8Array({ maxLength: 600, size: 'max' }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      response: fc.uint8Array({ maxLength: 40 }),
      waitingTimeMultiplier: fc.integer({ min: 1, max: 255 }),
    }),
  },
);

/** A fault in one block of 100, 10 or 3. */
const fates = fc
  .constantFrom(100, 10, 3)
  .chain((rarity) =>
    fc.array(
      fc.oneof(
        { weight: rarity - 1, arbitrary: fc.constant<Fate>('whole') },
        { weight: 1, arbitrary: fc.constantFrom(...FAULTS) },
      ),
      { maxLength: 1500, size: 'max' },
    ),
  );

const sessions: fc.Arbitrary<Session> = fc.record({
  ifsc: fieldSizes,
  ifsd: fieldSizes,
  maximumCommandBytes: fc.constantFrom(600, 600, 300),
  maximumResponseBytes: fc.constantFrom(600, 600, 300),
  exchanges: fc.array(
    fc.record({ command: fc.uint8Array({ maxLength: 600, size: 'max' }), answer: answers }),
    {
      minLength: 2,
      maxLength: 8,
    },
  ),
  fates,
});

/** What is wrong with a verdict; empty when nothing is. */
function complaints(session: Session, { outcome, executed }: Verdict, turn: number): string[] {
  const { command, answer } = session.exchanges[turn] as Session['exchanges'][number];
  const found: string[] = [];
  const refused = command.length > session.maximumCommandBytes;
  const tooLong = answer.response.length > session.maximumResponseBytes;
  if (executed.length > 1) found.push('executed twice');
  if (executed.some((bytes) => !same(bytes, command))) found.push('another command executed');
  if (refused && executed.length > 0) found.push('a command that is too long executed');
  switch (outcome.type) {
    case 'answer': {
      if (!refused && executed.length === 0) found.push('answered without being executed');
      const expected = refused ? Uint8Array.of(0x67, 0) : answer.response;
      if (!same(outcome.response, expected)) found.push('wrong answer');
      break;
    }
    case 'failed':
      if (outcome.executed === 'no' && executed.length > 0) found.push('executed, and told otherwise');
      if (outcome.reason === 'responseTooLong' && !tooLong) found.push('not too long');
      if (turn === session.exchanges.length - 1 && !tooLong) found.push('failed on a quiet line');
  }
  return found;
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

type NewCard = (settings: T1CardEndSettings) => { exchange(bytes: Uint8Array): Uint8Array };

function property(newCard: NewCard, tally = new Map<string, number>()) {
  return fc.property(sessions, (session) => {
    const { verdicts } = runSession(session, newCard);
    expect(verdicts.flatMap((verdict, turn) => complaints(session, verdict, turn))).toEqual([]);
    for (const { outcome } of verdicts) {
      const kind = outcome.type === 'answer' ? 'answer' : `${outcome.reason} ${outcome.executed}`;
      tally.set(kind, (tally.get(kind) ?? 0) + 1);
    }
  });
}

describe('T=1 over a bad line', () => {
  it('answers every command right or reports it, and executes none twice', () => {
    const tally = new Map<string, number>();
    const run = fc.check(
      property((settings) => new T1CardEnd(settings), tally),
      { numRuns: 400 },
    );
    console.log(`seed ${run.seed}: ${JSON.stringify(Object.fromEntries(tally))}`);
    expect(fc.defaultReportMessage(run) ?? 'holds').toBe('holds');
    for (const kind of ['answer', 'resynchronised no', 'resynchronised unknown', 'responseTooLong unknown'])
      expect([kind, tally.get(kind) ?? 0]).toEqual([kind, expect.toSatisfy((count: number) => count > 0)]);
  });

  it('is judged by a test that finds a card which ignores the sequence bit', () => {
    const forgetful: NewCard = (settings) => {
      const end = new T1CardEnd(settings);
      let last = '';
      return {
        exchange(bytes) {
          const again = bytes.join() === last && ((bytes[1] as number) & 0xa0) === 0;
          if (again) settings.answer(bytes.slice(3, -2));
          last = bytes.join();
          return end.exchange(bytes);
        },
      };
    };
    expect(fc.check(property(forgetful), { numRuns: 400, endOnFailure: true }).failed).toBe(true);
  });
});
