/**
 * The built-in profiles (design section 2). Times and counts that no public page gives are our choice; facts
 * section 2 says which.
 */
import type { CheckedPin, DscPlusProfile, SoftPin } from './profile.js';

const CHECKED_PIN: CheckedPin = {
  check: 'card',
  digits: 4,
  tries: 5,
  refuseWeak: false,
  unlockSuite: 'OCRA-1:HOTP-SHA1-8:QN08',
  unlockTries: 10,
  texts: {
    pinError: 'PIN ERR#',
    locked: 'LOCKED',
    unlock: 'UNLOCK>',
    unlockError: 'FAIL #',
    dead: 'DEAD',
    oldPin: 'OLD PIN>',
    newPin: 'NEW PIN>',
    confirmPin: 'AGAIN>',
    pinSet: 'PIN SET',
    pinMismatch: 'NO MATCH',
    weakPin: 'WEAK PIN',
  },
};

const SOFT_PIN: SoftPin = { check: 'soft', digits: 4 };

/** Generation B, the current card: facts section 2.1. */
const DSC_PLUS: DscPlusProfile = {
  kind: 'dsc-plus',
  name: 'dsc-plus',
  description: 'the current card, its PIN checked on the card',
  display: { segments: 14, cells: 8 },
  suite: 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1',
  challengeDigits: 6,
  pin: CHECKED_PIN,
  texts: { pin: 'PIN>', challenge: 'CHALLNG>', selfTest: 'SELFTST', version: 'V1.0', battery: 'BATT' },
  responseGroups: [8],
  keys: { powerPressMs: 600, pressMs: 80, lightTap: false },
  times: {
    powerOnMs: 500,
    powerOffMs: 2000,
    selfTestMs: 5000,
    clearMs: 1000,
    changePinMs: 2000,
    promptMs: 30_000,
    responseMs: 30_000,
    unlockMs: 300_000,
    groupMs: 10_000,
    noticeMs: 2000,
    batteryNoticeMs: 1000,
  },
  wire: { checksum: 'lrc', authentication: 'one-way' },
  battery: { activations: 7000, lowPercent: 5 },
  flash: { pageBytes: 1024, pageCount: 2, programUs: 80, eraseUs: 20_000 },
};

/** Generation A: facts section 2.2. `press` stays below the two seconds that switch a running card off. */
const DSC_PLUS_CLASSIC: DscPlusProfile = {
  ...DSC_PLUS,
  name: 'dsc-plus-classic',
  description: 'the older card: Pn, Ch, the response as 5 + 3 digits',
  display: { segments: 7, cells: 6 },
  pin: SOFT_PIN,
  texts: { pin: 'Pn', challenge: 'Ch', selfTest: 'SELF', version: 'u1.0', battery: 'bAtt' },
  responseGroups: [5, 3],
  keys: { powerPressMs: 1900, pressMs: 40, lightTap: true },
  times: { ...DSC_PLUS.times, powerOnMs: 1800 },
};

export const DSC_PLUS_PROFILES: readonly DscPlusProfile[] = [
  DSC_PLUS,
  {
    ...DSC_PLUS,
    name: 'dsc-plus-soft',
    description: 'any PIN is taken and folded into the response',
    pin: SOFT_PIN,
  },
  DSC_PLUS_CLASSIC,
  {
    ...DSC_PLUS,
    name: 'dsc-plus-counter',
    description: 'a counter in every response, PIN checked on the card',
    suite: 'OCRA-1:HOTP-SHA256-8:C-QN06-PSHA256',
  },
  {
    ...DSC_PLUS,
    name: 'dsc-plus-mutual',
    description: 'for mutual authentication, PIN checked on the card',
    suite: 'OCRA-1:HOTP-SHA256-8:QA08',
    wire: { checksum: 'lrc', authentication: 'mutual' },
  },
];
