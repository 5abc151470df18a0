/**
 * The PIN over the wire: VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER, each with every status word.
 */
import { describe, expect, it } from 'vitest';
import {
  changePinCommand,
  pinStatusCommand,
  unlockCommand,
  verifyCommand,
} from '../../firmware/card/commands.js';
import { CardOnWire, hexOf, PIN, withText } from './card-on-wire.js';
import { ocraNumeric, unlockAnswer } from './node-ocra.js';

const STATUS = '00 20 00 81';
const UNLOCK_QUESTION = '00 CA 01 08 00';

function change(wire: CardOnWire, text: string): string {
  return wire.send(withText('00 24 00 81', text));
}

function unlock(wire: CardOnWire, text: string): string {
  return wire.send(withText('00 2C 00 81', text));
}

describe('VERIFY', () => {
  it('counts wrong PINs down to the lock, and tells so without costing a try', () => {
    const wire = new CardOnWire();
    expect(wire.send(STATUS)).toBe('63C5');
    for (const left of [4, 3, 2, 1, 0]) {
      expect(wire.verify('0000')).toBe(`63C${left}`);
      expect(wire.send(STATUS)).toBe(left === 0 ? '6983' : `63C${left}`);
    }
    expect(wire.verify(PIN)).toBe('6983');
    expect(wire.verify('12')).toBe('6983');
    expect(wire.memory.condition).toBe('locked');
  });

  it('takes the right PIN and gives the tries back', () => {
    const wire = new CardOnWire();
    wire.verify('0000');
    expect(wire.verify(PIN)).toBe('9000');
    expect(wire.send(STATUS)).toBe('9000');
    expect(wire.memory.contents.triesUsed).toBe(0);
  });

  it.each(['123', '12345', '12a4', '12 4', '\u00b2\u00b2\u00b2\u00b2', '\x01\x02\x03\x04', '1'.repeat(255)])(
    'refuses a malformed PIN (%j) for nothing',
    (pin) => {
      const wire = new CardOnWire();
      wire.verify(PIN);
      expect(wire.verify(pin)).toBe('6A80');
      expect(wire.send(STATUS)).toBe('9000');
      expect(wire.memory.contents.triesUsed).toBe(0);
    },
  );

  it('takes back what was verified when the next PIN is wrong', () => {
    const wire = new CardOnWire();
    wire.verify(PIN);
    expect(wire.verify('0000')).toBe('63C4');
    expect(wire.respond('123456')).toBe('6982');
  });

  it('knows one PIN only', () => {
    expect(new CardOnWire().send(withText('00 20 00 01', PIN))).toBe('6A86');
    expect(new CardOnWire().send(withText('00 20 01 81', PIN))).toBe('6A86');
  });

  it('takes a soft PIN as it is, if it has the right number of digits', () => {
    const wire = new CardOnWire({ extends: 'dsc-plus-soft' });
    expect(wire.send(STATUS)).toBe('6300');
    expect(wire.verify('000')).toBe('6A80');
    for (const pin of ['0000', '9999']) expect(wire.verify(pin)).toBe('9000');
    expect(wire.send(STATUS)).toBe('9000');
  });
});

describe('what is verified', () => {
  const respond = withText('00 88 00 00', '123456', '00');

  it.each([
    ['a SELECT', (wire: CardOnWire) => wire.send('00 A4 04 00 06 F05457494E01 00')],
    ['a reset', (wire: CardOnWire) => wire.card.powerOn()],
    ['a computation', (wire: CardOnWire) => wire.send(respond)],
    ['a loss of power', (wire: CardOnWire) => wire.cutPower()],
    ['a PIN that the keypad set', (wire: CardOnWire) => wire.memory.setPin('2580', 'oldPin')],
    ['a change of the PIN', (wire: CardOnWire) => change(wire, `${PIN}2580`)],
  ])('ends with %s', (_, end) => {
    const wire = new CardOnWire();
    expect(wire.verify(PIN)).toBe('9000');
    end(wire);
    expect(wire.send(STATUS)).toBe('63C5');
    expect(wire.send(respond)).toBe('6982');
  });

  it('outlives a SELECT of what is not there, and unknown commands', () => {
    const wire = new CardOnWire();
    wire.verify(PIN);
    for (const probe of [
      '00 A4 04 00 06 F05457494E77 00',
      '00 A4 00 00 02 3F00',
      '00 B0 00 00 00',
      '80 10 00 00',
    ])
      expect(wire.send(probe)).toMatch(/^6[ADE]/);
    expect(wire.send(STATUS)).toBe('9000');
  });

  it('is told as locked when the keypad has locked the card', () => {
    const wire = new CardOnWire();
    wire.verify(PIN);
    for (let count = 0; count < 5; count += 1) wire.memory.verifyPin('0000');
    expect(wire.send(STATUS)).toBe('6983');
    expect(wire.send(respond)).toBe('6983');
  });
});

describe('CHANGE REFERENCE DATA', () => {
  it('sets a new PIN that counts at once', () => {
    const wire = new CardOnWire();
    expect(change(wire, `${PIN}2580`)).toBe('9000');
    expect(wire.verify(PIN)).toBe('63C4');
    expect(wire.verify('2580')).toBe('9000');
    expect(wire.respond('123456')).toBe(
      `${Buffer.from(ocraNumeric(wire.profile.suite, '123456', { pin: '2580' })).toString('hex')}9000`,
    );
  });

  it('costs a try when the old PIN is wrong', () => {
    const wire = new CardOnWire();
    expect(change(wire, '00002580')).toBe('63C4');
    expect(wire.verify(PIN)).toBe('9000');
  });

  it.each([
    ['malformed', {}, `${PIN}258`],
    ['malformed', {}, `${PIN}25801`],
    ['malformed', {}, `${PIN}25a0`],
    ['malformed', {}, ''],
    ['weak', { pin: { refuseWeak: true } }, `${PIN}1234`],
    ['weak, whatever the old one,', { pin: { refuseWeak: true } }, '00001234'],
  ])('refuses a %s PIN for nothing', (_, json, text) => {
    const wire = new CardOnWire(json);
    expect(change(wire, text)).toBe('6A80');
    expect(wire.memory.contents.triesUsed).toBe(0);
    expect(wire.verify(PIN)).toBe('9000');
  });

  it('is not for a soft PIN, a locked or a dead card', () => {
    expect(change(new CardOnWire({ extends: 'dsc-plus-soft' }), '12345678')).toBe('6985');
    expect(change(new CardOnWire().lock(), `${PIN}2580`)).toBe('6983');
    expect(change(new CardOnWire().kill(), `${PIN}2580`)).toBe('6983');
    expect(new CardOnWire().send(withText('00 24 01 81', `${PIN}2580`))).toBe('6A86');
  });

  it('locks the card with the last try', () => {
    const wire = new CardOnWire();
    for (const left of [4, 3, 2, 1, 0]) expect(change(wire, '00002580')).toBe(`63C${left}`);
    expect(change(wire, `${PIN}2580`)).toBe('6983');
  });
});

describe('RESET RETRY COUNTER', () => {
  it('unlocks with the answer of the desk', () => {
    const wire = new CardOnWire().lock();
    const question = wire.text(UNLOCK_QUESTION);
    expect(question).toMatch(/^[0-9]{8}$/);
    expect(wire.text(UNLOCK_QUESTION)).toBe(question);
    expect(unlock(wire, `${unlockAnswer(question)}2580`)).toBe('9000');
    expect(wire.send(STATUS)).toBe('63C5');
    expect(wire.verify('2580')).toBe('9000');
  });

  it('counts wrong answers down to the death of the card', () => {
    const wire = new CardOnWire().lock();
    for (const left of [9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
      expect(unlock(wire, '000000002580')).toBe(`63C${left}`);
    expect(unlock(wire, '000000002580')).toBe('6983');
    expect(wire.send(STATUS)).toBe('6983');
    expect(wire.memory.condition).toBe('dead');
    expect(wire.send('00 A4 04 00 06 F05457494E01 00')).toMatch(/^6F.*6285$/);
  });

  it.each([
    ['malformed', {}, '00000000258'],
    ['malformed', {}, '0000000025801'],
    ['malformed', {}, '0000000x2580'],
    ['weak', { pin: { refuseWeak: true } }, '000000001111'],
  ])('refuses a %s one for nothing', (_, json, text) => {
    const wire = new CardOnWire(json).lock();
    expect(unlock(wire, text)).toBe('6A80');
    expect(unlock(wire, '000000002580')).toBe('63C9');
  });

  it('is for locked cards only', () => {
    expect(unlock(new CardOnWire(), '000000002580')).toBe('6985');
    expect(unlock(new CardOnWire(), 'x')).toBe('6985');
    expect(unlock(new CardOnWire({ extends: 'dsc-plus-soft' }), '000000002580')).toBe('6985');
    expect(new CardOnWire().lock().send(withText('00 2C 02 81', '000000002580'))).toBe('6A86');
  });
});

describe('the encoders', () => {
  it('write the same bytes', () => {
    expect(hexOf(verifyCommand('1234'))).toBe('002000810431323334');
    expect(hexOf(pinStatusCommand())).toBe('00200081');
    expect(hexOf(changePinCommand('1234', '2580'))).toBe('00240081083132333432353830');
    expect(hexOf(unlockCommand('00000000', '2580'))).toBe('002C00810C303030303030303032353830');
  });
});
