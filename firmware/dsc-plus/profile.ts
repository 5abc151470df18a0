/**
 * The profile of a DSC+: everything in which one card differs from another, as plain data.
 *
 * A profile is public: it holds no key, PIN or serial number. `profile-validation.ts` turns JSON into one.
 */
import type { SegmentCount } from '../display/cell.js';

/** Prompts and messages of a card that checks its PIN; `#` stands for the tries that are left. */
export interface CheckedPinTexts {
  readonly pinError: string;
  readonly locked: string;
  readonly unlock: string;
  readonly unlockError: string;
  readonly dead: string;
  readonly oldPin: string;
  readonly newPin: string;
  readonly confirmPin: string;
  readonly pinSet: string;
  readonly pinMismatch: string;
  readonly weakPin: string;
}

/** The card compares the PIN with the one on its flash. Facts section 17 [unknown: our choice]. */
export interface CheckedPin {
  readonly check: 'card';
  /** Length of the PIN. Facts 2.3: four [public]. */
  readonly digits: number;
  /** Wrong PINs in a row that lock the card. */
  readonly tries: number;
  /** Refuses a new PIN that is easy to guess, as other makers' tokens do (facts section 17). */
  readonly refuseWeak: boolean;
  /** OCRA suite of the answer to a locked card's question. */
  readonly unlockSuite: string;
  /** Wrong answers after which the card wipes itself. */
  readonly unlockTries: number;
  readonly texts: CheckedPinTexts;
}

/** The card stores no PIN: any digits are folded into the response. Facts 2.3 [inferred]. */
export interface SoftPin {
  readonly check: 'soft';
  readonly digits: number;
}

export interface DscPlusProfile {
  readonly kind: 'dsc-plus';
  /** 1 to 40 characters of a-z, 0-9 and `-`. */
  readonly name: string;
  /** One sentence for a chooser. */
  readonly description: string;
  readonly display: { readonly segments: SegmentCount; readonly cells: number };
  readonly suite: string;
  readonly challengeDigits: number;
  readonly pin: CheckedPin | SoftPin;
  readonly texts: {
    readonly pin: string;
    readonly challenge: string;
    readonly selfTest: string;
    readonly version: string;
    readonly battery: string;
  };
  /** How the response is divided, for example [8] or [5, 3]; the card alternates between the groups. */
  readonly responseGroups: readonly number[];
  readonly keys: {
    /** How long `press` holds the power key; enough to switch on, too short to switch off. */
    readonly powerPressMs: number;
    readonly pressMs: number;
    /** Generation A: a tap is enough for every key but power. Shown to the user, no other effect. */
    readonly lightTap: boolean;
  };
  readonly times: {
    readonly powerOnMs: number;
    readonly powerOffMs: number;
    readonly selfTestMs: number;
    /** Holding the back key this long clears the whole entry. */
    readonly clearMs: number;
    /** Holding OK this long at the empty PIN prompt starts a change of the PIN. */
    readonly changePinMs: number;
    /** Switch-off after this long without a key; null = never. */
    readonly promptMs: number | null;
    readonly responseMs: number | null;
    /** The same while a locked card waits for its answer: long enough for a telephone call. */
    readonly unlockMs: number | null;
    readonly groupMs: number;
    readonly noticeMs: number;
    readonly batteryNoticeMs: number;
  };
  /** What differs when the card is in a reader (design section 4). */
  readonly wire: {
    /** Check of a T=1 block; noisy lines want the CRC. The ATR tells it. */
    readonly checksum: 'lrc' | 'crc';
    /** mutual: the server proves itself before the card answers (RFC 6287 section 7.2). */
    readonly authentication: 'one-way' | 'mutual';
  };
  /** Estimate of the battery by counting activations. Facts 2.4 [unknown: our choice]. */
  readonly battery: { readonly activations: number; readonly lowPercent: number };
  readonly flash: {
    readonly pageBytes: number;
    readonly pageCount: number;
    /** Microseconds to program a word of 8 bytes. [our choice: as low-power controllers have it] */
    readonly programUs: number;
    /** Microseconds to erase a page. [the same] */
    readonly eraseUs: number;
  };
}
