/**
 * Token files that are whole, every check value right, and still hold no card: refused by name, left as they are.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';
import { CODE_CARD_FLASH, newCodeCardRecords } from '../../firmware/code-card/code-card-records.js';
import { findCodeCardProfile } from '../../firmware/code-card/profile.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';
import { Journal } from '../../firmware/storage/journal.js';
import {
  DSC_PLUS_RECORD,
  encodeCounter,
  encodePin,
  encodeTries,
  encodeUnlock,
  newDscPlusRecords,
} from '../../firmware/token-file/dsc-plus-records.js';
import { decodeTokenFile, encodeTokenFile, type TokenHeader } from '../../firmware/token-file/token-file.js';

const KEY = new Uint8Array(20).fill(7);

type Records = Map<number, Uint8Array | null>;

function fileOf(header: TokenHeader, records: ReadonlyMap<number, Uint8Array>): string {
  const chip = FlashChip.erased(header.flash.pageBytes, header.flash.pageCount);
  Journal.format(chip, records);
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-records-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'odd.token');
  writeFileSync(file, encodeTokenFile(header, chip.cells));
  return file;
}

/** A good card of a profile but for some records; null leaves one out. */
function cardWith(changes: Records, json: object = {}): string {
  const profile = dscPlusProfileFrom(json);
  const checked = profile.pin.check === 'card';
  const records = newDscPlusRecords({
    serialNumber: '12345678',
    key: KEY,
    unlockKey: checked ? KEY : null,
    pin: checked ? '8351' : null,
    attestationKey: new Uint8Array(32).fill(1),
  });
  for (const [type, payload] of changes) {
    if (payload === null) records.delete(type);
    else records.set(type, payload);
  }
  return fileOf({ kind: 'dsc-plus', profile: { ...profile }, flash: profile.flash }, records);
}

const R = DSC_PLUS_RECORD;

describe('a DSC+ in a token file', () => {
  const odd: [name: string, records: Records, json?: object][] = [
    ['without serial number', new Map([[R.serialNumber, null]])],
    ['with letters in its serial number', new Map([[R.serialNumber, Buffer.from('1234567A')]])],
    [
      'with a control character in its serial number',
      new Map([[R.serialNumber, Buffer.from('1234\x1b[2J')]]),
    ],
    ['with a short key', new Map([[R.key, new Uint8Array(15)]])],
    ['with a long key', new Map([[R.key, new Uint8Array(129)]])],
    ['without key', new Map([[R.key, null]])],
    ['without unlock key', new Map([[R.unlockKey, null]])],
    ['without PIN', new Map([[R.pin, null]])],
    ['with a PIN that is cut off', new Map([[R.pin, Uint8Array.of(1)]])],
    ['with letters in its PIN', new Map([[R.pin, encodePin(1, '83a1')]])],
    ['with a PIN of another length', new Map([[R.pin, encodePin(1, '83510')]])],
    ['with tries that are cut off', new Map([[R.tries, encodeTries(1, 1).subarray(0, 2)]])],
    ['with a counter that is cut off', new Map([[R.counter, encodeCounter(1n).subarray(1)]])],
    ['with an unlock question that is cut off', new Map([[R.unlock, encodeUnlock(1, 3, '')]])],
    ['with another unlock question than its suite has', new Map([[R.unlock, encodeUnlock(1, 3, '1234567')]])],
    ['with letters in its unlock question', new Map([[R.unlock, encodeUnlock(1, 3, '1234567x')]])],
    ['with a short attestation key', new Map([[R.attestationKey, new Uint8Array(31)]])],
    ['with a soft PIN, dead', new Map([[R.dead, Uint8Array.of(1)]]), { extends: 'dsc-plus-soft' }],
    ['with a soft PIN, without key', new Map([[R.key, null]]), { extends: 'dsc-plus-soft' }],
  ];

  it.each(odd)('%s is refused', (...[, records, json]) => {
    const file = cardWith(records, json);
    const before = readFileSync(file);
    expect(() => DscPlus.open(file)).toThrow(expect.objectContaining({ code: 'FLASH_DAMAGED' }));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is taken when it is as it should be, also dead and without attestation key', () => {
    const dead: Records = new Map([
      [R.dead, Uint8Array.of(1)],
      ...[R.key, R.unlockKey, R.pin, R.attestationKey].map((type) => [type, null] as const),
    ]);
    for (const file of [
      cardWith(new Map()),
      cardWith(dead),
      cardWith(new Map(), { extends: 'dsc-plus-soft' }),
    ]) {
      const twin = DscPlus.open(file);
      twin.press('power');
      twin.close();
    }
  });

  it('says nothing of its secrets when it is refused', () => {
    const file = cardWith(new Map([[R.pin, encodePin(1, '83a1')]]));
    expect(() => DscPlus.open(file)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('83a1') }),
    );
  });
});

describe('a token file', () => {
  it('with a single flash page is damaged: a journal would erase itself', () => {
    const flash = { pageBytes: 1024, pageCount: 1 };
    const profile = { ...dscPlusProfileFrom({}) };
    const bytes = encodeTokenFile({ kind: 'dsc-plus', profile, flash }, new Uint8Array(1024));
    expect(() => decodeTokenFile(bytes)).toThrow(expect.objectContaining({ code: 'TOKEN_FILE_DAMAGED' }));
  });

  it.each(['', 'tomorrow', '-1', '1e9', '9999999999999'])(
    'of an online card from %j on is refused',
    (start) => {
      const profile = findCodeCardProfile('online-security-code-card');
      const records = newCodeCardRecords({
        serialNumber: 'TEST-01',
        source: { seed: KEY },
        startUnixSeconds: 0,
      });
      records.set(19, Buffer.from(start));
      const file = fileOf(
        { kind: 'security-code-card', profile: { ...profile }, flash: CODE_CARD_FLASH },
        records,
      );
      expect(() => SecurityCodeCard.open(file)).toThrow(expect.objectContaining({ code: 'FLASH_DAMAGED' }));
    },
  );
});
