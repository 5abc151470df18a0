/**
 * The token file of a DSC+, opened for writing and checked before a twin uses it.
 */
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { checkDscPlusProfile } from '../../firmware/dsc-plus/profile-validation.js';
import { checkStoredCard } from '../../firmware/dsc-plus/stored-card.js';
import { TokentwinError } from '../../firmware/error.js';
import { readDscPlus } from '../../firmware/token-file/read-token.js';
import { OpenTokenFile } from '../files/token-files.js';

/** @throws TokentwinError FILE_…, TOKEN_FILE_…, FLASH_DAMAGED, PROFILE_INVALID; the file is closed then */
export function openDscPlusFile(file: string): {
  readonly open: OpenTokenFile;
  readonly profile: DscPlusProfile;
} {
  const open = new OpenTokenFile(file);
  try {
    if (open.header.kind !== 'dsc-plus') {
      throw new TokentwinError(
        'TOKEN_FILE_KIND',
        `The token file ${file} is a code card, not a DSC+: use \`tokentwin lookup\`.`,
      );
    }
    const profile = checkDscPlusProfile(open.header.profile);
    checkStoredCard(profile, readDscPlus(open.flash));
    return { open, profile };
  } catch (error) {
    open.close();
    throw error;
  }
}
