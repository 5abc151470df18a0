/**
 * What differs between DSC+ profiles, and the battery.
 */
import { describe, expect, it } from 'vitest';
import { DscPlus, dscPlusProfileFrom } from '../../emulator/index.js';
import { enter, response } from './card-keys.js';
import { ocraNumeric } from './node-ocra.js';

function switchedOn(card: DscPlus = DscPlus.demo()): DscPlus {
  card.press('power');
  return card;
}

describe('generation A', () => {
  it('has its own prompts and shows 5 and 3 digits in turn, by itself or by OK', () => {
    const card = DscPlus.demo({ profile: 'dsc-plus-classic' });
    expect(card.press('power').text).toBe('Pn');
    expect(enter(card, '1234').text).toBe('Ch');
    const shown = enter(card, '123456');
    expect(shown.text).toBe('98276');
    expect(card.advance({ ms: 9999 - 40 }).text).toBe('98276');
    expect(card.advance({ ms: 1 }).text).toBe('595');
    expect(card.press('ok').text).toBe('98276');
    expect(card.press('ok').text).toBe('595');
    expect(card.advance({ seconds: 10 }).text).toBe('98276');
    expect(card.advance({ seconds: 60 }).text).toBe('');
  });

  it('needs a longer press to switch on', () => {
    const card = DscPlus.demo({ profile: 'dsc-plus-classic' });
    expect(card.hold('power', { ms: 1799 }).text).toBe('');
    expect(card.press('power').text).toBe('Pn');
  });
});

describe('a counter', () => {
  it('goes into each response and rises by one', () => {
    const card = DscPlus.demo({ profile: 'dsc-plus-counter' });
    const suite = 'OCRA-1:HOTP-SHA256-8:C-QN06-PSHA256';
    for (let counter = 0n; counter < 60n; counter += 1n) {
      expect(card.status().counter).toBe(counter);
      expect(response(card)).toBe(ocraNumeric(suite, '123456', { pin: '1234', counter }));
    }
    card.cutPower();
    expect(card.status().counter).toBe(60n);
  });

  it('is on flash when the response shows', () => {
    const card = DscPlus.demo({ profile: 'dsc-plus-counter' });
    const counters: (bigint | null)[] = [];
    card.onFrame(({ text }) => {
      if (/^[0-9]{8}$/.test(text)) counters.push(card.status().counter);
    });
    response(card);
    expect(counters).toEqual([1n]);
    expect(DscPlus.demo().status().counter).toBeNull();
  });
});

describe('the battery', () => {
  it('gives notice for a second at switch-on in the last 5 per cent', () => {
    const card = DscPlus.demo();
    card.setBattery(6);
    expect(card.press('power').text).toBe('PIN>');
    card.hold('power', { ms: 2000 });
    card.setBattery(5);
    const notice = card.press('power');
    expect(notice.text).toBe('BATT');
    expect(card.advance({ ms: 899 }).text).toBe('BATT');
    const prompt = card.advance({ ms: 1 });
    expect(prompt).toMatchObject({ text: 'PIN>', at: notice.at + 1000 });
    expect(enter(card, '1234').text).toBe('CHALLNG>');
  });

  it('is estimated by counting activations', () => {
    const profile = dscPlusProfileFrom({ name: 'short-lived', battery: { activations: 40 } });
    const card = DscPlus.demo({ profile });
    const notices = Array.from({ length: 39 }, () => {
      const { text } = card.press('power');
      card.cutPower();
      return text;
    });
    expect(notices.indexOf('BATT')).toBe(37);
    expect(card.status()).toMatchObject({ activations: 39, batteryPercent: 2.5 });
  });

  it('when flat leaves the card without any reaction until it is charged', () => {
    const card = switchedOn();
    card.setBattery(0);
    expect(card.frame.text).toBe('');
    const image = card.flashImage();
    for (const key of ['power', '1', 'ok'] as const) expect(card.press(key).text).toBe('');
    expect(card.hold('power', { ms: 5000 }).text).toBe('');
    expect(card.flashImage()).toEqual(image);
    card.setBattery(null);
    expect(card.press('power').text).toBe('PIN>');
  });
});
