/**
 * DSC+ profiles: the built-in ones, profiles from JSON, and every planted mistake refused with its path.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DscPlus } from '../../emulator/index.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import {
  checkDscPlusProfile,
  dscPlusProfileFrom,
  findDscPlusProfile,
} from '../../firmware/dsc-plus/profile-validation.js';
import { DSC_PLUS_PROFILES } from '../../firmware/dsc-plus/profiles.js';
import { isTokentwinError } from '../../firmware/error.js';
import { enter } from './card-keys.js';
import { refusal } from './refusals.js';

/** The path that a refused profile names, or what happened instead. */
function refusedAt(run: () => unknown): string {
  try {
    run();
    return 'not refused';
  } catch (error) {
    if (!isTokentwinError(error, 'PROFILE_INVALID')) return String(error);
    return /^The profile is wrong at (.+?): .+ .+\.$/.exec(error.message)?.[1] ?? error.message;
  }
}

/** A deep copy of a JSON value with the field of a dotted path replaced, or removed by undefined. */
function withField(value: object, path: string, replacement: unknown): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop() as string;
  let parent = copy;
  for (const name of names) parent = parent[name] as Record<string, unknown>;
  if (replacement === undefined) delete parent[last];
  else parent[last] = replacement;
  return copy;
}

/** The dotted paths of all fields that hold a value or a list. */
function leafPaths(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([name, field]) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? leafPaths(field, `${prefix}${name}.`)
      : [`${prefix}${name}`],
  );
}

/** What cards of earlier versions do not say, besides the whole of `wire`. */
const LATER_FIELDS = ['flash.programUs', 'flash.eraseUs'];

describe('the built-in profiles', () => {
  it('are the five of the design, found by name', () => {
    expect(DSC_PLUS_PROFILES.map(({ name }) => name)).toEqual([
      'dsc-plus',
      'dsc-plus-soft',
      'dsc-plus-classic',
      'dsc-plus-counter',
      'dsc-plus-mutual',
    ]);
    for (const profile of DSC_PLUS_PROFILES) expect(findDscPlusProfile(profile.name)).toBe(profile);
    expect(findDscPlusProfile('dsc-minus')).toBeUndefined();
  });

  it.each(DSC_PLUS_PROFILES.map((profile) => [profile.name, profile] as const))(
    '%s validates after a way through JSON and completes a login',
    (_, profile) => {
      const copy: unknown = JSON.parse(JSON.stringify(profile));
      expect(checkDscPlusProfile(copy)).toEqual(profile);
      const card = DscPlus.demo({ profile });
      expect(card.press('power').text).toBe(profile.texts.pin);
      expect(enter(card, '1234').text).toBe(profile.texts.challenge);
      expect(enter(card, '123456').text).toMatch(new RegExp(`^[0-9]{${profile.responseGroups[0]}}$`));
    },
  );

  it('are refused without any one of their fields, or with null or an object in it, at its path', () => {
    const nullable = ['times.promptMs', 'times.responseMs', 'times.unlockMs'];
    for (const profile of DSC_PLUS_PROFILES) {
      for (const path of leafPaths(profile)) {
        const values = [nullable.includes(path) ? {} : null, {}];
        for (const value of LATER_FIELDS.includes(path) ? values : [undefined, ...values]) {
          // Without its `check` a PIN is taken for a checked one, whose other fields a soft one does not have.
          if (path === 'pin.check' && profile.pin.check === 'soft') continue;
          expect(refusedAt(() => checkDscPlusProfile(withField(profile, path, value)))).toBe(path);
        }
      }
    }
  });

  it('are taken as cards of earlier versions have them', () => {
    const { wire, flash, ...rest } = findDscPlusProfile('dsc-plus') as DscPlusProfile;
    const { programUs: _, eraseUs: __, ...earlier } = flash;
    const checked = checkDscPlusProfile({ ...rest, flash: earlier });
    expect(checked).toEqual({ ...rest, wire, flash: { ...earlier, programUs: 0, eraseUs: 0 } });
  });

  it('are refused with an unknown field anywhere, at its path', () => {
    const places = [
      '',
      'display.',
      'texts.',
      'keys.',
      'times.',
      'wire.',
      'battery.',
      'flash.',
      'pin.',
      'pin.texts.',
    ];
    const profile = findDscPlusProfile('dsc-plus') as object;
    for (const place of places) {
      const path = `${place}surprise`;
      expect(refusedAt(() => checkDscPlusProfile(withField(profile, path, 1)))).toBe(path);
    }
  });
});

describe('a profile from JSON', () => {
  it('takes what it does not say from dsc-plus', () => {
    const base = findDscPlusProfile('dsc-plus');
    expect(dscPlusProfileFrom({})).toEqual({ ...base, name: 'custom' });
    expect(dscPlusProfileFrom({ name: 'mine', times: { promptMs: 5000 } })).toEqual({
      ...base,
      name: 'mine',
      times: { ...base?.times, promptMs: 5000 },
    });
  });

  it('takes it from the profile that it extends', () => {
    const classic = findDscPlusProfile('dsc-plus-classic');
    const made = dscPlusProfileFrom({ extends: 'dsc-plus-classic', name: 'mine', texts: { pin: 'PIn' } });
    expect(made).toEqual({ ...classic, name: 'mine', texts: { ...classic?.texts, pin: 'PIn' } });
    expect(DscPlus.demo({ profile: made }).press('power').text).toBe('PIn');
  });

  it('may change the kind of PIN', () => {
    const soft = dscPlusProfileFrom({ name: 'mine', pin: { check: 'soft' } });
    expect(soft.pin).toEqual({ check: 'soft', digits: 4 });
    const checked = dscPlusProfileFrom({
      extends: 'dsc-plus-soft',
      name: 'mine',
      pin: { check: 'card', tries: 3 },
    });
    expect(checked.pin).toMatchObject({ check: 'card', digits: 4, tries: 3, unlockTries: 10 });
  });

  it('gives the card its own digits, tries, texts and times', () => {
    const profile = dscPlusProfileFrom({
      name: 'mine',
      suite: 'OCRA-1:HOTP-SHA512-6:QN08-PSHA256',
      challengeDigits: 8,
      responseGroups: [2, 4],
      pin: { digits: 6, tries: 2, texts: { pinError: 'NO #', locked: 'STOP' } },
      texts: { pin: 'CODE', challenge: 'Q' },
      times: { powerOnMs: 100, promptMs: 3000 },
    });
    const card = DscPlus.make({ profile, pin: '135792' });
    expect(card.hold('power', { ms: 100 }).text).toBe('CODE');
    expect(enter(card, '111112').text).toBe('NO 1');
    expect(enter(card, '135792').text).toBe('Q');
    expect(enter(card, '12345678').text).toMatch(/^[0-9]{2}$/);
    expect(card.press('ok').text).toMatch(/^[0-9]{4}$/);
    card.press('power');
    expect(card.advance({ seconds: 3 }).text).toBe('');
    card.press('power');
    for (const pin of ['111112', '111113']) enter(card, pin);
    expect(card.frame.text).toBe('STOP');
  });

  it('may have a PIN of any length that the display shows, drawn for a new card', () => {
    for (let digits = 1; digits <= 8; digits += 1) {
      const profile = dscPlusProfileFrom({ name: 'mine', pin: { digits, refuseWeak: true } });
      const card = DscPlus.make({ profile, seed: digits });
      const { pin } = card.secrets();
      expect(pin).toHaveLength(digits);
      card.press('power');
      expect(enter(card, pin as string).text).toBe('CHALLNG>');
    }
  });

  it('is PROFILE_UNKNOWN when it extends something else', () => {
    for (const base of ['dsc-minus', '', 5, null, {}]) {
      expect(() => dscPlusProfileFrom({ extends: base })).toThrow(refusal('PROFILE_UNKNOWN'));
    }
  });

  it('must be an object', () => {
    for (const json of [null, 5, 'dsc-plus', [], true, undefined]) {
      expect(refusedAt(() => dscPlusProfileFrom(json))).toBe('its top');
    }
  });

  it('is not changed by the check', () => {
    const json = { name: 'mine', pin: { check: 'soft' } };
    dscPlusProfileFrom(json);
    expect(json).toEqual({ name: 'mine', pin: { check: 'soft' } });
  });
});

const SUITE = 'OCRA-1:HOTP-SHA1-8:';

describe('a planted mistake', () => {
  it.each<[string, string, unknown]>([
    ['an unknown field', 'colour', { colour: 'blue' }],
    ['an unknown field further in', 'pin.texts.hello', { pin: { texts: { hello: 'HI' } } }],
    ['another kind', 'kind', { kind: 'code-card' }],
    ['a name in capitals', 'name', { name: 'Mine' }],
    ['an empty name', 'name', { name: '' }],
    ['a name with a path', 'name', { name: '../mine' }],
    ['a number as a text', 'texts.pin', { texts: { pin: 5 } }],
    ['a text of nothing', 'texts.pin', { texts: { pin: '' } }],
    ['a text that does not fit', 'texts.challenge', { texts: { challenge: 'CHALLENGE>' } }],
    ['a text without glyphs', 'texts.pin', { texts: { pin: 'PIN\u00fc' } }],
    [
      'a text that 7 segments cannot show',
      'texts.pin',
      { extends: 'dsc-plus-classic', texts: { pin: 'WMK' } },
    ],
    ['a text too long by its number', 'pin.texts.pinError', { pin: { texts: { pinError: 'PIN ERR #' } } }],
    ['a display too small for the prompts', 'texts.challenge', { display: { cells: 6 } }],
    ['a display with other segments', 'display.segments', { display: { segments: 16 } }],
    ['a display without cells', 'display.cells', { display: { cells: 0 } }],
    ['a PIN longer than the display', 'pin.digits', { pin: { digits: 9 } }],
    ['a PIN of nothing', 'pin.digits', { pin: { digits: 0 } }],
    ['half a digit', 'pin.digits', { pin: { digits: 4.5 } }],
    ['digits as text', 'pin.digits', { pin: { digits: '4' } }],
    ['no try', 'pin.tries', { pin: { tries: 0 } }],
    ['tries of two digits', 'pin.tries', { pin: { tries: 10 } }],
    ['a flag as a number', 'pin.refuseWeak', { pin: { refuseWeak: 1 } }],
    ['tries for a soft PIN', 'pin.tries', { pin: { check: 'soft', tries: 5 } }],
    ['another kind of PIN', 'pin.check', { pin: { check: 'both' } }],
    ['a PIN that is no object', 'pin', { pin: 'soft' }],
    ['a suite with a fault', 'suite', { suite: `${SUITE}QX06` }],
    ['a suite in another case', 'suite', { suite: `${SUITE}qn06` }],
    ['a suite that cannot be typed', 'suite', { suite: `${SUITE}QN06-PSHA1-S064` }],
    ['a soft PIN without P', 'suite', { extends: 'dsc-plus-soft', suite: `${SUITE}QN06` }],
    ['a challenge longer than the question', 'challengeDigits', { challengeDigits: 7 }],
    [
      'a challenge longer than the display',
      'challengeDigits',
      { suite: `${SUITE}QN10-PSHA1`, challengeDigits: 10 },
    ],
    ['groups that do not add up', 'responseGroups', { responseGroups: [4, 3] }],
    [
      'a group longer than the display',
      'responseGroups',
      { extends: 'dsc-plus-classic', responseGroups: [8] },
    ],
    ['no group', 'responseGroups', { responseGroups: [] }],
    ['an empty group', 'responseGroups[1]', { responseGroups: [8, 0] }],
    ['groups that are no list', 'responseGroups', { responseGroups: 8 }],
    ['a negative time', 'times.promptMs', { times: { promptMs: -1 } }],
    ['a time in words', 'times.promptMs', { times: { promptMs: '30s' } }],
    ['a power-on time of nothing', 'times.powerOnMs', { times: { powerOnMs: null } }],
    ['a press too short to switch on', 'keys.powerPressMs', { keys: { powerPressMs: 499 } }],
    ['a press that switches off', 'keys.powerPressMs', { keys: { powerPressMs: 2000 } }],
    ['a self-test before the prompt', 'times.selfTestMs', { times: { selfTestMs: 500 } }],
    ['a press that runs the self-test', 'times.selfTestMs', { times: { selfTestMs: 600 } }],
    ['a prompt shorter than a hold', 'times.promptMs', { times: { promptMs: 2000 } }],
    [
      'a count where none is shown',
      'pin.texts.locked',
      { extends: 'dsc-plus', display: { segments: 14, cells: 8 }, pin: { texts: { locked: 'TOO LONG#' } } },
    ],
    ['a press that clears', 'keys.pressMs', { keys: { pressMs: 1000 } }],
    ['a press that changes the PIN', 'keys.pressMs', { keys: { pressMs: 100 }, times: { changePinMs: 100 } }],
    ['a name of the language', '__proto__', JSON.parse('{"__proto__": {"name": "mine"}}')],
    ['one further in', 'times.__proto__', JSON.parse('{"times": {"__proto__": {}}}')],
    ['a description that moves the cursor', 'description', { description: 'a\u001b[2Jb' }],
    ['an unlock suite with a fault', 'pin.unlockSuite', { pin: { unlockSuite: 'OCRA' } }],
    ['an unlock suite with a PIN', 'pin.unlockSuite', { pin: { unlockSuite: `${SUITE}QN08-PSHA1` } }],
    ['an unlock suite with a counter', 'pin.unlockSuite', { pin: { unlockSuite: `${SUITE}C-QN08` } }],
    ['an unlock question too long', 'pin.unlockSuite', { pin: { unlockSuite: `${SUITE}QN09` } }],
    ['a battery that gives nothing', 'battery.activations', { battery: { activations: 0 } }],
    ['more than all of a battery', 'battery.lowPercent', { battery: { lowPercent: 101 } }],
    ['a page of an odd size', 'flash.pageBytes', { flash: { pageBytes: 1000 } }],
    ['a single page', 'flash.pageCount', { flash: { pageCount: 1 } }],
  ])('%s is refused at %s', (_, path, json) => {
    expect(refusedAt(() => dscPlusProfileFrom(json))).toBe(path);
  });
});

describe('PROFILES.md', () => {
  it('explains every field, and none that does not exist', () => {
    const paths = (value: object, prefix = ''): string[] =>
      Object.entries(value).flatMap(([field, inner]) =>
        typeof inner === 'object' && inner !== null && !Array.isArray(inner)
          ? paths(inner, `${prefix}${field}.`)
          : [`${prefix}${field}`],
      );
    const text = readFileSync(new URL('../../firmware/dsc-plus/PROFILES.md', import.meta.url), 'utf8');
    const documented = [...text.matchAll(/^\| `([A-Za-z.]+)`/gm)].map(([, path]) => path);
    const known = paths(findDscPlusProfile('dsc-plus') as object);
    expect(documented.sort()).toEqual([...known, 'extends'].sort());
  });
});
