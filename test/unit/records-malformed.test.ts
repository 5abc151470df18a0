/** Records on flash that no version has written: each is refused in its own words, and what is just right is taken. */
import { describe, expect, it } from 'vitest';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import {
  CODE_CARD_FLASH,
  CODE_CARD_RECORD,
  readCodeCard,
} from '../../firmware/code-card/code-card-records.js';
import { CODE_CARD_PROFILES, type CodeCardProfile } from '../../firmware/code-card/profile.js';
import { Journal } from '../../firmware/storage/journal.js';
import { DSC_PLUS_RECORD, readDscPlusRecords } from '../../firmware/token-file/dsc-plus-records.js';
import { refusal } from './refusals.js';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const filled = (length: number) => new Uint8Array(length).fill(0x4b);
/** Of the first generation. */
const ofFirst = (text: string) => bytes(`\x01\x00${text}`);

const RIGHT: Readonly<Partial<Record<keyof typeof DSC_PLUS_RECORD, Uint8Array>>> = {
  serialNumber: bytes('12345678'),
  key: filled(20),
  unlockKey: filled(20),
  pin: ofFirst('1234'),
  tries: ofFirst('\x02'),
  unlock: ofFirst('\x0112345678'),
  counter: filled(8),
  attestationKey: filled(32),
};

function read(changes: typeof RIGHT) {
  const all = new Map(
    Object.entries({ ...RIGHT, ...changes }).map(([name, payload]) => [
      DSC_PLUS_RECORD[name as keyof typeof DSC_PLUS_RECORD] as number,
      payload,
    ]),
  );
  return readDscPlusRecords((type) => all.get(type) ?? null);
}

describe('the records of a DSC+', () => {
  it.each([
    ['serialNumber', bytes('123'), 'the serial number is wrong'],
    ['serialNumber', bytes('123456789'), 'the serial number is wrong'],
    ['serialNumber', bytes('x1234'), 'the serial number is wrong'],
    ['serialNumber', bytes('1234x'), 'the serial number is wrong'],
    ['key', filled(15), 'a key has a wrong length'],
    ['key', filled(129), 'a key has a wrong length'],
    ['unlockKey', filled(15), 'a key has a wrong length'],
    ['unlockKey', filled(129), 'a key has a wrong length'],
    ['pin', ofFirst('x234'), 'the PIN is wrong'],
    ['pin', ofFirst('123x'), 'the PIN is wrong'],
    ['pin', ofFirst(''), 'the PIN is cut off'],
    ['pin', bytes('\x01'), 'the PIN is cut off'],
    ['tries', ofFirst(''), 'the tries have a wrong length'],
    ['tries', ofFirst('\x01\x01'), 'the tries have a wrong length'],
    ['unlock', ofFirst('\x01'), 'the unlock question is cut off'],
    ['unlock', ofFirst(''), 'the unlock question is cut off'],
    ['unlock', ofFirst('\x01-1234567'), 'the unlock question is wrong'],
    ['unlock', ofFirst('\x011234567-'), 'the unlock question is wrong'],
    ['counter', filled(7), 'the counter has a wrong length'],
    ['counter', filled(9), 'the counter has a wrong length'],
    ['attestationKey', filled(31), 'the attestation key has a wrong length'],
    ['attestationKey', filled(33), 'the attestation key has a wrong length'],
  ] as const)('with another %s are refused', (name, payload, reason) => {
    const act = () => read({ [name]: payload });
    expect(act).toThrow(refusal('FLASH_DAMAGED'));
    expect(act).toThrow(`The records on the flash are not those of a DSC+: ${reason}.`);
  });

  it.each([
    ['serialNumber', bytes('1234')],
    ['key', filled(16)],
    ['key', filled(128)],
    ['unlockKey', filled(16)],
    ['unlockKey', filled(128)],
    ['pin', ofFirst('1')],
    ['unlock', ofFirst('\x01aZ9')],
  ] as const)('with a %s at the edge are taken', (name, payload) => {
    expect(read({ [name]: payload }).serialNumber).toMatch(/^[0-9]+$/);
  });

  it('without the ones that a card may lack are taken', () => {
    const { serialNumber } = RIGHT;
    const few = readDscPlusRecords((type) =>
      type === DSC_PLUS_RECORD.serialNumber ? (serialNumber as Uint8Array) : null,
    );
    expect(few).toMatchObject({ key: null, unlockKey: null, pin: null, unlock: null, attestationKey: null });
  });
});

/** As late as a date can be written for a card of a hundred years. */
const LATEST = 8_636_840_000_000;

function cardStarting(text: string) {
  const { pageBytes, pageCount } = CODE_CARD_FLASH;
  const flash = new FlashChip(new Uint8Array(pageBytes * pageCount), pageBytes, pageCount);
  const records = new Map([
    [CODE_CARD_RECORD.serialNumber as number, bytes('SC-1')],
    [CODE_CARD_RECORD.seed, filled(16)],
    [CODE_CARD_RECORD.start, bytes(text)],
  ]);
  Journal.format(flash, records);
  return readCodeCard(flash, CODE_CARD_PROFILES[1] as CodeCardProfile).expiresUnixSeconds;
}

describe('the start of an online card', () => {
  it.each([
    ['', 'empty'],
    ['x100', 'no number'],
    ['100x', 'no number'],
    ['-1', 'below 0'],
    ['1.5', 'no whole number'],
    ['1e5', 'no digits'],
    [String(LATEST + 1), 'too late'],
    ['00000000000000001', 'too long'],
    ['99999999999999999', 'too long'],
  ])('is not %s (%s)', (text) => {
    const act = () => cardStarting(text);
    expect(act).toThrow(refusal('FLASH_DAMAGED'));
    expect(act).toThrow('The token file does not say from when its code card is valid.');
  });

  it.each([
    ['0', 0],
    ['100', 100],
    [String(LATEST), LATEST],
    ['0000000000000100', 100],
  ])('may be %s', (text, start) => {
    expect(cardStarting(text)).toBe(start + 21 * 86_400);
  });
});
