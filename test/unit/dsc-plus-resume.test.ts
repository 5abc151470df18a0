/**
 * A DSC+ that goes on from a copy of its state, when there is such a copy, and what takes its power away.
 */
import { describe, expect, it } from 'vitest';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { TokentwinError } from '../../firmware/error.js';

function resumed(card: DscPlus): DscPlus {
  const snapshot = card.snapshot();
  if (snapshot === null) throw new Error('there is no snapshot');
  return DscPlus.resume(snapshot, 'manual');
}

describe('a card that goes on', () => {
  it('is where it was: digits, proof and activations', () => {
    const card = DscPlus.demo();
    card.press('power');
    card.type('1234');
    card.press('ok');
    card.type('123');
    const other = resumed(card);
    expect(other.frame).toMatchObject({ text: '123___', at: card.frame.at });
    expect(other.status()).toEqual(card.status());
    other.type('456');
    expect(other.press('ok').text).toBe('98276595');
    expect(card.frame.text).toBe('123___');
    expect(other.status().activations).toBe(card.status().activations);
  });

  it('is off when it was off', () => {
    const other = resumed(DscPlus.demo());
    expect(other.frame.text).toBe('');
    expect(other.press('power').text).toBe('PIN>');
  });

  it('has lost no try, and keeps what is wrong with its PIN', () => {
    const card = DscPlus.demo();
    card.press('power');
    card.type('9999');
    expect(card.press('ok').text).toBe('PIN ERR4');
    const other = resumed(card);
    other.advance({ seconds: 5 });
    expect(other.frame.text).toBe('PIN>');
    expect(other.status().triesLeft).toBe(4);
  });
});

describe('there is no copy', () => {
  it('while a reader gives power, nor while it asks for a PIN', () => {
    const card = DscPlus.demo();
    const { device } = card.inside;
    device.powerByWire(true);
    expect(card.snapshot()).toBeNull();
    device.powerByWire(false);
    expect(card.snapshot()).not.toBeNull();
    const asked = { prompts: ['current'], minimumDigits: 4, maximumDigits: 8, timeoutMs: 30_000 } as const;
    expect(device.askPins(asked, card.frame.at)).toBe(true);
    expect(device.state.name).toBe('enterReaderPin');
    expect(card.snapshot()).toBeNull();
    device.abortPinEntry();
    expect(device.state.name).toBe('off');
    expect(card.snapshot()).not.toBeNull();
  });

  it('of an entry that nobody asked for, whose end leaves the display as it is', () => {
    const card = DscPlus.demo();
    card.press('power');
    card.inside.device.abortPinEntry();
    expect(card.frame.text).toBe('PIN>');
  });
});

describe('power from a reader', () => {
  const failing = (error: Error) => {
    const card = DscPlus.demo();
    const { device } = card.inside;
    device.powerByWire(true);
    const fail = () => {
      throw error;
    };
    expect(() => device.onWire(fail)).toThrow(error);
    return device.isPoweredByWire;
  };

  it('stays when a question was refused, and is gone with any other error', () => {
    expect(failing(new TokentwinError('OCRA_QUESTION_CHARACTER', 'No.'))).toBe(true);
    expect(failing(new TokentwinError('FLASH_FULL', 'No.'))).toBe(false);
    expect(failing(new Error('a power cut'))).toBe(false);
  });

  it('lets the holder see a notice on a card that was off, which goes off again', () => {
    const card = DscPlus.demo();
    const { device } = card.inside;
    device.showNotice({ kind: 'pinError', triesLeft: 3 }, card.frame.at);
    expect(card.frame.text).toBe('PIN ERR3');
    card.advance({ seconds: 10 });
    expect(device.state.name).toBe('off');
    expect(card.frame.text).toBe('');
  });
});
