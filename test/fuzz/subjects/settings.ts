/**
 * The first message of an input that is for a card: which card and reader it is for. Whatever its bytes are, they
 * mean something.
 */
import { DscPlus } from '../../../emulator/twin/dsc-plus.js';
import type { DscPlusProfile } from '../../../firmware/dsc-plus/profile.js';
import { dscPlusProfileFrom } from '../../../firmware/dsc-plus/profile-validation.js';
import { READER_VARIANTS, type ReaderVariantName } from '../../../firmware/link/reader/variants.js';

/** The built-in ones, and one with a CRC that refuses weak PINs and locks soon. */
const PROFILES: readonly DscPlusProfile[] = [
  ...['dsc-plus', 'dsc-plus-soft', 'dsc-plus-classic', 'dsc-plus-counter', 'dsc-plus-mutual'].map((name) =>
    dscPlusProfileFrom({ extends: name, name }),
  ),
  dscPlusProfileFrom({
    name: 'strict',
    pin: { refuseWeak: true, tries: 2, unlockTries: 2 },
    wire: { checksum: 'crc' },
    flash: { pageBytes: 512 },
  }),
];

/** What is typed at the keypad when the reader asks; empty cancels, null lets the time pass. */
const TYPED: readonly (string | null)[] = ['1234', '9999', '', null, '8351'];

export interface Settings {
  readonly profile: DscPlusProfile;
  readonly variant: ReaderVariantName;
  readonly bench: boolean;
  readonly typed: string | null;
}

export const STRICT = 5;

/** The settings as a message. @param profile in the order of `PROFILES` */
export function settingsMessage({ profile = 0, variant = 0, sealed = false, typed = 0 }): Uint8Array {
  return Uint8Array.of(profile, variant, Number(sealed), typed);
}

export function readSettings([profile = 0, variant = 0, sealed = 0, typed = 0]: Uint8Array): Settings {
  return {
    profile: PROFILES[profile % PROFILES.length] as DscPlusProfile,
    variant: READER_VARIANTS[variant % READER_VARIANTS.length]?.name as ReaderVariantName,
    bench: sealed % 2 === 0,
    typed: TYPED[typed % TYPED.length] as string | null,
  };
}

/** The demo card of a profile: PIN 1234. */
export function demoCard({ profile }: Settings): DscPlus {
  return DscPlus.demo({ profile });
}
