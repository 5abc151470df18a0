/**
 * The DSC+ as a person meets it: keys, frames and virtual time through the twin's public face.
 */
import { describe, expect, it } from 'vitest';
import { DscPlus, type Frame, type KeyName } from '../../emulator/index.js';
import { askUnlock, enter, lock, response } from './card-keys.js';
import { ocraNumeric } from './node-ocra.js';
import { refusal } from './refusals.js';

function switchedOn(card: DscPlus = DscPlus.demo()): DscPlus {
  card.press('power');
  return card;
}

describe('the oracle', () => {
  it('gives the numbers published for the demo card', () => {
    const suite = 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1';
    expect(ocraNumeric(suite, '123456', { pin: '1234' })).toBe('98276595');
    expect(ocraNumeric(suite, '000000', { pin: '1235' })).toBe('39912090');
  });
});

describe('a login', () => {
  it('shows each prompt and ends with the response', () => {
    const card = DscPlus.demo();
    expect(card.frame.text).toBe('');
    expect(card.press('power').text).toBe('PIN>');
    expect(enter(card, '1234').text).toBe('CHALLNG>');
    expect(enter(card, '123456').text).toBe('98276595');
  });

  it('answers any challenge as the RFC says', () => {
    for (const challenge of ['000000', '000001', '100000', '654321', '999999', '065536']) {
      expect(response(DscPlus.demo(), '1234', challenge)).toBe(
        ocraNumeric('OCRA-1:HOTP-SHA1-8:QN06-PSHA1', challenge, { pin: '1234' }),
      );
    }
  });

  it('folds any PIN into the response of a soft card', () => {
    const card = DscPlus.demo({ profile: 'dsc-plus-soft' });
    expect(response(card, '1235')).toBe('19115491');
    expect(response(card, '1234')).toBe('98276595');
    expect(card.status()).toMatchObject({ triesLeft: null, locked: false });
    expect(card.secrets().pin).toBeNull();
  });
});

describe('typing', () => {
  it('shows the newest digit of a PIN, dashes before it, places after it', () => {
    const card = switchedOn();
    const shown = ['1', '2', '3', '4'].map((key) => card.press(key as KeyName).text);
    expect(shown).toEqual(['1___', '-2__', '--3_', '---4']);
  });

  it('shows a challenge plainly', () => {
    const card = switchedOn();
    enter(card, '1234');
    expect(card.type('123').text).toBe('123___');
  });

  it('takes the last digit back, down to the prompt', () => {
    const card = switchedOn();
    enter(card, '1234');
    card.type('12');
    expect(card.press('back').text).toBe('1_____');
    expect(card.press('back').text).toBe('CHALLNG>');
    expect(card.press('back').text).toBe('CHALLNG>');
    expect(enter(card, '123456').text).toBe('98276595');
  });

  it('never shows a digit of the PIN again that was a dash', () => {
    const card = switchedOn();
    expect(card.type('12').text).toBe('-2__');
    expect(card.press('back').text).toBe('-___');
    expect(card.press('5').text).toBe('-5__');
    expect(card.press('back').text).toBe('-___');
    expect(card.press('back').text).toBe('PIN>');
  });

  it('clears the whole entry when back is held', () => {
    const card = switchedOn();
    enter(card, '1234');
    card.type('12345');
    expect(card.hold('back', { ms: 999 }).text).toBe('1234__');
    expect(card.hold('back', { ms: 1000 }).text).toBe('CHALLNG>');
  });

  it('ignores OK with too few digits and digits beyond the length', () => {
    const card = switchedOn();
    const { number } = card.type('123');
    expect(card.press('ok').number).toBe(number);
    card.type('4');
    expect(card.type('567').text).toBe('---4');
    expect(card.press('ok').text).toBe('CHALLNG>');
    card.type('12345');
    expect(card.press('ok').text).toBe('12345_');
    expect(card.type('6789').text).toBe('123456');
    expect(card.press('ok').text).toBe('98276595');
  });

  it('refuses to type anything but digits and presses nothing then', () => {
    const card = switchedOn();
    expect(() => card.type('12a')).toThrow(refusal('ARGUMENT'));
    expect(card.frame.text).toBe('PIN>');
  });

  it('does nothing on a card that is off', () => {
    const card = DscPlus.demo();
    const { number } = card.frame;
    for (const key of ['1', 'ok', 'back'] as const)
      expect(card.press(key)).toMatchObject({ number, text: '' });
  });
});

describe('the power key', () => {
  it('needs half a second, and nothing stays of a shorter press', () => {
    const card = DscPlus.demo();
    expect(card.hold('power', { ms: 499 }).text).toBe('');
    expect(card.advance({ seconds: 60 }).text).toBe('');
    expect(card.hold('power', { ms: 500 }).text).toBe('PIN>');
  });

  it('restarts a card that is on, switches it off after 2 s', () => {
    const card = switchedOn();
    enter(card, '1234');
    card.type('12');
    expect(card.press('power').text).toBe('PIN>');
    expect(card.hold('power', { ms: 1999 }).text).toBe('PIN>');
    expect(card.hold('power', { ms: 2000 }).text).toBe('');
    expect(card.status().state).toBe('off');
    expect(card.press('power').text).toBe('PIN>');
  });

  it('held for 5 s runs the self-test, then the prompt comes back', () => {
    const card = DscPlus.demo();
    expect(card.hold('power', { ms: 4999 }).text).toBe('PIN>');
    card.hold('power', { ms: 2000 });
    const texts: string[] = [];
    card.onFrame(({ text }) => texts.push(text));
    card.hold('power', { ms: 5000 });
    card.advance({ seconds: 20 });
    expect(texts).toEqual(['PIN>', 'SELFTST', '\u2588'.repeat(8), 'V1.0', '10000001', 'PIN>']);
  });

  it('moves through the self-test by OK too', () => {
    const card = DscPlus.demo();
    expect(card.hold('power', { ms: 5000 }).text).toBe('SELFTST');
    const [first] = card.press('ok').cells;
    expect(first?.segments).toBe(0x7fff);
    expect(card.press('ok').text).toBe('V1.0');
    expect(card.press('ok').text).toBe('10000001');
    expect(card.press('ok').text).toBe('PIN>');
  });
});

describe('auto-off', () => {
  it('comes exactly 30 s after the last key went down', () => {
    const card = switchedOn();
    card.press('1');
    card.advance({ ms: 29_999 - 80 });
    expect(card.frame.text).toBe('1___');
    const off = card.advance({ ms: 1 });
    expect(off.text).toBe('');
  });

  it('comes 30 s after the prompt appeared when no key is pressed', () => {
    const card = switchedOn();
    const since = card.frame.at;
    const off = card.advance({ seconds: 60 });
    expect(off).toMatchObject({ text: '', at: since + 30_000 });
  });

  it('is put off by any key, also one without effect', () => {
    for (const key of ['ok', 'back', '7', 'power'] as const) {
      const card = switchedOn();
      enter(card, '1234');
      enter(card, '123456');
      for (let round = 0; round < 4; round += 1) {
        card.advance({ seconds: 29 });
        expect(card.frame.text).not.toBe('');
        card.press(key);
      }
      expect(card.advance({ seconds: 31 }).text).toBe('');
    }
  });

  it('never comes with autoOff null, on a locked card neither', () => {
    const card = switchedOn(DscPlus.demo({ autoOff: null }));
    expect(card.advance({ seconds: 86_400 }).text).toBe('PIN>');
    enter(card, '1234');
    expect(enter(card, '123456').text).toBe('98276595');
    expect(card.advance({ seconds: 86_400 }).text).toBe('98276595');
    card.press('power');
    lock(card);
    const question = card.advance({ seconds: 86_400 }).text;
    expect(question).toMatch(/^[0-9]{8}$/);
  });

  it('leaves a locked card five minutes for a telephone call', () => {
    const card = switchedOn();
    lock(card);
    const question = card.advance({ seconds: 2 });
    card.advance({ ms: question.at + 299_999 - card.status().timeMs });
    expect(card.frame.text).toBe(question.text);
    expect(card.advance({ ms: 1 }).text).toBe('');
  });
});

describe('frames', () => {
  it('are numbered by change, told to listeners, and end with the subscription', () => {
    const card = DscPlus.demo();
    const heard: Frame[] = [];
    const stop = card.onFrame((frame) => heard.push(frame));
    const start = card.frame.number;
    response(card);
    const numbers = heard.map(({ number }) => number);
    expect(numbers).toEqual(Array.from(numbers, (_, index) => start + 1 + index));
    expect(heard.at(-1)).toEqual(card.frame);
    const { number } = card.frame;
    expect(card.press('5').number).toBe(number);
    stop();
    card.press('power');
    expect(heard.at(-1)?.number).toBe(number);
  });

  it('are the same for the same seed and inputs, as is the flash image', () => {
    const run = (seed: number) => {
      const card = DscPlus.demo({ seed });
      const frames: Frame[] = [];
      card.onFrame((frame) => frames.push(frame));
      response(card);
      card.press('power');
      lock(card);
      enter(card, askUnlock(card));
      card.cutPower();
      return { frames, image: card.flashImage() };
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7).image).not.toEqual(run(8).image);
  });

  it('of two twins have nothing to do with each other', () => {
    const [one, two] = [DscPlus.demo(), DscPlus.demo()];
    const before = two.flashImage();
    const { number } = two.frame;
    switchedOn(one);
    lock(one);
    expect(two.frame.number).toBe(number);
    expect(two.flashImage()).toEqual(before);
    expect(two.status().triesLeft).toBe(5);
    expect(response(two)).toBe('98276595');
  });
});

describe('a wrong call', () => {
  it.each([
    ['an unknown key', (card: DscPlus) => card.press('enter' as KeyName)],
    ['no number', (card: DscPlus) => card.hold('1', { ms: Number.NaN })],
    ['a negative time', (card: DscPlus) => card.hold('1', { ms: -1 })],
    ['time going back', (card: DscPlus) => card.advance({ seconds: -1 })],
    ['letters', (card: DscPlus) => card.type('12a4')],
  ])('is refused and changes nothing: %s', (_, call) => {
    const card = switchedOn();
    const before = { status: card.status(), frame: card.frame };
    expect(() => call(card)).toThrow(refusal('ARGUMENT'));
    expect({ status: card.status(), frame: card.frame }).toEqual(before);
  });

  it('cannot spoil the key of a card that is on', () => {
    const card = switchedOn();
    card.secrets().key?.fill(0);
    enter(card, '1234');
    expect(enter(card, '123456').text).toBe('98276595');
  });
});
