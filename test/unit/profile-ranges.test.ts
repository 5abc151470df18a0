/** The range of every number and the length of every text in a DSC+ profile, at either edge. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  checkDscPlusProfile,
  dscPlusProfileFrom,
  withSuite,
} from '../../firmware/dsc-plus/profile-validation.js';
import { DSC_PLUS_PROFILES } from '../../firmware/dsc-plus/profiles.js';
import { codeOf } from './refusals.js';

const HOUR_MS = 3_600_000;
const DOCUMENT = readFileSync(new URL('../../firmware/dsc-plus/PROFILES.md', import.meta.url), 'utf8');

/** The ranges that the documentation writes as numbers. */
const DOCUMENTED = [...DOCUMENT.matchAll(/^\| `([A-Za-z.]+)` \| ([0-9]+) to ([0-9]+) \|/gm)].map(
  ([, path, minimum, maximum]) => [path as string, Number(minimum), Number(maximum)] as const,
);

const DURATIONS = [
  ...['keys.powerPressMs', 'keys.pressMs', 'times.powerOnMs', 'times.powerOffMs', 'times.selfTestMs'],
  ...['times.clearMs', 'times.changePinMs', 'times.noticeMs', 'times.batteryNoticeMs'],
].map((path) => [path, 1, HOUR_MS] as const);
const TIMEOUTS = ['times.promptMs', 'times.responseMs', 'times.unlockMs'].map(
  (path) => [path, 100, 24 * HOUR_MS] as const,
);
const OTHERS = [
  ['times.groupMs', 100, HOUR_MS],
  ['battery.activations', 1, 1_000_000_000],
] as const;

/** JSON with one value at a dotted path. */
function at(path: string, value: unknown): object {
  return path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as object;
}

/** What a profile is refused with, or '' when it is taken. */
function reason(json: object): string {
  try {
    dscPlusProfileFrom(json);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a number of a profile', () => {
  it('has its range in the documentation or here', () => {
    expect(DOCUMENTED.length).toBeGreaterThanOrEqual(7);
  });

  it.each([...DOCUMENTED, ...DURATIONS, ...OTHERS])('%s is %i to %i', (path, minimum, maximum) => {
    const outside = `The profile is wrong at ${path}: it must be a whole number from ${minimum} to ${maximum}.`;
    for (const value of [minimum - 1, maximum + 1, minimum + 0.5, String(minimum), null])
      expect(reason(at(path, value))).toBe(outside);
    for (const value of [minimum, maximum]) expect(reason(at(path, value))).not.toContain('whole number');
  });

  it.each(TIMEOUTS)('%s is %i to %i, or null', (path, minimum, maximum) => {
    const outside = `The profile is wrong at ${path}: it must be a whole number from ${minimum} to ${maximum}, or null.`;
    for (const value of [minimum - 1, maximum + 1, '100']) expect(reason(at(path, value))).toBe(outside);
    for (const value of [minimum, maximum, null])
      expect(reason(at(path, value))).not.toContain('whole number');
    expect(reason(at(path, null))).toBe('');
  });

  it('stands in the groups of a response from 1 to 16', () => {
    for (const wrong of [0, 17, 1.5, '8'])
      expect(reason({ responseGroups: [wrong] })).toContain(
        'at responseGroups[0]: it must be a whole number from 1 to 16.',
      );
    expect(reason({ responseGroups: [16] })).toContain('add up to the 8 digits');
    expect(reason({ responseGroups: [1, 7] })).toBe('');
  });
});

describe('a text of a profile', () => {
  it.each([
    ['name', 1, 40],
    ['description', 0, 120],
    ['suite', 1, 128],
    ['pin.unlockSuite', 1, 128],
    ...['pin', 'challenge', 'selfTest', 'version', 'battery'].map(
      (name) => [`texts.${name}`, 1, 32] as const,
    ),
    ...Object.keys(
      DSC_PLUS_PROFILES.flatMap(({ pin }) => (pin.check === 'card' ? [pin.texts] : []))[0] ?? {},
    ).map((name) => [`pin.texts.${name}`, 1, 32] as const),
  ] as const)('%s has %i to %i characters', (path, minimum, maximum) => {
    const outside = `The profile is wrong at ${path}: it must be a text of ${minimum} to ${maximum} characters.`;
    const wrong = [7, 'a'.repeat(maximum + 1), ...(minimum > 0 ? [''] : [])];
    // With groups of its own a profile's suite is not read before its length is checked.
    const with8 = (text: unknown) => reason({ responseGroups: [8], ...at(path, text) });
    for (const value of wrong) expect(with8(value)).toBe(outside);
    for (const length of [minimum, maximum]) expect(with8('a'.repeat(length))).not.toContain('characters');
  });
});

describe('a choice of a profile', () => {
  it.each([
    ['display.segments', 'it must be one of 7, 14.'],
    ['wire.checksum', 'it must be one of lrc, crc.'],
    ['wire.authentication', 'it must be one of one-way, mutual.'],
    ['flash.pageBytes', 'it must be one of 512, 1024, 2048, 4096.'],
    ['pin.check', 'it must be one of card, soft.'],
    ['kind', 'it must be one of dsc-plus.'],
    ['keys.lightTap', 'it must be true or false.'],
    ['pin.refuseWeak', 'it must be true or false.'],
  ])('%s is refused with what there is to choose', (path, choices) => {
    expect(reason(at(path, 'x'))).toBe(`The profile is wrong at ${path}: ${choices}`);
  });

  it.each([512, 1024, 2048, 4096])('may be a page of %i bytes', (pageBytes) => {
    expect(reason({ flash: { pageBytes } })).toBe('');
  });
});

describe('the built-in profiles', () => {
  it('say in a few words what they are, and which one is tapped lightly', () => {
    for (const { description } of DSC_PLUS_PROFILES) expect(description).toMatch(/^[a-z]+ .{20,}[^.]$/);
    expect(DSC_PLUS_PROFILES.filter(({ keys }) => keys.lightTap).map(({ name }) => name)).toEqual([
      'dsc-plus-classic',
    ]);
  });
});

describe('a stored profile', () => {
  it('from before there was a reader is one-way and has LRC', () => {
    const { wire, ...old } = dscPlusProfileFrom({});
    expect(checkDscPlusProfile(old)).toEqual({
      ...old,
      wire: { checksum: 'lrc', authentication: 'one-way' },
    });
    const now = { ...old, wire: { checksum: 'crc', authentication: 'one-way' } };
    expect(checkDscPlusProfile(now)).toEqual(now);
    expect(wire).toEqual({ checksum: 'lrc', authentication: 'one-way' });
  });

  it.each([[null], [7], [[]], ['text'], [undefined]])('is not %j', (stored) => {
    expect(codeOf(() => checkDscPlusProfile(stored))).toBe('PROFILE_INVALID');
  });

  it('extends one of those that there are', () => {
    const names = DSC_PLUS_PROFILES.map(({ name }) => name).join(', ');
    expect(reason({ extends: 'another' })).toBe(`The profile extends an unknown one: use ${names}.`);
  });
});

/** A checked PIN with texts that 7 segments can show, and some of them replaced. */
function onSevenSegments(own: Readonly<Record<string, string>>): object {
  const texts = { pinError: 'Err #', locked: 'LOC', unlock: 'UnLOC', unlockError: 'FAIL#', dead: 'dEAd' };
  const more = { oldPin: 'OLd', newPin: 'nEU', confirmPin: 'AGAIn', pinSet: 'SEt', pinMismatch: 'dIFF' };
  const unlockSuite = 'OCRA-1:HOTP-SHA1-6:QN06';
  return {
    extends: 'dsc-plus-classic',
    pin: { check: 'card', unlockSuite, texts: { ...texts, ...more, weakPin: 'bAd', ...own } },
  };
}

describe('relations between fields, at their edges', () => {
  const SUITE = 'OCRA-1:HOTP-SHA1-8:';

  it.each<[object, string]>([
    [{ keys: { powerPressMs: 499 } }, 'keys.powerPressMs: a press must be enough to switch on.'],
    [{ keys: { powerPressMs: 500 } }, ''],
    [{ keys: { powerPressMs: 1999 } }, ''],
    [{ keys: { powerPressMs: 2000 } }, 'keys.powerPressMs: a press must not switch off.'],
    [{ keys: { pressMs: 999 } }, ''],
    [{ keys: { pressMs: 1000 } }, 'keys.pressMs: a press of the back key must not clear the entry.'],
    [{ times: { changePinMs: 80 } }, 'keys.pressMs: a press of OK must not start a change of the PIN.'],
    [{ times: { changePinMs: 81 } }, ''],
    [{ times: { selfTestMs: 600 } }, 'times.selfTestMs: a press of power must not start it.'],
    [{ times: { selfTestMs: 601 } }, ''],
    [
      { times: { promptMs: 2000 } },
      'times.promptMs: the card must not switch off while a key is held for its effect.',
    ],
    [{ times: { promptMs: 2001 } }, ''],
    [{ times: { responseMs: 2000 } }, 'times.responseMs: the card must not switch off'],
    [{ times: { unlockMs: 2000 } }, 'times.unlockMs: the card must not switch off'],
    [{ times: { promptMs: 3000, clearMs: 3000 } }, 'times.promptMs: the card must not switch off'],
    [{ times: { promptMs: 3001, clearMs: 3000 } }, ''],
    [{ pin: { digits: 8 } }, ''],
    [{ pin: { digits: 9 } }, 'pin.digits: the PIN is longer than the display.'],
    [{ challengeDigits: 7 }, "challengeDigits: it is more than the suite's question or the display allows."],
    [{ suite: `${SUITE}QN08-PSHA1`, challengeDigits: 8 }, ''],
    [{ suite: `${SUITE}QN09-PSHA1`, challengeDigits: 9 }, 'challengeDigits: it is more than'],
    [{ responseGroups: [8, 1] }, 'responseGroups: the groups must add up to the 8 digits of the suite.'],
    [
      { suite: `${SUITE.replace('8', '9')}QN06-PSHA1` },
      'responseGroups: a group is longer than the display.',
    ],
    [{ suite: `${SUITE}QN06-PSHA1-S064` }, 'suite: session information cannot be typed on a keypad.'],
    [
      { extends: 'dsc-plus-soft', suite: `${SUITE}QN06` },
      'suite: a soft PIN that is not part of the response (P) would',
    ],
    [
      { wire: { authentication: 'mutual' } },
      'wire.authentication: mutual needs a suite with a QA question, no counter and no',
    ],
    [{ wire: { authentication: 'mutual' }, suite: `${SUITE}QN06` }, 'wire.authentication: mutual needs'],
    [{ wire: { authentication: 'mutual' }, suite: `${SUITE}C-QA08` }, 'wire.authentication: mutual needs'],
    [
      { wire: { authentication: 'mutual' }, suite: `${SUITE}QA08-PSHA1` },
      'wire.authentication: mutual needs',
    ],
    [{ wire: { authentication: 'mutual' }, suite: `${SUITE}QA08` }, ''],
    [{ pin: { unlockSuite: `${SUITE}QA08` } }, ''],
    [
      { pin: { unlockSuite: `${SUITE}QH08` } },
      'pin.unlockSuite: it may have a QN or QA question and nothing else.',
    ],
    [{ pin: { unlockSuite: `${SUITE}QN08-S064` } }, 'pin.unlockSuite: it may have'],
    [{ pin: { unlockSuite: `${SUITE}QN08-T1M` } }, 'pin.unlockSuite: it may have'],
    [{ pin: { unlockSuite: `${SUITE}QN08-PSHA1` } }, 'pin.unlockSuite: it may have'],
    [{ pin: { unlockSuite: `${SUITE}C-QN08` } }, 'pin.unlockSuite: it may have'],
    [
      { pin: { unlockSuite: `${SUITE}QN09` } },
      'pin.unlockSuite: its question and answer must fit the display.',
    ],
    [{ pin: { unlockSuite: `${SUITE.replace('8', '9')}QN08` } }, 'pin.unlockSuite: its question and answer'],
    [
      { pin: { unlockSuite: 'OCRA' } },
      'pin.unlockSuite: What is given as a suite does not have three parts, as in OCRA-1:HOTP-SHA1-6:QN08.',
    ],
    [
      { texts: { pin: 'TOO LONG>' } },
      'texts.pin: it does not fit the display. The text takes 9 cells and the display has 8.',
    ],
    [
      { pin: { texts: { pinError: 'PIN ER ##' } } },
      'pin.texts.pinError: it does not fit the display. The text takes',
    ],
    [{ pin: { texts: { unlockError: 'FAILED #' } } }, ''],
    [
      { display: { segments: 7 } },
      'texts.pin: it does not fit the display. A display of 7 segments has no glyph for',
    ],
  ])('%j: %s', (json, expected) => {
    const told = reason(json);
    if (expected === '') expect(told).toBe('');
    else expect(told).toContain(`The profile is wrong at ${expected}`);
    if (expected.endsWith('.')) expect(told).toBe(`The profile is wrong at ${expected}`);
  });

  it.each<[object, string]>([
    [onSevenSegments({}), ''],
    [
      onSevenSegments({ locked: 'LOC #' }),
      "pin.texts.locked: it does not fit the display. A display of 7 segments has no glyph for '#'",
    ],
    [
      { suite: `${SUITE.replace('8', '10')}QN06-PSHA1`, responseGroups: [9, 1] },
      'responseGroups: a group is longer',
    ],
    [{ suite: `${SUITE.replace('8', '10')}QN06-PSHA1`, responseGroups: [8, 2] }, ''],
    [{ suite: 7 }, 'suite: it must be a text of 1 to 128 characters.'],
    [
      { suite: `${SUITE}QX.6`, responseGroups: [8] },
      "suite: The question field 'QX.6' is not QA, QN or QH with a length from 04 to 64.",
    ],
    [{ name: 'mine!' }, 'name: it must match'],
    [
      { texts: { pin: 'A.B.é' } },
      'texts.pin: it does not fit the display. A display of 14 segments has no glyph for U+00E9 at position 5.',
    ],
  ])('and of texts, suites and groups: %j: %s', (json, expected) => {
    if (expected === '') expect(reason(json)).toBe('');
    else expect(reason(json)).toContain(`The profile is wrong at ${expected}`);
  });

  it('let the groups follow another suite only where there is one group', () => {
    expect(withSuite(dscPlusProfileFrom({}), 'OCRA-1:HOTP-SHA1-6:QN06-PSHA1').responseGroups).toEqual([6]);
    const classic = dscPlusProfileFrom({ extends: 'dsc-plus-classic' });
    expect(classic.responseGroups.length).toBeGreaterThan(1);
    expect(codeOf(() => withSuite(classic, 'OCRA-1:HOTP-SHA1-6:QN06-PSHA1'))).toBe('PROFILE_INVALID');
    expect(codeOf(() => dscPlusProfileFrom({ suite: 7 }))).toBe('PROFILE_INVALID');
  });
});
