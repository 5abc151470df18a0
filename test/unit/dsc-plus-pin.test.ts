/**
 * The PIN that a DSC+ checks: tries, lock, unlock, death, and changing it at the card.
 */
import { describe, expect, it } from 'vitest';
import { DscPlus, dscPlusProfileFrom } from '../../emulator/index.js';
import { askUnlock, enter, lock, response } from './card-keys.js';
import { DEMO_KEY, ocraNumeric, unlockAnswer } from './node-ocra.js';

const SUITE = 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1';

function switchedOn(card: DscPlus = DscPlus.demo()): DscPlus {
  card.press('power');
  return card;
}

function lockedCard(): DscPlus {
  const card = switchedOn();
  lock(card);
  return card;
}

describe('a wrong PIN', () => {
  it('is counted down to LOCKED', () => {
    const card = switchedOn();
    const shown = ['0000', '9999', '1233', '1235', '4321'].map((pin) => enter(card, pin).text);
    expect(shown).toEqual(['PIN ERR4', 'PIN ERR3', 'PIN ERR2', 'PIN ERR1', 'LOCKED']);
    expect(card.status()).toMatchObject({ triesLeft: 0, locked: true, dead: false });
  });

  it('shows for 2 s, then the prompt; any key ends it sooner, a digit begins the next PIN', () => {
    const card = switchedOn();
    const { at } = enter(card, '9999');
    const prompt = card.advance({ seconds: 2 });
    expect(prompt).toMatchObject({ text: 'PIN>', at: at + 2000 });
    enter(card, '9999');
    expect(card.press('back').text).toBe('PIN>');
    enter(card, '9999');
    expect(card.press('1').text).toBe('1___');
  });

  it('is remembered over switching off, over loss of power and over a restart', () => {
    const card = switchedOn();
    const leave = [
      () => card.hold('power', { ms: 2000 }),
      () => card.cutPower(),
      () => card.press('power'),
      () => card.advance({ seconds: 60 }),
    ];
    for (const [index, away] of leave.entries()) {
      expect(enter(card, '9999').text).toBe(`PIN ERR${4 - index}`);
      away();
      expect(card.status().triesLeft).toBe(4 - index);
      if (card.status().state === 'off') card.press('power');
    }
    expect(enter(card, '9999').text).toBe('LOCKED');
    card.cutPower();
    expect(card.press('power').text).toBe('LOCKED');
  });

  it('is forgotten after a right one', () => {
    const card = switchedOn();
    for (let tries = 0; tries < 4; tries += 1) enter(card, '9999');
    expect(enter(card, '1234').text).toBe('CHALLNG>');
    expect(card.status().triesLeft).toBe(5);
    card.press('power');
    expect(enter(card, '9999').text).toBe('PIN ERR4');
  });
});

describe('a locked card', () => {
  it('takes no PIN, not even the right one', () => {
    const card = lockedCard();
    expect(enter(card, '1234').text).toBe('UNLOCK>');
    card.cutPower();
    expect(response(card)).not.toBe('98276595');
  });

  it('keeps its question over power-off', () => {
    const card = lockedCard();
    const question = card.advance({ seconds: 2 }).text;
    expect(question).toMatch(/^[0-9]{8}$/);
    for (let round = 0; round < 3; round += 1) {
      card.cutPower();
      expect(card.press('power').text).toBe('LOCKED');
      expect(card.advance({ seconds: 2 }).text).toBe(question);
    }
  });

  it('asks a question that depends on the seed, never one that 16 divides', () => {
    const questions = Array.from({ length: 60 }, (_, seed) => {
      const card = switchedOn(DscPlus.demo({ seed }));
      lock(card);
      return card.advance({ seconds: 2 }).text;
    });
    expect(new Set(questions).size).toBe(60);
    for (const question of questions) expect(Number(question) % 16).not.toBe(0);
  });

  it('shows the question again by back, and clears an answer by it', () => {
    const card = lockedCard();
    const question = askUnlock(card);
    expect(card.frame.text).toBe('UNLOCK>');
    expect(card.type('12').text).toBe('12______');
    card.press('back');
    expect(card.press('back').text).toBe('UNLOCK>');
    expect(card.press('back').text).toBe(question);
  });

  it('lets the holder choose a new PIN after the right answer', () => {
    const card = lockedCard();
    expect(enter(card, unlockAnswer(askUnlock(card))).text).toBe('NEW PIN>');
    expect(enter(card, '8642').text).toBe('AGAIN>');
    expect(enter(card, '8642').text).toBe('PIN SET');
    expect(card.advance({ seconds: 2 }).text).toBe('PIN>');
    expect(card.status()).toMatchObject({ triesLeft: 5, locked: false });
    expect(response(card, '8642')).toBe(ocraNumeric(SUITE, '123456', { pin: '8642' }));
    card.press('power');
    expect(enter(card, '1234').text).toBe('PIN ERR4');
  });

  it('stays locked, with the same question, when the new PIN is not confirmed', () => {
    const card = lockedCard();
    const question = askUnlock(card);
    enter(card, unlockAnswer(question));
    enter(card, '8642');
    expect(enter(card, '8643').text).toBe('NO MATCH');
    expect(card.advance({ seconds: 2 }).text).toBe('NEW PIN>');
    card.advance({ seconds: 30 });
    expect(card.status()).toMatchObject({ state: 'off', locked: true });
    expect(card.press('power').text).toBe('LOCKED');
    expect(askUnlock(card)).toBe(question);
    expect(enter(card, unlockAnswer(question)).text).toBe('NEW PIN>');
  });

  it('is dead after ten wrong answers, also spread over power cuts, and its secrets are gone', () => {
    const card = lockedCard();
    expect(Buffer.from(card.flashImage()).includes(DEMO_KEY)).toBe(true);
    const shown: string[] = [];
    for (let answers = 0; answers < 10; answers += 1) {
      if (answers > 0 && answers % 3 === 0) {
        card.cutPower();
        card.press('power');
      }
      const question = askUnlock(card);
      shown.push(enter(card, question).text);
    }
    expect(shown).toEqual([...Array.from({ length: 9 }, (_, index) => `FAIL ${9 - index}`), 'DEAD']);
    expect(card.status()).toMatchObject({ dead: true, locked: false });
    expect(card.secrets()).toEqual({ key: null, pin: null, unlockKey: null });
    const image = Buffer.from(card.flashImage());
    for (const secret of [DEMO_KEY, Buffer.from('09876543210987654321'), Buffer.from('1234')])
      expect(image.includes(secret)).toBe(false);
    expect(card.advance({ seconds: 2 }).text).toBe('');
    expect(card.press('power').text).toBe('DEAD');
    expect(card.advance({ seconds: 2 }).text).toBe('');
  });
});

describe('changing the PIN at the card', () => {
  it('starts by holding OK, asks old, new and new again, and leaves nothing of the old', () => {
    const card = switchedOn(DscPlus.make({ pin: '5831', key: DEMO_KEY, seed: 3 }));
    expect(card.hold('ok', { ms: 1999 }).text).toBe('PIN>');
    expect(card.hold('ok', { ms: 2000 }).text).toBe('OLD PIN>');
    expect(enter(card, '5831').text).toBe('NEW PIN>');
    expect(enter(card, '7777').text).toBe('AGAIN>');
    expect(enter(card, '7777').text).toBe('PIN SET');
    expect(Buffer.from(card.flashImage()).includes('5831')).toBe(false);
    card.cutPower();
    expect(response(card, '7777')).toBe(ocraNumeric(SUITE, '123456', { pin: '7777' }));
    expect(card.secrets().pin).toBe('7777');
  });

  it('counts a wrong old PIN as a try', () => {
    const card = switchedOn();
    card.hold('ok', { ms: 2000 });
    expect(enter(card, '9999').text).toBe('PIN ERR4');
    expect(card.advance({ seconds: 2 }).text).toBe('PIN>');
    expect(card.status().triesLeft).toBe(4);
  });

  it('keeps the old PIN when the new one is not confirmed or the card is left alone', () => {
    const card = switchedOn();
    card.hold('ok', { ms: 2000 });
    enter(card, '1234');
    enter(card, '7777');
    expect(enter(card, '7778').text).toBe('NO MATCH');
    card.advance({ seconds: 60 });
    expect(response(card)).toBe('98276595');
  });

  it('is not offered by a soft card', () => {
    const card = switchedOn(DscPlus.demo({ profile: 'dsc-plus-soft' }));
    expect(card.hold('ok', { ms: 10_000 }).text).toBe('PIN>');
  });

  it('refuses weak PINs where the profile says so, and only there', () => {
    const strict = dscPlusProfileFrom({ name: 'strict', pin: { refuseWeak: true } });
    for (const [profile, shown] of [
      [strict, 'WEAK PIN'],
      ['dsc-plus', 'AGAIN>'],
    ] as const) {
      for (const weak of ['1111', '0000', '1234', '4321', '2468', '9753']) {
        const card = switchedOn(DscPlus.demo({ profile }));
        card.hold('ok', { ms: 2000 });
        enter(card, '1234');
        expect(enter(card, weak).text).toBe(shown);
      }
    }
    const card = switchedOn(DscPlus.demo({ profile: strict }));
    card.hold('ok', { ms: 2000 });
    enter(card, '1234');
    enter(card, '1111');
    expect(card.advance({ seconds: 2 }).text).toBe('NEW PIN>');
    expect(enter(card, '1112').text).toBe('AGAIN>');
  });
});
