/**
 * What is timed: every comparison of a secret, each with an input that differs in the first character and one that
 * differs in the last; and beside them comparisons that leak on purpose, which must be found.
 */
import { createHash } from 'node:crypto';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import { newDscPlus } from '../../emulator/twin/new-dsc-plus.js';
import type { Board } from '../../firmware/board.js';
import { CardMemory } from '../../firmware/dsc-plus/card-memory.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';
import { parseSuite } from '../../firmware/oath/suite.js';
import { sameSecret } from '../../firmware/secret-text.js';
import { secondOcra } from '../vectors/second-ocra.js';
import type { TimedSubject } from './difference.js';

const KEY = Buffer.from('3132333435363738393031323334353637383930', 'hex');
const UNLOCK_KEY = Buffer.from('3039383736353433323130393837363534333231', 'hex');
const PIN = '8351';
const QUESTIONS = 'CLI22220SRV11110';

/** Texts as long as a secret that differ from it in the first character, and in the last. */
interface NearMisses {
  readonly first: string;
  readonly second: string;
}

/** Both are made the same way, because how a text lies in memory has its own price. */
function nearMisses(secret: string): NearMisses {
  const otherAt = (place: number) => {
    const bytes = Buffer.from(secret, 'latin1');
    bytes[place] = bytes[place] === 0x35 ? 0x36 : 0x35;
    return bytes.toString('latin1');
  };
  return { first: otherAt(0), second: otherAt(secret.length - 1) };
}

function rightAnswer(line: object): string {
  const answer = secondOcra(line);
  if ('error' in answer) throw new Error(answer.error);
  return answer.response;
}

function boardOf(flash: FlashChip): Board {
  return {
    flash,
    show: () => {},
    random: (length) => Uint8Array.from({ length }, (_, index) => 3 * index + 1),
    batteryPercent: () => 100,
  };
}

interface Card {
  readonly profile: DscPlusProfile;
  readonly cells: Uint8Array;
}

function newCard(json: object = {}): Card {
  const profile = dscPlusProfileFrom(json);
  const { cells } = newDscPlus({ profile, key: KEY, unlockKey: UNLOCK_KEY, pin: PIN });
  return { profile, cells };
}

/** A card of its own, so that what one does is not seen by the next. */
function mounted({ profile, cells }: Card): CardMemory {
  const flash = FlashChip.holding(cells.slice(), profile.flash);
  return new CardMemory(boardOf(flash), profile, parseSuite(profile.suite));
}

const LOOPS = 2000;
const SECRET = '93051846';

/** Some thousand comparisons, each of another text than the one before. */
function comparison(same: (given: string, expected: string) => boolean): TimedSubject {
  const secrets = Array.from({ length: 16 }, (_, index) => String(Number(SECRET) + index));
  const misses = secrets.map(nearMisses);
  return {
    calls: LOOPS,
    prepare: (input) => () => {
      let found = 0;
      for (let loop = 0; loop < LOOPS; loop += 1) {
        const place = loop % secrets.length;
        if (same((misses[place] as NearMisses)[input], secrets[place] as string)) found += 1;
      }
      if (found !== 0) throw new Error('a near miss is no match');
    },
  };
}

/** Leaves at the first difference, as `===` may do. */
function leakySame(given: string, expected: string): boolean {
  for (let index = 0; index < expected.length; index += 1)
    if (given.charCodeAt(index) !== expected.charCodeAt(index)) return false;
  return true;
}

function mustBe(verdict: string, wanted: string): void {
  if (verdict !== wanted) throw new Error(`${verdict} where ${wanted} is due`);
}

/** @param leak what a card does besides that gives the PIN away */
function pinAtCard(leak: (given: string) => void = () => {}): TimedSubject {
  const memory = mounted(newCard());
  const misses = nearMisses(PIN);
  return {
    calls: 1,
    prepare: (input) => {
      mustBe(memory.verifyPin(PIN).verdict, 'accepted');
      return () => {
        mustBe(memory.verifyPin(misses[input]).verdict, 'refused');
        leak(misses[input]);
      };
    },
  };
}

function leakAHash(given: string): void {
  for (let index = 0; index < PIN.length && given[index] === PIN[index]; index += 1)
    createHash('sha1').update(given).digest();
}

function unlockAnswer(): TimedSubject {
  const card = newCard();
  const flash = FlashChip.holding(card.cells, card.profile.flash);
  const locking = new CardMemory(boardOf(flash), card.profile, parseSuite(card.profile.suite));
  while (locking.condition === 'ready') locking.verifyPin('0000');
  const question = locking.unlockQuestion();
  const { pin } = card.profile;
  if (pin.check !== 'card') throw new Error('a card with a soft PIN never locks');
  const misses = nearMisses(
    rightAnswer({ suite: pin.unlockSuite, key: UNLOCK_KEY.toString('hex'), question }),
  );
  const locked = { ...card, cells: flash.cells.slice() };
  return {
    calls: 1,
    prepare: (input) => {
      const memory = mounted(locked);
      return () => mustBe(memory.checkUnlockAnswer(misses[input]).verdict, 'refused');
    },
  };
}

function serverResponse(): TimedSubject {
  const card = newCard({ extends: 'dsc-plus-mutual' });
  const { suite } = card.profile;
  const right = rightAnswer({ suite, key: KEY.toString('hex'), mode: 'mutual', question: QUESTIONS });
  const misses = nearMisses(right);
  const memory = mounted(card);
  return {
    calls: 1,
    prepare: (input) => () => mustBe(String(memory.isServerResponse(QUESTIONS, misses[input], 0)), 'false'),
  };
}

export interface NamedSubject {
  readonly name: string;
  readonly open: () => TimedSubject;
}

export const SUBJECTS: readonly NamedSubject[] = [
  { name: 'two texts of eight digits', open: () => comparison(sameSecret) },
  { name: 'a PIN at the card', open: () => pinAtCard() },
  { name: 'an answer to the unlock question', open: unlockAnswer },
  { name: 'the response of a server', open: serverResponse },
];

export const LEAKY_SUBJECTS: readonly NamedSubject[] = [
  { name: 'two texts, until they differ', open: () => comparison(leakySame) },
  { name: 'a PIN at the card, and a hash for each right digit', open: () => pinAtCard(leakAHash) },
];
