/**
 * The twin of a Security Code Card: 224 printed codes, looked up by index number.
 *
 * A printed card has no state: looking up changes nothing, and an online card that has expired still shows
 * its codes, as paper does; it is the verifier that refuses them. Only what is wrong with its print can be changed.
 */
import { asciiBytes } from '../../firmware/ascii.js';
import type { CodeCard } from '../../firmware/code-card/code-card.js';
import {
  CODE_CARD_FLASH,
  type NewCodeCard,
  newCodeCardRecords,
  readCodeCard,
} from '../../firmware/code-card/code-card-records.js';
import { type CodeCardEntry, cardValues, lookUp } from '../../firmware/code-card/lookup.js';
import {
  CODE_CARD_PROFILES,
  type CodeCardProfile,
  checkCodeCardProfile,
  findCodeCardProfile,
} from '../../firmware/code-card/profile.js';
import { isCardStart, isExpired } from '../../firmware/code-card/validity.js';
import { TokentwinError } from '../../firmware/error.js';
import type { Flash } from '../../firmware/storage/flash.js';
import { Journal } from '../../firmware/storage/journal.js';
import { FlashChip } from '../board/flash-chip.js';
import { type Seed, SeededRandom } from '../board/seeded-random.js';
import { MANUAL_START_MS } from '../board/virtual-clock.js';
import { readTokenFile } from '../files/token-files.js';
import { type PrintFaults, printedWith } from './print-faults.js';

export interface NewCodeCardOptions {
  /** A built-in profile's name or a profile. Default `security-code-card`. */
  readonly profile?: string | CodeCardProfile;
  /** 16 bytes or more; drawn when missing. */
  readonly cardSeed?: Uint8Array;
  /** The 224 codes of a printed card, instead of a seed. */
  readonly codes?: readonly string[];
  /** 4 to 16 characters of A-Z, 0-9 and `-`; drawn when missing. */
  readonly serialNumber?: string;
  /** Unix seconds from which an online card's lifetime counts. */
  readonly startUnixSeconds?: number;
  /** For what is drawn. */
  readonly seed?: Seed;
  /** What is wrong with the print, on purpose; a token file knows nothing of it. */
  readonly print?: PrintFaults;
}

const DEMO: NewCodeCardOptions = {
  cardSeed: asciiBytes('tokentwin demo code card'),
  serialNumber: 'DEMO-0001',
  startUnixSeconds: MANUAL_START_MS / 1000,
};

/** @throws TokentwinError PROFILE_UNKNOWN */
function profileOf(profile: string | CodeCardProfile): CodeCardProfile {
  const found = typeof profile === 'string' ? findCodeCardProfile(profile) : profile;
  if (found === undefined) {
    const names = CODE_CARD_PROFILES.map(({ name }) => name).join(', ');
    throw new TokentwinError('PROFILE_UNKNOWN', `There is no code-card profile of that name: use ${names}.`);
  }
  return checkCodeCardProfile(found);
}

/** @throws TokentwinError CARD_START */
function checkStart(unixSeconds: number): number {
  if (isCardStart(unixSeconds)) return unixSeconds;
  throw new TokentwinError(
    'CARD_START',
    'The start of a code card must be a whole number of Unix seconds, as a date can be.',
  );
}

/** A new card's flash image, for a token file. @throws TokentwinError as `SecurityCodeCard.make` */
export function newCodeCard(options: NewCodeCardOptions): { profile: CodeCardProfile; flash: FlashChip } {
  const profile = profileOf(options.profile ?? 'security-code-card');
  const random = new SeededRandom(options.seed ?? 0, 'new code-card');
  const drawn = { seed: random.bytes(32), serial: random.bytes(4) };
  const parts: NewCodeCard = {
    serialNumber:
      options.serialNumber ??
      `SC-${Array.from(drawn.serial, (byte) => String(byte % 100).padStart(2, '0')).join('')}`,
    source: options.codes === undefined ? { seed: options.cardSeed ?? drawn.seed } : { codes: options.codes },
    startUnixSeconds:
      profile.lifetimeDays === null ? null : checkStart(options.startUnixSeconds ?? MANUAL_START_MS / 1000),
  };
  const flash = FlashChip.erased(CODE_CARD_FLASH.pageBytes, CODE_CARD_FLASH.pageCount);
  Journal.format(flash, newCodeCardRecords(parts));
  readCodeCard(flash, profile);
  return { profile, flash };
}

export class SecurityCodeCard {
  readonly profile: CodeCardProfile;
  /** As it should be printed. */
  readonly #right: CodeCard;
  #print: PrintFaults;
  #card: CodeCard;
  /** Unix seconds of the first second in which the card is no longer valid; null = never. */
  readonly expiresUnixSeconds: number | null;

  private constructor(profile: CodeCardProfile, flash: Flash, print: PrintFaults = {}) {
    const { card, expiresUnixSeconds } = readCodeCard(flash, profile);
    this.profile = profile;
    this.#right = card;
    this.#print = print;
    this.#card = printedWith(card, print);
    this.expiresUnixSeconds = expiresUnixSeconds;
  }

  /** The demo card: seed ASCII `tokentwin demo code card`, serial number DEMO-0001. */
  static demo(options: Pick<NewCodeCardOptions, 'profile' | 'print'> = {}): SecurityCodeCard {
    return SecurityCodeCard.make({ ...DEMO, ...options });
  }

  /**
   * A new card in memory; what is not given is drawn from the seed.
   *
   * @throws TokentwinError PROFILE_UNKNOWN, PROFILE_INVALID, CARD_SEED, CARD_SERIAL, CARD_CSV, CARD_START, CARD_INDEX
   */
  static make(options: NewCodeCardOptions): SecurityCodeCard {
    const { profile, flash } = newCodeCard(options);
    return new SecurityCodeCard(profile, flash, options.print);
  }

  /**
   * The card of a token file, which is read once and not locked.
   *
   * @throws TokentwinError FILE_…, TOKEN_FILE_…, PROFILE_INVALID
   */
  static open(file: string): SecurityCodeCard {
    const { header, flash } = readTokenFile(file);
    if (header.kind !== 'security-code-card') {
      throw new TokentwinError(
        'TOKEN_FILE_KIND',
        `The token file ${file} is a DSC+, not a code card: use \`tokentwin respond\`.`,
      );
    }
    return new SecurityCodeCard(checkCodeCardProfile(header.profile), flash);
  }

  /** The whole card, its codes with it. A twin that is printed does not show it. */
  get card(): CodeCard {
    return this.#card;
  }

  /** What is wrong with the print, on purpose. */
  get print(): PrintFaults {
    return this.#print;
  }

  /** The card as another one on which this is wrong, and nothing else. @throws TokentwinError CARD_INDEX */
  setPrint(print: PrintFaults): void {
    this.#card = printedWith(this.#right, print);
    this.#print = print;
  }

  /** The codes of some index numbers, in the order asked. @throws TokentwinError CARD_INDEX */
  lookUp(indices: readonly number[]): readonly CodeCardEntry[] {
    return lookUp(this.#card, indices);
  }

  /** The codes joined as they are typed at a login, for example `A3DZ3V`. @throws TokentwinError CARD_INDEX */
  values(indices: readonly number[]): string {
    return cardValues(this.#card, indices);
  }

  /** Has an online card expired? A printed card never has. */
  isExpired(unixSeconds: number): boolean {
    return isExpired(this.expiresUnixSeconds, unixSeconds);
  }
}
