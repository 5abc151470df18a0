/**
 * What a DSC+ does while its power is cut, and what must hold when it is switched on again.
 */
import { expect } from 'vitest';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { DSC_PLUS_PROFILES } from '../../firmware/dsc-plus/profiles.js';
import type { DscPlusContents } from '../../firmware/token-file/dsc-plus-records.js';
import { DEMO_KEY, DEMO_UNLOCK_KEY, ocraNumeric, unlockAnswer } from '../unit/node-ocra.js';
import type { CardOnFlash } from './card-on-flash.js';

/** The PIN of the card at first. */
export const PIN = '5831';
const NEW_PIN = '7264';
const WRONG_PIN = '9999';

function profileNamed(name: string): DscPlusProfile {
  const found = DSC_PLUS_PROFILES.find((profile) => profile.name === name);
  if (found === undefined) throw new Error(`no profile ${name}`);
  return found;
}

const CARD = profileNamed('dsc-plus');
const COUNTER_CARD = profileNamed('dsc-plus-counter');
const SMALL_PAGES: DscPlusProfile = { ...COUNTER_CARD, flash: { ...COUNTER_CARD.flash, pageBytes: 512 } };

/** What a cut left: the card switched on again, what it had before, and what it showed until the cut. */
export interface Aftermath {
  readonly card: CardOnFlash;
  readonly contents: DscPlusContents;
  readonly before: DscPlusContents;
  readonly shown: readonly string[];
  /** The raw flash image after the card was switched on again. */
  readonly image: Buffer;
}

export interface Scenario {
  readonly name: string;
  readonly profile: DscPlusProfile;
  /** Brings a new card to the state before, uncut. */
  readonly prepare: (card: CardOnFlash) => void;
  /** From switching on to the end; cut anywhere. */
  readonly act: (card: CardOnFlash) => void;
  readonly check: (after: Aftermath) => void;
  /** What `check` must have met at least once, so that no branch of it is dead. */
  readonly outcomes: (after: Aftermath) => string;
  readonly expected: readonly string[];
}

function wrongPins(count: number) {
  return (card: CardOnFlash) => {
    card.press('power');
    for (let tries = 0; tries < count; tries += 1) card.enter(WRONG_PIN);
  };
}

/** Locks the card and gives some wrong answers. */
function wrongAnswers(count: number) {
  return (card: CardOnFlash) => {
    wrongPins(5)(card);
    for (let answers = 0; answers < count; answers += 1) card.enter(card.askUnlock());
  };
}

/** A login with the PIN that the card has now gives the response of that PIN. */
function expectWorks({ card, contents }: Aftermath, profile: DscPlusProfile): void {
  expect(contents).toMatchObject({ serialNumber: '10000001', dead: false });
  const { pin, counter } = contents;
  if (pin === null) throw new Error('the card has no PIN');
  const withCounter = profile.suite.includes(':C-') ? { counter } : {};
  expect(card.enter(pin)).toBe('CHALLNG>');
  expect(card.enter('123456')).toBe(ocraNumeric(profile.suite, '123456', { pin, ...withCounter }));
}

/** A locked card asks, and the desk's answer leads to a new PIN. */
function expectUnlockable({ card, contents }: Aftermath): void {
  const question = card.askUnlock();
  expect(question).toMatch(/^[0-9]{8}$/);
  expect(card.contents.unlock?.question).toBe(question);
  expect(contents.unlock === null || contents.unlock.question === question).toBe(true);
  expect(card.enter(unlockAnswer(question))).toBe('NEW PIN>');
  card.enter(NEW_PIN);
  expect(card.enter(NEW_PIN)).toBe('PIN SET');
}

function logIn(card: CardOnFlash): void {
  card.press('power');
  card.enter(PIN);
  card.enter('123456');
}

/** @param counter the logins before, and so the counter of the next one */
function countedResponses(name: string, profile: DscPlusProfile, counter: number): Scenario {
  return {
    name,
    profile,
    prepare: (card) => {
      for (let logins = 0; logins < counter; logins += 1) logIn(card);
    },
    act: (card) => {
      for (let logins = 0; logins < 3; logins += 1) logIn(card);
    },
    check: (after) => {
      const responses = after.shown.filter((text) => /^[0-9]{8}$/.test(text)).length;
      expect([responses, responses + 1]).toContain(Number(after.contents.counter) - counter);
      expectWorks(after, profile);
      expect(after.shown).not.toContain(after.card.text);
    },
    outcomes: ({ contents }) => `counter ${contents.counter}`,
    expected: [0, 1, 2, 3].map((more) => `counter ${counter + more}`),
  };
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a wrong PIN',
    profile: CARD,
    prepare: wrongPins(2),
    act: wrongPins(1),
    check: (after) => {
      expect([2, 3]).toContain(after.contents.triesUsed);
      if (after.shown.includes('PIN ERR2')) expect(after.contents.triesUsed).toBe(3);
      expectWorks(after, CARD);
    },
    outcomes: ({ contents }) => `${contents.triesUsed} used`,
    expected: ['2 used', '3 used'],
  },
  {
    name: 'the right PIN after wrong ones',
    profile: CARD,
    prepare: wrongPins(3),
    act: (card) => {
      card.press('power');
      card.enter(PIN);
    },
    check: (after) => {
      expect([3, 4, 0]).toContain(after.contents.triesUsed);
      if (after.shown.includes('CHALLNG>')) expect(after.contents.triesUsed).toBe(0);
      expectWorks(after, CARD);
    },
    outcomes: ({ contents }) => `${contents.triesUsed} used`,
    expected: ['0 used', '3 used', '4 used'],
  },
  {
    name: 'the PIN that locks',
    profile: CARD,
    prepare: wrongPins(4),
    act: wrongPins(1),
    check: (after) => {
      expect([4, 5]).toContain(after.contents.triesUsed);
      if (after.contents.triesUsed === 4) expectWorks(after, CARD);
      else {
        expect(after.card.text).toBe('LOCKED');
        expectUnlockable(after);
      }
    },
    outcomes: ({ contents }) => `${contents.triesUsed} used`,
    expected: ['4 used', '5 used'],
  },
  {
    name: 'a wrong unlock answer',
    profile: CARD,
    prepare: wrongAnswers(3),
    act: (card) => {
      card.press('power');
      card.enter(card.askUnlock());
    },
    check: (after) => {
      expect([3, 4]).toContain(after.contents.unlock?.triesUsed);
      expect(after.contents.unlock?.question).toBe(after.before.unlock?.question);
      expectUnlockable(after);
    },
    outcomes: ({ contents }) => `${contents.unlock?.triesUsed} used`,
    expected: ['3 used', '4 used'],
  },
  {
    name: 'the right unlock answer and a new PIN',
    profile: CARD,
    prepare: wrongAnswers(3),
    act: (card) => {
      card.press('power');
      card.enter(unlockAnswer(card.askUnlock()));
      card.enter(NEW_PIN);
      card.enter(NEW_PIN);
    },
    check: (after) => {
      if (after.contents.pin === NEW_PIN) {
        expect(after.contents).toMatchObject({ triesUsed: 0, unlock: null });
        expect(after.image.includes(PIN)).toBe(false);
        expectWorks(after, CARD);
      } else {
        expect(after.contents).toMatchObject({ pin: PIN, triesUsed: 5 });
        expect([3, 4]).toContain(after.contents.unlock?.triesUsed);
        expect(after.image.includes(NEW_PIN)).toBe(false);
        expectUnlockable(after);
      }
    },
    outcomes: ({ contents }) => `PIN ${contents.pin}, ${contents.unlock?.triesUsed ?? 0} used`,
    expected: [`PIN ${PIN}, 3 used`, `PIN ${PIN}, 4 used`, `PIN ${NEW_PIN}, 0 used`],
  },
  {
    name: 'a new PIN at the card',
    profile: CARD,
    prepare: wrongPins(1),
    act: (card) => {
      card.press('power');
      card.hold('ok', 2000);
      card.enter(PIN);
      card.enter(NEW_PIN);
      card.enter(NEW_PIN);
    },
    check: (after) => {
      const [has, hasNot] = after.contents.pin === NEW_PIN ? [NEW_PIN, PIN] : [PIN, NEW_PIN];
      if (after.shown.includes('PIN SET')) expect(has).toBe(NEW_PIN);
      expect(after.contents.pin).toBe(has);
      expect(after.image.includes(hasNot)).toBe(false);
      expect([0, 1, 2]).toContain(after.contents.triesUsed);
      expectWorks(after, CARD);
    },
    outcomes: ({ contents }) => `PIN ${contents.pin}`,
    expected: [`PIN ${PIN}`, `PIN ${NEW_PIN}`],
  },
  countedResponses('three responses with a counter', COUNTER_CARD, 1),
  countedResponses('three responses with a counter, compacting between', SMALL_PAGES, 5),
  {
    name: 'the answer that wipes',
    profile: CARD,
    prepare: wrongAnswers(9),
    act: (card) => {
      card.press('power');
      card.enter(card.askUnlock());
    },
    check: (after) => {
      if (after.contents.dead) {
        expect(after.card.text).toBe('DEAD');
        for (const secret of [DEMO_KEY, DEMO_UNLOCK_KEY, PIN])
          expect(after.image.includes(secret)).toBe(false);
      } else {
        expect(after.contents.unlock?.triesUsed).toBe(9);
        expectUnlockable(after);
      }
    },
    outcomes: ({ contents }) => (contents.dead ? 'dead' : 'locked'),
    expected: ['dead', 'locked'],
  },
];
