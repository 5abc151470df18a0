/**
 * A twin whose chip loses its power in the middle of a key or a command: it is off and mute, as without a
 * battery, and goes on from what is on flash when it has power again.
 */
import { describe, expect, it } from 'vitest';
import type { FlashChip } from '../../emulator/board/flash-chip.js';
import { FaultyFlash } from '../../emulator/faults/faulty-flash.js';
import { dscPlusSlot } from '../../emulator/reader/dsc-plus-slot.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { verifyCommand } from '../../firmware/card/commands.js';
import { encodeBlock } from '../../firmware/link/t1/block.js';

function faultyCard(): { card: DscPlus; flash: FaultyFlash } {
  const made: FaultyFlash[] = [];
  const flash = (chip: FlashChip) => {
    const faulty = new FaultyFlash(chip);
    made.push(faulty);
    return faulty;
  };
  const card = DscPlus.demo({ flash });
  return { card, flash: made[0] as FaultyFlash };
}

function slotOf(card: DscPlus) {
  return dscPlusSlot(card, {
    applications: [],
    plantedFault: null,
    onCommand: () => undefined,
    afterAnswer: () => undefined,
  });
}

describe('a card whose power is cut at a key', () => {
  it('is dark, and stays so until there is power again', () => {
    const { card, flash } = faultyCard();
    card.press('power');
    card.type('9999');
    // The first word of the record that counts the try.
    flash.cutAt(0, 'after');
    expect(card.press('ok').text).toBe('');
    expect(card.press('power').text).toBe('');
    expect(card.status()).toMatchObject({ state: 'off', triesLeft: 5 });
    flash.restorePower();
    expect(card.press('power').text).toBe('PIN>');
    card.type('9999');
    flash.cutAt(1, 'after');
    expect(card.press('ok').text).toBe('');
    flash.restorePower();
    expect(card.status().triesLeft).toBe(4);
    expect(card.press('power').text).toBe('PIN>');
  });

  it('while the power key is down switches on at the next press', () => {
    const { card, flash } = faultyCard();
    flash.cutAt(0, 'before');
    expect(card.hold('power', { ms: 5000 }).text).toBe('');
    flash.restorePower();
    expect(card.press('power').text).toBe('PIN>');
    expect(card.status().activations).toBe(1);
  });
});

describe('a card whose power is cut at a command', () => {
  it('is mute until it is reset', () => {
    const { card, flash } = faultyCard();
    const slot = slotOf(card);
    card.input(() => slot.powerOn());
    flash.cutAt(1, 'before');
    expect(card.input(() => slot.answer(verifyCommand('1234')))).toBeNull();
    expect(slot.isPowered).toBe(false);
    expect(card.input(() => slot.powerOn())).toBeNull();
    flash.restorePower();
    expect(card.input(() => slot.answer(verifyCommand('1234')))).toBeNull();
    expect(card.input(() => slot.powerOn())).not.toBeNull();
    expect(card.input(() => slot.answer(verifyCommand('1234')))).toEqual(Uint8Array.of(0x90, 0x00));
  });

  it('in a block answers no block', () => {
    const { card, flash } = faultyCard();
    const slot = slotOf(card);
    card.input(() => slot.powerOn());
    const block = encodeBlock(
      { kind: 'I', nad: 0, sequence: 0, more: false, information: verifyCommand('1234') },
      'lrc',
    );
    flash.cutAt(0, () => 'unstable');
    expect(card.input(() => slot.exchange(block))).toBeNull();
    flash.restorePower();
    card.input(() => slot.powerOn());
    expect(card.input(() => slot.exchange(block))?.subarray(3, 5)).toEqual(Uint8Array.of(0x90, 0x00));
  });
});

describe('wear and time', () => {
  it("of the chip are counted by what the card does, in the profile's time", () => {
    const card = DscPlus.demo();
    const { flash } = card.inside.board;
    card.press('power');
    expect(flash.wear).toEqual([0, 0]);
    card.hold('ok', { ms: 2000 });
    card.type('1234');
    card.press('ok');
    card.type('5831');
    card.press('ok');
    card.type('5831');
    expect(card.press('ok').text).toBe('PIN SET');
    // The new page first, whatever is on it, then the old one.
    expect(flash.wear).toEqual([1, 1]);
    const { eraseUs, programUs } = card.profile.flash;
    const words = (flash.busyUs - 2 * eraseUs) / programUs;
    expect(Number.isInteger(words)).toBe(true);
    expect(words).toBeGreaterThan(20);
    expect(words).toBeLessThan(100);
  });
});
