/** The card's memory at its edges: what the board draws, what an earlier cut left, and what no caller may ask. */
import { describe, expect, it } from 'vitest';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import { newDscPlus } from '../../emulator/twin/new-dsc-plus.js';
import type { Board } from '../../firmware/board.js';
import { CardMemory } from '../../firmware/dsc-plus/card-memory.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';
import { parseSuite } from '../../firmware/oath/suite.js';
import { Journal } from '../../firmware/storage/journal.js';
import { encodeUnlock } from '../../firmware/token-file/dsc-plus-records.js';
import { readDscPlus } from '../../firmware/token-file/read-token.js';
import { secondOcra } from '../vectors/second-ocra.js';
import { DEMO_KEY, DEMO_UNLOCK_KEY, unlockAnswer } from './node-ocra.js';

const UNLOCK_RECORD = 6;

function flashOf(json: object = {}): { flash: FlashChip; profile: ReturnType<typeof dscPlusProfileFrom> } {
  const wanted = dscPlusProfileFrom(json);
  const { profile, cells } = newDscPlus({
    profile: wanted,
    key: DEMO_KEY,
    ...(wanted.pin.check === 'card' && { unlockKey: DEMO_UNLOCK_KEY, pin: '8351' }),
  });
  return { flash: new FlashChip(cells, profile.flash.pageBytes, profile.flash.pageCount), profile };
}

/** @param draws what the board draws, one after the other */
function mounted({ flash, profile }: ReturnType<typeof flashOf>, ...draws: readonly number[][]): CardMemory {
  const left = [...draws];
  const board: Board = {
    flash,
    show: () => {},
    random: (length) => {
      const bytes = left.shift() ?? [];
      return Uint8Array.from({ length }, (_, index) => bytes[index] ?? 255);
    },
    batteryPercent: () => 100,
  };
  return new CardMemory(board, profile, parseSuite(profile.suite));
}

function memoryOf(json: object = {}, ...draws: readonly number[][]): CardMemory {
  return mounted(flashOf(json), ...draws);
}

function lock(memory: CardMemory): CardMemory {
  for (let tries = 4; tries > 0; tries -= 1)
    expect(memory.verifyPin('0000')).toEqual({ verdict: 'refused', triesLeft: tries });
  expect(memory.verifyPin('0000')).toEqual({ verdict: 'locked' });
  return memory;
}

describe('the unlock question', () => {
  it('has a digit for each byte below 250, so that every digit is as likely', () => {
    const draw = [250, 255, 249, 10, 7, 251, 123, 98, 0, 65, 231];
    expect(lock(memoryOf({}, draw)).unlockQuestion()).toBe('90738051');
  });

  it('is drawn again when too few bytes were of use, and when 16 divides it', () => {
    const few = [1, 2, 3, 4, 5, 6, 7];
    const sixteen = [0, 0, 0, 0, 0, 0, 3, 2];
    const good = [0, 0, 0, 0, 0, 0, 3, 3];
    expect(lock(memoryOf({}, few, sixteen, good)).unlockQuestion()).toBe('00000033');
  });

  it('may be any digits where the question is text', () => {
    const json = { pin: { unlockSuite: 'OCRA-1:HOTP-SHA1-8:QA08' } };
    expect(lock(memoryOf(json, [0, 0, 0, 0, 0, 0, 3, 2])).unlockQuestion()).toBe('00000032');
  });

  it('stays the same until a new PIN is set', () => {
    const memory = lock(memoryOf({}, [1, 2, 3, 4, 5, 6, 7, 9], [8, 8, 8, 8, 8, 8, 8, 8]));
    expect([memory.unlockQuestion(), memory.unlockQuestion()]).toEqual(['12345679', '12345679']);
  });
});

describe('tries at the unlock question', () => {
  const draw = [1, 2, 3, 4, 5, 6, 7, 9];

  it('are given back by the right answer, but not those before it', () => {
    const memory = lock(memoryOf({}, draw));
    expect(memory.checkUnlockAnswer('00000000')).toEqual({ verdict: 'refused', triesLeft: 9 });
    expect(memory.checkUnlockAnswer(unlockAnswer('12345679'))).toEqual({ verdict: 'accepted' });
    expect(memory.contents.unlock).toEqual({ triesUsed: 1, question: '12345679' });
  });

  it('that were all used before a cut wipe the card when it is switched on', () => {
    const card = flashOf();
    lock(mounted(card));
    Journal.mount(card.flash).append(UNLOCK_RECORD, encodeUnlock(1, 9, '12345679'));
    expect(mounted(card).condition).toBe('locked');
    Journal.mount(card.flash).append(UNLOCK_RECORD, encodeUnlock(1, 10, '12345679'));
    expect(mounted(card).condition).toBe('dead');
    expect(readDscPlus(card.flash)).toMatchObject({ dead: true, key: null, pin: null });
  });
});

describe('a new PIN', () => {
  it('has the next generation', () => {
    const memory = memoryOf();
    expect(memory.contents.pinGeneration).toBe(1);
    memory.setPin('2580', 'oldPin');
    memory.setPin('2581', 'oldPin');
    expect(memory.contents).toMatchObject({ pin: '2581', pinGeneration: 3 });
  });

  it.each(['', '123', '12345', '123x', 'x123', '12 4'])('is never %j', (pin) => {
    const memory = memoryOf();
    expect(() => memory.setPin(pin, 'oldPin')).toThrow('broken invariant: a PIN is checked before');
    expect(memory.verifyPin('8351')).toEqual({ verdict: 'accepted' });
  });
});

describe('a card with a soft PIN', () => {
  it('is never asked for what only a checked PIN has', () => {
    const memory = memoryOf({ extends: 'dsc-plus-soft' });
    expect(() => memory.setPin('2580', 'oldPin')).toThrow('a PIN is checked before');
    expect(() => memory.checkUnlockAnswer('00000000')).toThrow('only a card that checks its PIN is unlocked');
    expect(() => memory.unlockQuestion()).toThrow('only a card that checks its PIN has an unlock suite');
    expect(memory.verifyPin('0000')).toEqual({ verdict: 'accepted' });
  });
});

describe('a response', () => {
  it('without a counter in its suite writes nothing', () => {
    const card = flashOf();
    const memory = mounted(card);
    const before = card.flash.read(0, card.flash.pageBytes * card.flash.pageCount).slice();
    expect(memory.respond('123456', '8351', 0).verdict).toBe('responded');
    expect(card.flash.read(0, before.length)).toEqual(before);
  });
});

describe('the response of a server', () => {
  const fields = { wire: { authentication: 'mutual' } };
  const questions = 'CLI22220SRV11110';

  function expected(suite: string, time?: number): string {
    const line = { suite, key: DEMO_KEY.toString('hex'), mode: 'mutual', question: questions };
    const answer = secondOcra({ ...line, ...(time !== undefined && { time }) });
    return (answer as { response: string }).response;
  }

  it.each([
    ['OCRA-1:HOTP-SHA1-8:QA08', undefined],
    ['OCRA-1:HOTP-SHA1-8:QA08-T1M', 1_767_225_659],
  ])('of suite %s is judged by both questions, and the time', (suite, time) => {
    const at = (time ?? 0) * 1000 + 999;
    const memory = memoryOf({ ...fields, suite });
    const right = expected(suite, time);
    expect(memory.isServerResponse(questions, right, at)).toBe(true);
    for (const wrong of [
      '',
      right.slice(1),
      `${right}0`,
      right.replace(/.$/, (digit) => `${9 - Number(digit)}`),
    ])
      expect(memory.isServerResponse(questions, wrong, at), wrong).toBe(false);
    expect(memory.isServerResponse('CLI22221SRV11110', right, at)).toBe(false);
  });

  it('is never right on a locked or dead card', () => {
    const suite = 'OCRA-1:HOTP-SHA1-8:QA08';
    const memory = lock(memoryOf({ ...fields, suite }, [1, 2, 3, 4, 5, 6, 7, 9]));
    expect(memory.isServerResponse(questions, expected(suite), 0)).toBe(false);
    for (let tries = 0; tries < 10; tries += 1) memory.checkUnlockAnswer('00000000');
    expect(memory.condition).toBe('dead');
    expect(memory.isServerResponse(questions, expected(suite), 0)).toBe(false);
  });

  it('is never asked of a card that is not mutual', () => {
    expect(() => memoryOf().isServerResponse('1', '1', 0)).toThrow(
      'only a mutual card has a server to check',
    );
  });
});
