/** What the token file of a code card keeps, and the profiles of code cards. */
import { describe, expect, it } from 'vitest';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import {
  CODE_CARD_FLASH,
  CODE_CARD_RECORD,
  type NewCodeCard,
  newCodeCardRecords,
  readCodeCard,
} from '../../firmware/code-card/code-card-records.js';
import { deriveCodeCard } from '../../firmware/code-card/derivation.js';
import {
  CODE_CARD_PROFILES,
  type CodeCardProfile,
  codeCardProfileFrom,
  findCodeCardProfile,
} from '../../firmware/code-card/profile.js';
import { Journal } from '../../firmware/storage/journal.js';
import { refusal } from './refusals.js';

const SEED = new Uint8Array(16).fill(0x53);
const [PRINTED, ONLINE] = CODE_CARD_PROFILES as [CodeCardProfile, CodeCardProfile];
const FROM_SEED: NewCodeCard = { serialNumber: 'SC-1', source: { seed: SEED }, startUnixSeconds: null };
const DAY = 86_400;

function flashWith(records: ReadonlyMap<number, Uint8Array>): FlashChip {
  const { pageBytes, pageCount } = CODE_CARD_FLASH;
  const flash = new FlashChip(new Uint8Array(pageBytes * pageCount), pageBytes, pageCount);
  Journal.format(flash, records);
  return flash;
}

describe('the records of a code card', () => {
  it('are its serial number and seed, from which it is derived again', () => {
    const records = newCodeCardRecords(FROM_SEED);
    expect([...records.keys()]).toEqual([16, 17]);
    expect(records.get(CODE_CARD_RECORD.seed)).toEqual(SEED);
    expect(records.get(CODE_CARD_RECORD.seed)).not.toBe(SEED);
    const alphabet = 'alphanumeric';
    expect(readCodeCard(flashWith(records), { ...PRINTED, alphabet })).toEqual({
      card: deriveCodeCard({ seed: SEED, serialNumber: 'SC-1', alphabet }),
      seed: SEED,
      expiresUnixSeconds: null,
    });
  });

  it('are the codes of a printed card one behind the other', () => {
    const { codes } = deriveCodeCard({ seed: SEED, serialNumber: 'SC-1' });
    const records = newCodeCardRecords({ ...FROM_SEED, source: { codes } });
    expect([...records.keys()]).toEqual([16, 18]);
    expect(Buffer.from(records.get(18) as Uint8Array).toString()).toBe(codes.join(''));
    const { card, seed } = readCodeCard(flashWith(records), PRINTED);
    expect([card.serialNumber, card.codes, seed]).toEqual(['SC-1', codes, null]);
    expect(() => newCodeCardRecords({ ...FROM_SEED, source: { codes: codes.slice(1) } })).toThrow(
      refusal('CARD_CSV'),
    );
  });

  it('tell when a card ends that has a start and a lifetime', () => {
    const records = newCodeCardRecords({ ...FROM_SEED, startUnixSeconds: 1_700_000_000 });
    expect(Buffer.from(records.get(19) as Uint8Array).toString()).toBe('1700000000');
    const ends = (profile: CodeCardProfile) => readCodeCard(flashWith(records), profile).expiresUnixSeconds;
    expect(ends(ONLINE)).toBe(1_700_000_000 + 21 * DAY);
    expect(ends(PRINTED)).toBeNull();
    expect(readCodeCard(flashWith(newCodeCardRecords(FROM_SEED)), ONLINE).expiresUnixSeconds).toBeNull();
  });

  it.each([16, 17])('are no card without the record %i', (type) => {
    const records = newCodeCardRecords(FROM_SEED);
    records.delete(type);
    const flash = flashWith(records.size === 0 ? new Map() : records);
    expect(() => readCodeCard(flash, PRINTED)).toThrow(refusal('FLASH_DAMAGED'));
  });

  it('with fewer or torn codes are no card', () => {
    const { codes } = deriveCodeCard({ seed: SEED, serialNumber: 'SC-1' });
    const records = newCodeCardRecords({ ...FROM_SEED, source: { codes } });
    records.set(18, (records.get(18) as Uint8Array).slice(0, -1));
    expect(() => readCodeCard(flashWith(records), PRINTED)).toThrow(refusal('CARD_CSV'));
  });
});

describe('the profiles of code cards', () => {
  it('are the printed card and the online card of 21 days', () => {
    expect(CODE_CARD_PROFILES.map(({ name, lifetimeDays }) => [name, lifetimeDays])).toEqual([
      ['security-code-card', null],
      ['online-security-code-card', 21],
    ]);
    for (const profile of CODE_CARD_PROFILES) {
      expect(profile).toMatchObject({ kind: 'security-code-card', alphabet: 'letter-digit-letter' });
      expect(findCodeCardProfile(profile.name)).toBe(profile);
    }
    expect(findCodeCardProfile('dsc-plus')).toBeUndefined();
    expect(PRINTED.description).toBe('the printed card, 224 codes of three characters');
    expect(ONLINE.description).toBe('the card from the portal, valid for 21 days');
  });

  it('from JSON take what they do not say from the one they extend', () => {
    expect(codeCardProfileFrom({})).toEqual({ ...PRINTED, name: 'custom' });
    expect(codeCardProfileFrom({ extends: 'online-security-code-card', alphabet: 'alphanumeric' })).toEqual({
      ...ONLINE,
      name: 'custom',
      alphabet: 'alphanumeric',
    });
    const own = { name: 'my-card-2', description: '', lifetimeDays: 36_500 };
    expect(codeCardProfileFrom(own)).toEqual({ ...PRINTED, ...own });
  });

  it.each([[[]], ['text'], [null]])('are not %j', (json) => {
    expect(() => codeCardProfileFrom(json)).toThrow(refusal('PROFILE_INVALID'));
    expect(() => codeCardProfileFrom(json)).toThrow('its top');
  });

  it.each(['another', 7, null])('extend no profile %j', (name) => {
    expect(() => codeCardProfileFrom({ extends: name })).toThrow(refusal('PROFILE_UNKNOWN'));
    expect(() => codeCardProfileFrom({ extends: name })).toThrow(
      'use security-code-card, online-security-code-card.',
    );
  });

  it.each<[string, unknown]>([
    ['kind', 'dsc-plus'],
    ['name', ''],
    ['name', 'n'.repeat(41)],
    ['name', 'A'],
    ['name', 'a b'],
    ['description', 'd'.repeat(121)],
    ['description', 'a\nb'],
    ['alphabet', 'letters'],
    ['lifetimeDays', 0],
    ['lifetimeDays', 36_501],
    ['lifetimeDays', '1'],
    ['another', 1],
  ])('refuse %s as %j', (field, value) => {
    expect(() => codeCardProfileFrom({ [field]: value })).toThrow(refusal('PROFILE_INVALID'));
    expect(() => codeCardProfileFrom({ [field]: value })).toThrow(`wrong at ${field}: `);
  });
});
