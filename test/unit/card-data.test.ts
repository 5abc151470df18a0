/**
 * What the DSC+ application tells of the card, and which application a command reaches.
 */
import { describe, expect, it } from 'vitest';
import type { CardApplication } from '../../firmware/card/application.js';
import { getDataCommand, selectCommand } from '../../firmware/card/commands.js';
import { SmartCard } from '../../firmware/card/smart-card.js';
import { AID, DATA_TAG } from '../../firmware/card/tags.js';
import { TokentwinError } from '../../firmware/error.js';
import { asResponse, bytesOf, CardOnWire, hexOf, PIN, withText } from './card-on-wire.js';
import { ocraNumeric } from './node-ocra.js';

const SELECT_DSC_PLUS = '00 A4 04 00 06 F05457494E01 00';

function get(wire: CardOnWire, tag: string): string {
  return wire.send(`00 CA ${tag} 00`);
}

describe('GET DATA', () => {
  it('tells of a card that checks its PIN', () => {
    const wire = new CardOnWire();
    expect(get(wire, '01 01')).toBe(asResponse('12345678'));
    expect(get(wire, '01 02')).toBe(asResponse('1.0'));
    expect(get(wire, '01 03')).toBe(asResponse('OCRA-1:HOTP-SHA1-8:QN06-PSHA1'));
    expect(get(wire, '01 04')).toBe('0004050A9000');
    expect(get(wire, '01 05')).toBe('059000');
    expect(get(wire, '01 06')).toBe('6A88');
    expect(get(wire, '01 07')).toBe('579000');
    expect(get(wire, '01 08')).toBe('6985');
    expect(get(wire, '01 0A')).toBe(asResponse('custom'));
    expect(get(wire, '01 0B')).toBe('059000');
    expect(get(wire, '01 0C')).toBe('069000');
  });

  it('tells of a card with a soft PIN', () => {
    const wire = new CardOnWire({ extends: 'dsc-plus-soft' });
    expect(get(wire, '01 04')).toBe('010400009000');
    expect(get(wire, '01 05')).toBe('FF9000');
    expect(get(wire, '01 0B')).toBe('059000');
  });

  it('tells of the counter that the next response uses', () => {
    const wire = new CardOnWire({ extends: 'dsc-plus-counter' });
    expect(get(wire, '01 06')).toBe('00000000000000009000');
    wire.verify(PIN);
    const expected = ocraNumeric(wire.profile.suite, '123456', { pin: PIN, counter: 0n });
    expect(wire.respond('123456')).toBe(asResponse(expected));
    expect(get(wire, '01 06')).toBe('00000000000000019000');
  });

  it('tells of a locked card and of a dead one', () => {
    const wire = new CardOnWire().lock();
    expect(get(wire, '01 05')).toBe('009000');
    expect(get(wire, '01 0B')).toBe('049000');
    expect(get(wire, '01 08')).toMatch(/^(3[0-9]){8}9000$/);
    wire.kill();
    expect(get(wire, '01 05')).toBe('009000');
    expect(get(wire, '01 08')).toBe('6985');
    expect(get(wire, '01 0B')).toBe('0C9000');
    expect(get(wire, '01 01')).toBe(asResponse('12345678'));
  });

  it.each(['01 00', '01 0D', '01 0E', '01 0F', '00 6E', '9F 7F', '00 00'])('has nothing at %s', (tag) => {
    expect(get(new CardOnWire(), tag)).toBe('6A88');
  });

  it('wants no data field, and room enough for the answer', () => {
    const wire = new CardOnWire();
    expect(wire.send('00 CA 01 01 01 AA 00')).toBe('6700');
    expect(wire.send('00 CA 01 01 07')).toBe('6C08');
    expect(wire.send('00 CA 01 01 08')).toBe(asResponse('12345678'));
    expect(wire.send('00 CA 01 01')).toBe(asResponse('12345678'));
    expect(hexOf(getDataCommand(DATA_TAG.serialNumber))).toBe('00CA010100');
    expect(hexOf(getDataCommand(DATA_TAG.certificate, 512))).toBe('00CA0109000200');
  });
});

describe('SELECT', () => {
  it('answers with what the card is', () => {
    const wire = new CardOnWire();
    const inner = [
      '8003312E30',
      '81083132333435363738',
      `821D${Buffer.from(wire.profile.suite).toString('hex').toUpperCase()}`,
      `8306${Buffer.from('custom').toString('hex').toUpperCase()}`,
    ].join('');
    const fci = `8406F05457494E01A5${(inner.length / 2).toString(16).toUpperCase()}${inner}`;
    const expected = `6F${(fci.length / 2).toString(16).toUpperCase()}${fci}`;
    expect(wire.send(SELECT_DSC_PLUS)).toBe(`${expected}9000`);
    expect(wire.send('00 A4 04 0C 06 F05457494E01')).toBe('9000');
    expect(hexOf(selectCommand(AID.dscPlus))).toBe(SELECT_DSC_PLUS.replaceAll(' ', ''));
  });

  it('warns of a dead card', () => {
    const wire = new CardOnWire().kill();
    expect(wire.send(SELECT_DSC_PLUS)).toMatch(/^6F.*6285$/);
    expect(wire.send('00 A4 04 0C 06 F05457494E01')).toBe('6285');
  });

  it.each([
    ['another name', '00 A4 04 00 08 A000000151000000 00', '6A82'],
    ['a truncated name', '00 A4 04 00 05 F05457494E 00', '6A82'],
    ['a longer name', '00 A4 04 00 07 F05457494E0101 00', '6A82'],
    ['no name', '00 A4 04 00 00', '6A82'],
    ['the next of that name', '00 A4 04 02 06 F05457494E01 00', '6A86'],
    ['a file', '00 A4 00 00 02 3F00', '6A86'],
  ])('refuses %s', (_, command, statusWord) => {
    expect(new CardOnWire().send(command)).toBe(statusWord);
  });
});

describe('unknown commands', () => {
  it.each([
    ['00 C0 00 00 00', '6D00'],
    ['00 B0 00 00 00', '6D00'],
    ['00 DA 01 01 01 AA', '6985'],
    ['80 10 00 00 00', '6E00'],
    ['0C 20 00 81', '6E00'],
    ['10 20 00 81', '6E00'],
    ['80 A4 04 00 06 F05457494E01 00', '6E00'],
    ['FF CA 00 00 00', '6E00'],
    ['00 A4', '6700'],
    ['', '6700'],
    ['00 20 00 81 04 31 32', '6700'],
  ])('%s -> %s, without waking the memory', (command, statusWord) => {
    const wire = new CardOnWire();
    expect(wire.send(command)).toBe(statusWord);
    expect(wire.uses).toBe(0);
  });
});

describe('a smart card', () => {
  function application(last: number, answers: () => number): CardApplication & { deselected: number } {
    return {
      aid: Uint8Array.of(0xf0, 1, 2, 3, last),
      deselected: 0,
      select: () => ({ data: bytesOf(''), statusWord: 0x9000 }),
      answer: () => ({ data: Uint8Array.of(last), statusWord: answers() }),
      deselect() {
        this.deselected += 1;
      },
    };
  }

  it('selects the first application at power-on, and then what is asked for', () => {
    const first = application(1, () => 0x9000);
    const second = application(2, () => 0x9000);
    const card = new SmartCard({ applications: [first, second], checksum: 'lrc' });
    const send = (command: string) => hexOf(card.transmit(bytesOf(command)));
    expect(hexOf(card.powerOn())).toMatch(/^3B8D8131/);
    expect(send('80 00 00 00 00')).toBe('019000');
    expect(send('00 A4 04 00 05 F001020302')).toBe('9000');
    expect([first.deselected, second.deselected]).toEqual([1, 0]);
    expect(send('80 00 00 00 00')).toBe('029000');
    expect(send('00 A4 04 00 05 F001020303')).toBe('6A82');
    expect(send('80 00 00 00 00')).toBe('029000');
    card.powerOn();
    expect(second.deselected).toBe(1);
    expect(send('80 00 00 00 00')).toBe('019000');
  });

  it('has no power after an exception that is not its own, and lets it through', () => {
    const cut = new Error('the power was cut');
    const card = new SmartCard({
      applications: [
        application(1, () => {
          throw cut;
        }),
      ],
      checksum: 'lrc',
    });
    card.powerOn();
    expect(() => card.transmit(bytesOf('00 00 00 00'))).toThrow(cut);
    expect(card.isPowered).toBe(false);
  });

  it.each(['FLASH_FULL', 'FLASH_DAMAGED'] as const)('answers %s with 6581', (code) => {
    const failing = application(1, () => {
      throw new TokentwinError(code, 'The flash cannot be used.');
    });
    const card = new SmartCard({ applications: [failing], checksum: 'lrc' });
    card.powerOn();
    expect(hexOf(card.transmit(bytesOf('00 00 00 00')))).toBe('6581');
    expect(card.isPowered).toBe(true);
  });

  it('tells 6700 when even the longest short Le is too small', () => {
    const long = {
      ...application(1, () => 0x9000),
      answer: () => ({ data: new Uint8Array(257), statusWord: 0x9000 }),
    };
    const card = new SmartCard({ applications: [long], checksum: 'lrc' });
    card.powerOn();
    expect(hexOf(card.transmit(bytesOf('00 00 00 00 00')))).toBe('6700');
    expect(card.transmit(bytesOf('00 00 00 00 000101')).length).toBe(259);
  });

  it('keeps a session for each power-on only', () => {
    const wire = new CardOnWire();
    wire.verify(PIN);
    wire.card.powerOff();
    wire.card.powerOn();
    expect(wire.send(withText('00 88 00 00', '123456', '00'))).toBe('6982');
  });
});
