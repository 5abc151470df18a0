/**
 * Whether what a flash holds can be run with a profile: the two come from different places, the records from the
 * image of a token file and the profile from its header.
 */
import { TokentwinError } from '../error.js';
import { parseSuite } from '../oath/suite.js';
import type { DscPlusContents } from '../token-file/dsc-plus-records.js';
import type { DscPlusProfile } from './profile.js';

/**
 * Refuses a card that its profile does not describe.
 *
 * @throws TokentwinError FLASH_DAMAGED; a dead card has nothing more that could be wrong
 */
export function checkStoredCard({ pin: policy }: DscPlusProfile, contents: DscPlusContents): void {
  const { key, unlockKey, pin, unlock, dead } = contents;
  if (dead && policy.check === 'soft') refuse('it is dead, and a card with a soft PIN never is');
  if (dead) return;
  if (key === null) refuse('its key is missing');
  if (policy.check === 'soft') return;
  if (pin?.length !== policy.digits) refuse('its PIN does not have the length of the profile');
  if (unlockKey === null) refuse('its unlock key is missing');
  if (unlock === null) return;
  const { maximumLength } = parseSuite(policy.unlockSuite).question;
  if (unlock.question.length !== maximumLength || !/^[0-9]+$/.test(unlock.question))
    refuse('its unlock question does not have the form of the profile');
}

function refuse(what: string): never {
  throw new TokentwinError(
    'FLASH_DAMAGED',
    `The flash does not hold the card that the profile describes: ${what}.`,
  );
}
