/**
 * Making a DSC+: its first flash image, in memory or for a token file.
 */
import { asciiBytes } from '../../firmware/ascii.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import {
  checkDscPlusProfile,
  findDscPlusProfile,
  withSuite,
} from '../../firmware/dsc-plus/profile-validation.js';
import { DSC_PLUS_PROFILES } from '../../firmware/dsc-plus/profiles.js';
import { isWeakPin } from '../../firmware/dsc-plus/weak-pin.js';
import { TokentwinError } from '../../firmware/error.js';
import { Journal } from '../../firmware/storage/journal.js';
import {
  MAXIMUM_KEY_BYTES,
  MINIMUM_KEY_BYTES,
  type NewDscPlus,
  newDscPlusRecords,
} from '../../firmware/token-file/dsc-plus-records.js';
import { FlashChip } from '../board/flash-chip.js';
import { type Seed, SeededRandom } from '../board/seeded-random.js';

export interface NewDscPlusOptions {
  /** A built-in profile's name or a profile. Default `dsc-plus`. */
  readonly profile?: string | DscPlusProfile;
  /** 16 to 128 bytes; drawn when missing, 20 bytes. */
  readonly key?: Uint8Array;
  /** The key of the unlock answers; drawn when missing. */
  readonly unlockKey?: Uint8Array;
  /** The PIN of a card that checks it; drawn when missing. A card with a soft PIN stores none. */
  readonly pin?: string;
  /** 8 digits by default. */
  readonly serialNumber?: string;
  /** An OCRA suite instead of the profile's. */
  readonly suite?: string;
  readonly seed?: Seed;
}

const KEY_BYTES = 20;
/** An Ed25519 seed (RFC 8032). */
const ATTESTATION_KEY_BYTES = 32;

const DEMO_PIN = '1234';

/** The published secrets of the demo card. */
const DEMO = {
  serialNumber: '10000001',
  key: asciiBytes('12345678901234567890'),
  unlockKey: asciiBytes('09876543210987654321'),
  attestationKey: asciiBytes('tokentwin demo card, no secret!!'),
};

/** @throws TokentwinError PROFILE_UNKNOWN, PROFILE_INVALID */
function profileOf(profile: string | DscPlusProfile): DscPlusProfile {
  if (typeof profile !== 'string') return checkDscPlusProfile(profile);
  const found = findDscPlusProfile(profile);
  if (found === undefined) {
    const names = DSC_PLUS_PROFILES.map(({ name }) => name).join(', ');
    throw new TokentwinError(
      'PROFILE_UNKNOWN',
      `There is no DSC+ profile of that name: use ${names}, or a JSON file.`,
    );
  }
  return found;
}

function image(profile: DscPlusProfile, parts: NewDscPlus): { profile: DscPlusProfile; cells: Uint8Array } {
  const flash = FlashChip.erased(profile.flash.pageBytes, profile.flash.pageCount);
  Journal.format(flash, newDscPlusRecords(parts));
  return { profile, cells: flash.cells };
}

/** The demo card's flash image with a profile of choice; a longer PIN goes on with 1234 again. */
export function demoDscPlus(profileChoice: string | DscPlusProfile) {
  const profile = profileOf(profileChoice);
  const checked = profile.pin.check === 'card';
  return image(profile, {
    ...DEMO,
    unlockKey: checked ? DEMO.unlockKey : null,
    pin: checked ? DEMO_PIN.repeat(profile.pin.digits).slice(0, profile.pin.digits) : null,
  });
}

function drawDigits(random: SeededRandom, count: number): string {
  let digits = '';
  while (digits.length < count) {
    const [byte = 255] = random.bytes(1);
    if (byte < 250) digits += String(byte % 10);
  }
  return digits;
}

function drawPin(random: SeededRandom, digits: number): string {
  let pin: string;
  do pin = drawDigits(random, digits);
  while (isWeakPin(pin));
  return pin;
}

function checkKey(key: Uint8Array): Uint8Array {
  if (key.length >= MINIMUM_KEY_BYTES && key.length <= MAXIMUM_KEY_BYTES) return key;
  throw new TokentwinError(
    'KEY_LENGTH',
    `A token's key must have ${MINIMUM_KEY_BYTES} to ${MAXIMUM_KEY_BYTES} bytes (RFC 4226 asks for at least 16).`,
  );
}

function checkSerialNumber(serialNumber: string): string {
  if (/^[0-9]{4,8}$/.test(serialNumber)) return serialNumber;
  throw new TokentwinError('CARD_SERIAL', 'The serial number of a DSC+ must have 4 to 8 digits.');
}

/** Checks a PIN for a new card. */
function checkPin(profile: DscPlusProfile, pin: string): string {
  if (profile.pin.check === 'soft') {
    throw new TokentwinError(
      'PIN_FORMAT',
      'A card with a soft PIN stores none: leave the PIN out and type any at the card.',
    );
  }
  if (!/^[0-9]+$/.test(pin) || pin.length !== profile.pin.digits) {
    throw new TokentwinError('PIN_FORMAT', `The PIN must have exactly ${profile.pin.digits} digits.`);
  }
  if (profile.pin.refuseWeak && isWeakPin(pin)) {
    throw new TokentwinError(
      'PIN_WEAK',
      'The profile refuses PINs whose digits are equal or follow each other.',
    );
  }
  return pin;
}

/**
 * A new card's flash image; what is not given is drawn from the seed.
 *
 * @throws TokentwinError PROFILE_UNKNOWN, PROFILE_INVALID, PIN_FORMAT, PIN_WEAK, KEY_LENGTH, CARD_SERIAL
 */
export function newDscPlus({ seed = 0, ...given }: NewDscPlusOptions): {
  profile: DscPlusProfile;
  cells: Uint8Array;
} {
  const base = profileOf(given.profile ?? 'dsc-plus');
  const profile = given.suite === undefined ? base : withSuite(base, given.suite);
  const random = new SeededRandom(seed, 'new dsc-plus');
  const checked = profile.pin.check === 'card';
  const drawn = {
    serialNumber: `2${drawDigits(random, 7)}`,
    key: random.bytes(KEY_BYTES),
    unlockKey: random.bytes(KEY_BYTES),
    pin: drawPin(random, profile.pin.digits),
    attestationKey: random.bytes(ATTESTATION_KEY_BYTES),
  };
  if (given.pin !== undefined) checkPin(profile, given.pin);
  return image(profile, {
    serialNumber: checkSerialNumber(given.serialNumber ?? drawn.serialNumber),
    key: checkKey(given.key ?? drawn.key),
    unlockKey: checked ? checkKey(given.unlockKey ?? drawn.unlockKey) : null,
    pin: checked ? (given.pin ?? drawn.pin) : null,
    attestationKey: drawn.attestationKey,
  });
}
