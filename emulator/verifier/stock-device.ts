/**
 * A twin, or the token file of one, as the desk of the verifier takes it into stock.
 *
 * This is where a maker's delivery stands in real life: the keys of what was made, for who will judge its answers.
 */
import { readCodeCard } from '../../firmware/code-card/code-card-records.js';
import { checkCodeCardProfile } from '../../firmware/code-card/profile.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { checkDscPlusProfile } from '../../firmware/dsc-plus/profile-validation.js';
import { TokentwinError } from '../../firmware/error.js';
import { bytesToHex, textBytes } from '../../firmware/oath/bytes.js';
import { hash } from '../../firmware/oath/hash.js';
import { parseSuite } from '../../firmware/oath/suite.js';
import type { DscPlusContents } from '../../firmware/token-file/dsc-plus-records.js';
import { readDscPlus } from '../../firmware/token-file/read-token.js';
import type { StockDevice } from '../../host/sls/procedures/stock.js';
import { readTokenFile } from '../files/token-files.js';
import type { DscPlus } from '../twin/dsc-plus.js';
import type { SecurityCodeCard } from '../twin/security-code-card.js';

type Contents = Pick<DscPlusContents, 'serialNumber' | 'key' | 'unlockKey' | 'pin' | 'counter'>;

function pinHash(profile: DscPlusProfile, pin: string | null): string | null {
  const { pinHash: name } = parseSuite(profile.suite);
  if (name === null) return null;
  if (pin === null)
    throw new TokentwinError(
      'SECRET_MISSING',
      'The card does not store its PIN: give it, as the holder chose it.',
    );
  return bytesToHex(hash(name, textBytes(pin)));
}

function dscPlusStock(profile: DscPlusProfile, contents: Contents, pin: string | null): StockDevice {
  const { suite, challengeDigits, pin: policy } = profile;
  const { key, unlockKey, serialNumber, counter } = contents;
  if (key === null) throw new TokentwinError('CARD_DEAD', 'The card is dead: it has no key any more.');
  const hasUnlock = policy.check === 'card' && unlockKey !== null;
  return {
    serialNumber,
    ...(parseSuite(suite).counter && { counter: String(counter) }),
    secret: {
      kind: 'dsc-plus',
      suite,
      challengeDigits,
      key: bytesToHex(key),
      pinHash: pinHash(profile, contents.pin ?? pin),
      pinCheck: policy.check,
      unlock: hasUnlock ? { suite: policy.unlockSuite, key: bytesToHex(unlockKey) } : null,
    },
  };
}

/**
 * @param pin of a card that does not store it; else it is read from the card
 * @throws TokentwinError SECRET_MISSING, CARD_DEAD
 */
export function stockOfDscPlus(twin: DscPlus, pin: string | null = null): StockDevice {
  const { serialNumber, counter } = twin.status();
  return dscPlusStock(twin.profile, { ...twin.secrets(), serialNumber, counter: counter ?? 0n }, pin);
}

export function stockOfCodeCard({ card }: Pick<SecurityCodeCard, 'card'>): StockDevice {
  return {
    serialNumber: card.serialNumber,
    secret: { kind: 'security-code-card', codes: card.codes.join('') },
  };
}

/**
 * Reads a token file; works beside a running twin.
 *
 * @param pin as of `stockOfDscPlus`
 * @throws TokentwinError FILE_…, TOKEN_FILE_…, PROFILE_…, SECRET_MISSING, CARD_DEAD
 */
export function stockOfTokenFile(file: string, pin: string | null = null): StockDevice {
  const { header, flash } = readTokenFile(file);
  if (header.kind === 'dsc-plus')
    return dscPlusStock(checkDscPlusProfile(header.profile), readDscPlus(flash), pin);
  return stockOfCodeCard({ card: readCodeCard(flash, checkCodeCardProfile(header.profile)).card });
}
