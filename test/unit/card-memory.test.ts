/**
 * The card's memory asked directly, as a second door would: it guards itself, whatever the keypad shows.
 */
import { describe, expect, it } from 'vitest';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import { SeededRandom } from '../../emulator/board/seeded-random.js';
import { SimulatedBoard } from '../../emulator/board/simulated-board.js';
import { DscPlus } from '../../emulator/index.js';
import { newDscPlus } from '../../emulator/twin/new-dsc-plus.js';
import { CardMemory } from '../../firmware/dsc-plus/card-memory.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';
import { parseSuite } from '../../firmware/oath/suite.js';
import { ocraNumeric } from './node-ocra.js';

const KEY = new TextEncoder().encode('12345678901234567890');

function memoryOf(json: object = {}): CardMemory {
  const { profile, cells } = newDscPlus({
    profile: dscPlusProfileFrom(json),
    key: KEY,
    unlockKey: KEY,
    pin: '8351',
  });
  const { pageBytes, pageCount } = profile.flash;
  const board = new SimulatedBoard({
    flash: new FlashChip(cells, pageBytes, pageCount),
    random: new SeededRandom(1),
    segmentCount: 14,
    shown: () => {},
  });
  return new CardMemory(board, profile, parseSuite(profile.suite));
}

function locked(memory: CardMemory): CardMemory {
  for (let count = 0; count < 5; count += 1) memory.verifyPin('0000');
  expect(memory.condition).toBe('locked');
  return memory;
}

function dead(memory: CardMemory): CardMemory {
  locked(memory);
  for (let count = 0; count < 10; count += 1) memory.checkUnlockAnswer('00000000');
  expect(memory.condition).toBe('dead');
  return memory;
}

describe('a card that is not locked', () => {
  it('takes no unlock answers, and none costs it a try', () => {
    const memory = memoryOf();
    for (let count = 0; count < 20; count += 1) {
      expect(memory.checkUnlockAnswer('00000000')).toEqual({ verdict: 'notAsked' });
    }
    expect(memory.contents.unlock).toBeNull();
    expect(memory.verifyPin('8351')).toEqual({ verdict: 'accepted' });
  });
});

describe('a locked card', () => {
  it('answers nothing and judges no PIN', () => {
    const memory = locked(memoryOf());
    expect(memory.verifyPin('8351')).toEqual({ verdict: 'locked' });
    expect(memory.respond('123456', '8351', 0)).toEqual({ verdict: 'locked' });
  });
});

describe('a dead card', () => {
  it('stays so', () => {
    const memory = dead(memoryOf());
    expect(memory.verifyPin('8351')).toEqual({ verdict: 'dead' });
    expect(memory.respond('123456', '8351', 0)).toEqual({ verdict: 'dead' });
    expect(memory.setPin('2580', 'oldPin')).toEqual({ verdict: 'dead' });
    expect(memory.checkUnlockAnswer('00000000')).toEqual({ verdict: 'dead' });
    expect(memory.contents).toMatchObject({ key: null, pin: null, unlockKey: null, dead: true });
  });
});

describe('a new PIN', () => {
  it('is refused when it is weak and the profile says so', () => {
    const memory = memoryOf({ pin: { refuseWeak: true } });
    expect(memory.setPin('1234', 'oldPin')).toEqual({ verdict: 'weak' });
    expect(memory.verifyPin('8351')).toEqual({ verdict: 'accepted' });
    expect(memory.setPin('2580', 'oldPin')).toEqual({ verdict: 'stored' });
    expect(memory.verifyPin('2580')).toEqual({ verdict: 'accepted' });
  });
});

describe('a question that is refused', () => {
  it('uses up no counter', () => {
    const memory = memoryOf({ extends: 'dsc-plus-counter' });
    expect(() => memory.respond('12x456', '8351', 0)).toThrow('digits');
    expect(memory.contents.counter).toBe(0n);
    memory.respond('123456', '8351', 0);
    expect(memory.contents.counter).toBe(1n);
  });
});

describe('a suite with a time step', () => {
  it('answers for the virtual time', () => {
    const suite = 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1-T1M';
    const startMs = 1_767_225_600_000;
    const card = DscPlus.make({ suite, key: KEY, pin: '8351', startMs });
    const respond = () => {
      card.press('power');
      card.type('8351');
      card.press('ok');
      card.type('123456');
      return card.press('ok').text;
    };
    const steps = (ms: number) => BigInt(Math.floor(ms / 60_000));
    const first = respond();
    expect(first).toBe(ocraNumeric(suite, '123456', { pin: '8351', timestamp: steps(startMs) }));
    card.advance({ seconds: 90 });
    expect(respond()).not.toBe(first);
  });
});
