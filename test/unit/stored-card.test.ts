/** A flash that holds another card than its profile describes: each difference is named, and nothing else is refused. */
import { describe, expect, it } from 'vitest';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';
import { checkStoredCard } from '../../firmware/dsc-plus/stored-card.js';
import type { DscPlusContents } from '../../firmware/token-file/dsc-plus-records.js';

const CHECKED = dscPlusProfileFrom({ pin: { digits: 4 } });
const SOFT = dscPlusProfileFrom({ extends: 'dsc-plus-soft' });
const KEY = new Uint8Array(20);

const GOOD: DscPlusContents = {
  ...{ serialNumber: '12345678', key: KEY, unlockKey: KEY, pin: '1234', pinGeneration: 1, triesUsed: 0 },
  ...{ unlock: null, counter: 0n, dead: false, attestationKey: null },
};
const WIPED = { ...GOOD, dead: true, key: null, unlockKey: null, pin: null };
const asking = (question: string) => ({ ...GOOD, unlock: { question, triesUsed: 1 } });

describe('what is on the flash of a card', () => {
  it.each<[string, DscPlusProfile, DscPlusContents]>([
    ['as it was made', CHECKED, GOOD],
    ['locked, with its question', CHECKED, asking('12345678')],
    ['wiped', CHECKED, WIPED],
    ['with a soft PIN, which is not kept', SOFT, { ...GOOD, pin: null, unlockKey: null }],
  ])('is taken: %s', (_, profile, contents) => {
    expect(() => checkStoredCard(profile, contents)).not.toThrow();
  });

  it.each<[string, DscPlusProfile, DscPlusContents]>([
    ['it is dead, and a card with a soft PIN never is', SOFT, WIPED],
    ['its key is missing', CHECKED, { ...GOOD, key: null }],
    ['its key is missing', SOFT, { ...GOOD, key: null, pin: null, unlockKey: null }],
    ['its PIN does not have the length of the profile', CHECKED, { ...GOOD, pin: '12345' }],
    ['its PIN does not have the length of the profile', CHECKED, { ...GOOD, pin: null }],
    ['its unlock key is missing', CHECKED, { ...GOOD, unlockKey: null }],
    ['its unlock question does not have the form of the profile', CHECKED, asking('1234567')],
    ['its unlock question does not have the form of the profile', CHECKED, asking('x2345678')],
    ['its unlock question does not have the form of the profile', CHECKED, asking('1234567x')],
  ])('is refused: %s', (what, profile, contents) => {
    expect(() => checkStoredCard(profile, contents)).toThrow(
      expect.objectContaining({
        code: 'FLASH_DAMAGED',
        message: `The flash does not hold the card that the profile describes: ${what}.`,
      }),
    );
  });
});
