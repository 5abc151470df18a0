/**
 * The Security Code Card on the wire.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';
import { CodeCardApplication } from '../../firmware/card/code-card-application.js';
import { lookUpCommand } from '../../firmware/card/commands.js';
import { isoDate } from '../../firmware/card/iso-date.js';
import { SmartCard } from '../../firmware/card/smart-card.js';
import { asResponse, bytesOf, hexOf, withText } from './card-on-wire.js';

function onWire(profile: string) {
  const twin = SecurityCodeCard.demo({ profile });
  const application = new CodeCardApplication(twin.card, twin.profile, twin.expiresUnixSeconds);
  const card = new SmartCard({ applications: [application], checksum: 'lrc' });
  card.powerOn();
  return { twin, send: (command: string) => hexOf(card.transmit(bytesOf(command))) };
}

describe('a code card', () => {
  it('gives the card values of index numbers', () => {
    const { twin, send } = onWire('security-code-card');
    const { codes } = twin.card;
    expect(send(withText('00 88 00 00', '100 50', '00'))).toBe(asResponse(`${codes[99]}${codes[49]}`));
    expect(send(withText('00 88 00 00', '007', '00'))).toBe(asResponse(codes[6] ?? ''));
    expect(send(hexOf(lookUpCommand([1, 224])))).toBe(asResponse(`${codes[0]}${codes[223]}`));
  });

  it.each(['', '0', '225', '1000', '1  2', ' 1', '1 ', '1,2', 'A1', '1 2 x', '1 '.repeat(100)])(
    'refuses the index numbers %j',
    (text) => {
      expect(onWire('security-code-card').send(withText('00 88 00 00', text, '00'))).toBe('6A80');
    },
  );

  it('tells what it is', () => {
    const { twin, send } = onWire('security-code-card');
    expect(send('00 CA 01 01 00')).toBe(asResponse(twin.card.serialNumber));
    expect(send('00 CA 01 02 00')).toBe(asResponse('1.0'));
    expect(send('00 CA 01 0A 00')).toBe(asResponse('security-code-card'));
    expect(send('00 CA 01 0D 00')).toBe(asResponse(twin.card.checkValue));
    for (const tag of ['01 03', '01 04', '01 05', '01 09', '01 0E', '00 00'])
      expect(send(`00 CA ${tag} 00`)).toBe('6A88');
    const select = send('00 A4 04 00 06 F05457494E02 00');
    expect(select).toContain(`8406F05457494E02A5`);
    expect(select).toContain(Buffer.from(twin.card.serialNumber).toString('hex').toUpperCase());
    expect(select).toMatch(/9000$/);
  });

  it('tells when it ends', () => {
    const { twin, send } = onWire('online-security-code-card');
    const ends = new Date((twin.expiresUnixSeconds ?? 0) * 1000).toISOString().slice(0, 10);
    expect(send('00 CA 01 0E 00')).toBe(asResponse(ends));
  });

  it.each([
    ['20 00 81', '6985'],
    ['20 00 82', '6A86'],
    ['88 01 00', '6A88'],
    ['88 02 00', '6A86'],
    ['DA 01 01', '6985'],
    ['24 00 81', '6D00'],
    ['84 00 00', '6D00'],
  ])('answers 00 %s with %s', (header, statusWord) => {
    expect(onWire('security-code-card').send(withText(`00 ${header}`, '1'.repeat(16)))).toBe(statusWord);
  });

  it('knows one class, and wants no data in GET DATA', () => {
    expect(onWire('security-code-card').send('80 88 00 00 01 31 00')).toBe('6E00');
    expect(onWire('security-code-card').send('00 CA 01 01 01 31 00')).toBe('6700');
  });
});

describe('a day', () => {
  it('is written as the platform writes it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (unixSeconds) => {
        expect(isoDate(unixSeconds)).toBe(new Date(unixSeconds * 1000).toISOString().slice(0, 10));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [0, '1970-01-01'],
    [951_782_399, '2000-02-28'],
    [951_782_400, '2000-02-29'],
    [951_868_800, '2000-03-01'],
    [4_107_542_399, '2100-02-28'],
    [4_107_542_400, '2100-03-01'],
  ])('%d is %s', (unixSeconds, day) => {
    expect(isoDate(unixSeconds)).toBe(day);
  });
});
