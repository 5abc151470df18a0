/** Keypad and wire are two doors to one card: one mount, shared tries and lock, and PINs that a reader asks for. */
import { describe, expect, it } from 'vitest';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import type { PinEntryOutcome, PinEntryRequest } from '../../firmware/link/reader/card-slot.js';
import { unlockAnswer } from './node-ocra.js';

const VERIFY: PinEntryRequest = {
  prompts: ['current'],
  minimumDigits: 4,
  maximumDigits: 8,
  timeoutMs: 15_000,
};
const CHANGE: PinEntryRequest = { ...VERIFY, prompts: ['current', 'new', 'again'] };

function ask(card: DscPlus, request: PinEntryRequest): boolean {
  return card.input(() => card.inside.device.askPins(request, card.inside.at()));
}

function outcome(card: DscPlus): PinEntryOutcome | null {
  return card.inside.device.takePinEntry();
}

function powerByWire(card: DscPlus, on: boolean): void {
  card.input(() => card.inside.device.powerByWire(on));
}

function verifyByWire(card: DscPlus, pin: string): string {
  return card.input(() => card.inside.device.onWire((memory) => memory.verifyPin(pin).verdict));
}

describe('two doors to one card', () => {
  it('mount the flash once, whichever opens first, and count one activation', () => {
    const card = DscPlus.demo();
    powerByWire(card, true);
    card.press('power');
    expect(card.status().activations).toBe(1);
    powerByWire(card, false);
    expect(card.inside.device.memory).not.toBeNull();
    card.hold('power', { ms: 2000 });
    expect(card.inside.device.memory).toBeNull();
    card.press('power');
    expect(card.status().activations).toBe(2);
  });

  it('share the tries: a wrong PIN on the wire is one less at the keypad', () => {
    const card = DscPlus.demo();
    powerByWire(card, true);
    expect(verifyByWire(card, '9999')).toBe('refused');
    card.press('power');
    card.type('0000');
    expect(card.press('ok').text).toBe('PIN ERR3');
  });

  it('leave the display alone when the wire works, also while a response shows', () => {
    const card = DscPlus.demo();
    card.press('power');
    card.type('1234');
    card.press('ok');
    card.type('123456');
    const before = card.press('ok');
    powerByWire(card, true);
    verifyByWire(card, '1234');
    expect(card.frame).toEqual(before);
  });

  it('a card that the wire locks meanwhile is locked at the keypad, in the middle of a login', () => {
    const card = DscPlus.demo();
    powerByWire(card, true);
    card.press('power');
    card.type('1234');
    expect(card.press('ok').text).toBe('CHALLNG>');
    for (let round = 0; round < 5; round += 1) verifyByWire(card, '9999');
    card.type('123456');
    expect(card.press('ok').text).toBe('LOCKED');
    expect(card.response).toBeNull();
  });

  it('a card that the wire locks meanwhile takes no new PIN from who has typed the old one', () => {
    const card = DscPlus.demo();
    powerByWire(card, true);
    card.press('power');
    card.hold('ok', { ms: 2000 });
    card.type('1234');
    expect(card.press('ok').text).toBe('NEW PIN>');
    for (let round = 0; round < 5; round += 1) verifyByWire(card, '9999');
    card.type('8351');
    card.press('ok');
    card.type('8351');
    expect(card.press('ok').text).toBe('LOCKED');
    expect(card.status().locked).toBe(true);
  });

  it('a PIN that the wire sets meanwhile ends what was proved by the old one at the keypad', () => {
    const card = DscPlus.demo();
    powerByWire(card, true);
    card.press('power');
    card.type('1234');
    card.press('ok');
    verifyByWire(card, '1234');
    card.input(() => card.inside.device.onWire((memory) => memory.setPin('8351', 'oldPin')));
    card.type('123456');
    expect(card.press('ok').text).toBe('PIN>');
    expect(card.response).toBeNull();
    card.type('8351');
    expect(card.press('ok').text).toBe('CHALLNG>');
  });

  it('an answer to a question of an earlier lock costs no try: the card asks the new one', () => {
    const card = DscPlus.demo({ seed: 'two doors' });
    powerByWire(card, true);
    const lock = () => {
      for (let tries = 0; tries < 5; tries += 1) verifyByWire(card, '0000');
    };
    const questionShown = () => {
      card.advance({ seconds: 3 });
      return card.frame.text;
    };
    lock();
    card.press('power');
    const first = questionShown();
    card.press('ok');
    card.type(unlockAnswer(first));
    card.input(() => card.inside.device.onWire((memory) => memory.setPin('8351', 'unlockAnswer')));
    lock();
    expect(card.press('ok').text).toBe('LOCKED');
    const second = questionShown();
    expect(second).not.toBe(first);
    expect(card.inside.device.memory?.contents.unlock).toEqual({ question: second, triesUsed: 0 });
    card.press('ok');
    card.type(unlockAnswer(second));
    expect(card.press('ok').text).toBe('NEW PIN>');
  });

  it('lose what is volatile together when the power is cut', () => {
    const card = DscPlus.demo();
    powerByWire(card, true);
    card.press('power');
    card.cutPower();
    expect(card.inside.device.isPoweredByWire).toBe(false);
    expect(card.frame.text).toBe('');
  });
});

describe('a PIN that the reader asks for', () => {
  it('is typed at the prompt of the card, masked as ever, and goes to the reader', () => {
    const card = DscPlus.demo();
    expect(ask(card, VERIFY)).toBe(true);
    expect(card.frame.text).toBe('PIN>');
    expect(card.type('12').text).toBe('-2__');
    expect(outcome(card)).toBeNull();
    card.type('34');
    expect(card.press('ok').text).toBe('');
    expect(outcome(card)).toEqual({ type: 'entered', pins: ['1234'] });
    expect(outcome(card)).toBeNull();
  });

  it('takes the place of what was going on at the keypad', () => {
    const card = DscPlus.demo();
    card.press('power');
    card.type('1234');
    card.press('ok');
    ask(card, VERIFY);
    expect(card.frame.text).toBe('PIN>');
    expect(card.response).toBeNull();
  });

  it('asks for the old PIN, the new one and the new one again; two that differ begin again', () => {
    const card = DscPlus.demo();
    ask(card, CHANGE);
    expect(card.frame.text).toBe('OLD PIN>');
    card.type('1234');
    expect(card.press('ok').text).toBe('NEW PIN>');
    card.type('8351');
    expect(card.press('ok').text).toBe('AGAIN>');
    card.type('8352');
    expect(card.press('ok').text).toBe('NO MATCH');
    expect(card.advance({ seconds: 2 }).text).toBe('NEW PIN>');
    expect(outcome(card)).toBeNull();
    card.type('8351');
    card.press('ok');
    card.type('8351');
    card.press('ok');
    expect(outcome(card)).toEqual({ type: 'entered', pins: ['1234', '8351', '8351'] });
  });

  it.each([
    ['power', (card: DscPlus) => card.press('power')],
    ['power held', (card: DscPlus) => card.hold('power', { ms: 2000 })],
    ['the battery taken out', (card: DscPlus) => card.cutPower()],
  ])('is cancelled by %s', (_, cancel) => {
    const card = DscPlus.demo();
    ask(card, VERIFY);
    card.type('12');
    cancel(card);
    expect(card.frame.text).toBe('');
    expect(outcome(card)).toEqual({ type: 'cancelled' });
  });

  it('times out after the time that the reader gives, counted from the last key', () => {
    const card = DscPlus.demo();
    ask(card, VERIFY);
    card.advance({ seconds: 14 });
    card.type('1');
    card.advance({ seconds: 14 });
    expect(outcome(card)).toBeNull();
    expect(card.advance({ seconds: 1 }).text).toBe('');
    expect(outcome(card)).toEqual({ type: 'timedOut' });
  });

  it('is given up by the reader without an outcome', () => {
    const card = DscPlus.demo();
    ask(card, VERIFY);
    card.input(() => card.inside.device.abortPinEntry());
    expect(card.frame.text).toBe('');
    expect(outcome(card)).toBeNull();
  });

  it('is refused when the card has no such PIN', () => {
    expect(ask(DscPlus.demo(), { ...VERIFY, minimumDigits: 5 })).toBe(false);
    expect(ask(DscPlus.demo(), { ...VERIFY, maximumDigits: 3 })).toBe(false);
    expect(ask(DscPlus.demo({ profile: 'dsc-plus-soft' }), CHANGE)).toBe(false);
    expect(ask(DscPlus.demo({ profile: 'dsc-plus-soft' }), VERIFY)).toBe(true);
  });
});
