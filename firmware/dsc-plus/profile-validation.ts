/**
 * A DSC+ profile from JSON: only what differs from a built-in profile need be written.
 *
 * Promises: a profile that passes can be run: every text fits the display, the suite parses and can be fed by
 * the keypad, the groups make up the response. A wrong one is refused with the path of the wrong field.
 */
import { firstUnshowable } from '../display/cell.js';
import { isTokentwinError, TokentwinError } from '../error.js';
import { parseSuite, type Suite } from '../oath/suite.js';
import { checkField, isJsonObject, type JsonObject, type Rule, refuseField } from '../profile-rules.js';
import type { CheckedPin, DscPlusProfile } from './profile.js';
import { DSC_PLUS_PROFILES } from './profiles.js';

const HOUR_MS = 3_600_000;
const shown: Rule = { type: 'text', minimum: 1, maximum: 32 };
const suite: Rule = { type: 'text', minimum: 1, maximum: 128 };
const duration: Rule = { type: 'integer', minimum: 1, maximum: HOUR_MS };
const timeout: Rule = { type: 'integer', minimum: 100, maximum: 24 * HOUR_MS, nullable: true };

const PIN_DIGITS: Rule = { type: 'integer', minimum: 1, maximum: 12 };

const CHECKED_PIN_RULE: Rule = {
  type: 'object',
  fields: {
    check: { type: 'choice', values: ['card'] },
    digits: PIN_DIGITS,
    tries: { type: 'integer', minimum: 1, maximum: 9 },
    refuseWeak: { type: 'flag' },
    unlockSuite: suite,
    unlockTries: { type: 'integer', minimum: 1, maximum: 10 },
    texts: {
      type: 'object',
      fields: {
        pinError: shown,
        locked: shown,
        unlock: shown,
        unlockError: shown,
        dead: shown,
        oldPin: shown,
        newPin: shown,
        confirmPin: shown,
        pinSet: shown,
        pinMismatch: shown,
        weakPin: shown,
      },
    },
  },
};

const SOFT_PIN_RULE: Rule = {
  type: 'object',
  fields: { check: { type: 'choice', values: ['soft'] }, digits: PIN_DIGITS },
};

const COMMON_FIELDS: Readonly<Record<string, Rule>> = {
  kind: { type: 'choice', values: ['dsc-plus'] },
  name: { type: 'text', minimum: 1, maximum: 40, pattern: /^[a-z0-9-]+$/ },
  description: { type: 'text', minimum: 0, maximum: 120, pattern: /^\P{Cc}*$/u },
  display: {
    type: 'object',
    fields: {
      segments: { type: 'choice', values: [7, 14] },
      cells: { type: 'integer', minimum: 4, maximum: 16 },
    },
  },
  suite,
  challengeDigits: { type: 'integer', minimum: 1, maximum: 16 },
  texts: {
    type: 'object',
    fields: { pin: shown, challenge: shown, selfTest: shown, version: shown, battery: shown },
  },
  responseGroups: { type: 'integers', minimum: 1, maximum: 16 },
  keys: {
    type: 'object',
    fields: { powerPressMs: duration, pressMs: duration, lightTap: { type: 'flag' } },
  },
  times: {
    type: 'object',
    fields: {
      powerOnMs: duration,
      powerOffMs: duration,
      selfTestMs: duration,
      clearMs: duration,
      changePinMs: duration,
      promptMs: timeout,
      responseMs: timeout,
      unlockMs: timeout,
      groupMs: { type: 'integer', minimum: 100, maximum: HOUR_MS },
      noticeMs: duration,
      batteryNoticeMs: duration,
    },
  },
  wire: {
    type: 'object',
    fields: {
      checksum: { type: 'choice', values: ['lrc', 'crc'] },
      authentication: { type: 'choice', values: ['one-way', 'mutual'] },
    },
  },
  battery: {
    type: 'object',
    fields: {
      activations: { type: 'integer', minimum: 1, maximum: 1_000_000_000 },
      lowPercent: { type: 'integer', minimum: 0, maximum: 100 },
    },
  },
  flash: {
    type: 'object',
    fields: {
      pageBytes: { type: 'choice', values: [512, 1024, 2048, 4096] },
      pageCount: { type: 'integer', minimum: 2, maximum: 16 },
      programUs: { type: 'integer', minimum: 0, maximum: 1_000_000 },
      eraseUs: { type: 'integer', minimum: 0, maximum: 1_000_000 },
    },
  },
};

/** The built-in DSC+ profile of a name, or undefined. */
export function findDscPlusProfile(name: string): DscPlusProfile | undefined {
  return DSC_PLUS_PROFILES.find((profile) => profile.name === name);
}

/**
 * Makes a profile from parsed JSON.
 *
 * @param json an object with the fields of `DscPlusProfile`; those that are missing come from the built-in
 *   profile that its field `extends` names, `dsc-plus` by default; without a name it is called `custom`
 * @throws TokentwinError PROFILE_INVALID with the path of the wrong field, PROFILE_UNKNOWN for `extends`
 */
export function dscPlusProfileFrom(json: unknown): DscPlusProfile {
  if (!isJsonObject(json)) refuseField('its top', 'it must be an object');
  const { extends: baseName = 'dsc-plus', ...fields } = json;
  const own: JsonObject = { name: 'custom', ...fields };
  const base = DSC_PLUS_PROFILES.find(({ name }) => name === baseName);
  if (base === undefined) {
    throw new TokentwinError('PROFILE_UNKNOWN', `The profile extends an unknown one: use ${profileNames()}.`);
  }
  const merged = merge(pinBase(base, own), own);
  return checkDscPlusProfile(
    own.responseGroups === undefined ? { ...merged, responseGroups: groupsFor(base, own.suite) } : merged,
  );
}

/** A response shown in one piece follows the digits of its suite; a divided one must be divided anew. */
function groupsFor(base: DscPlusProfile, suite: unknown): readonly number[] {
  if (base.responseGroups.length > 1 || typeof suite !== 'string') return base.responseGroups;
  return [parsedSuite(suite, 'suite').digits];
}

/**
 * The profile with another suite.
 *
 * @throws TokentwinError PROFILE_INVALID when the card cannot be run with it
 */
export function withSuite(profile: DscPlusProfile, suite: string): DscPlusProfile {
  return checkDscPlusProfile({ ...profile, suite, responseGroups: groupsFor(profile, suite) });
}

/** Cards made earlier say nothing about the reader, nor how long their flash takes. */
function withLaterFields(json: unknown): unknown {
  if (!isJsonObject(json)) return json;
  const wire: DscPlusProfile['wire'] = { checksum: 'lrc', authentication: 'one-way' };
  const flash = isJsonObject(json.flash) ? { programUs: 0, eraseUs: 0, ...json.flash } : json.flash;
  return { wire, ...json, flash };
}

/**
 * Checks a whole profile, as a token file holds it.
 *
 * @throws TokentwinError PROFILE_INVALID with the path of the wrong field
 */
export function checkDscPlusProfile(stored: unknown): DscPlusProfile {
  const json = withLaterFields(stored);
  const pin = isJsonObject(json) && isJsonObject(json.pin) ? json.pin : {};
  if (pin.check !== undefined)
    checkField(pin.check, { type: 'choice', values: ['card', 'soft'] }, 'pin.check');
  const pinRule = pin.check === 'soft' ? SOFT_PIN_RULE : CHECKED_PIN_RULE;
  checkField(json, { type: 'object', fields: { ...COMMON_FIELDS, pin: pinRule } }, '');
  const profile = json as DscPlusProfile;
  checkTexts(profile);
  checkSuite(profile);
  checkTimes(profile);
  if (profile.pin.check === 'card') checkUnlock(profile, profile.pin);
  return profile;
}

function profileNames(): string {
  return DSC_PLUS_PROFILES.map(({ name }) => name).join(', ');
}

/** A profile with another kind of PIN than its base takes that kind's defaults instead of the base's PIN. */
function pinBase(base: DscPlusProfile, own: JsonObject): JsonObject {
  const check = isJsonObject(own.pin) ? own.pin.check : undefined;
  const other = DSC_PLUS_PROFILES.find(({ pin }) => pin.check === check);
  const pin = other === undefined || check === base.pin.check ? base.pin : other.pin;
  return { ...base, pin };
}

function merge(base: JsonObject, own: JsonObject): JsonObject {
  const entries = Object.entries(own).map(([field, value]) => {
    const before = Object.hasOwn(base, field) ? base[field] : undefined;
    return [field, isJsonObject(before) && isJsonObject(value) ? merge(before, value) : value] as const;
  });
  return Object.fromEntries([...Object.entries(base), ...entries]);
}

function checkTexts({ display, texts, pin }: DscPlusProfile): void {
  const all: [string, string][] = Object.entries(texts).map(([name, text]) => [`texts.${name}`, text]);
  if (pin.check === 'card') {
    for (const [name, text] of Object.entries(pin.texts)) {
      const counts = name === 'pinError' || name === 'unlockError';
      all.push([`pin.texts.${name}`, counts ? text.replace('#', '8') : text]);
    }
  }
  for (const [path, text] of all) {
    const reason = firstUnshowable(text, display.segments, display.cells);
    if (reason !== null) refuseField(path, `it does not fit the display. ${reason.replace(/\.$/, '')}`);
  }
  if (pin.digits > display.cells) refuseField('pin.digits', 'the PIN is longer than the display');
}

function parsedSuite(text: string, path: string): Suite {
  try {
    return parseSuite(text);
  } catch (error) {
    if (isTokentwinError(error)) refuseField(path, error.message.replace(/\.$/, ''));
    throw error;
  }
}

function checkSuite(profile: DscPlusProfile): void {
  const { question, digits, pinHash, sessionLength, counter } = parsedSuite(profile.suite, 'suite');
  const { challengeDigits, display, responseGroups } = profile;
  if (sessionLength !== null) refuseField('suite', 'session information cannot be typed on a keypad');
  if (profile.pin.check === 'soft' && pinHash === null) {
    refuseField('suite', 'a soft PIN that is not part of the response (P) would have no effect');
  }
  if (profile.wire.authentication === 'mutual' && (question.format !== 'A' || counter || pinHash !== null)) {
    refuseField('wire.authentication', 'mutual needs a suite with a QA question, no counter and no PIN');
  }
  if (challengeDigits > question.maximumLength || challengeDigits > display.cells) {
    refuseField('challengeDigits', "it is more than the suite's question or the display allows");
  }
  if (responseGroups.reduce((sum, length) => sum + length, 0) !== digits) {
    refuseField('responseGroups', `the groups must add up to the ${digits} digits of the suite`);
  }
  if (Math.max(...responseGroups) > display.cells)
    refuseField('responseGroups', 'a group is longer than the display');
}

function checkTimes({ keys, times }: DscPlusProfile): void {
  if (keys.powerPressMs < times.powerOnMs)
    refuseField('keys.powerPressMs', 'a press must be enough to switch on');
  if (keys.pressMs >= times.clearMs)
    refuseField('keys.pressMs', 'a press of the back key must not clear the entry');
  if (keys.pressMs >= times.changePinMs)
    refuseField('keys.pressMs', 'a press of OK must not start a change of the PIN');
  if (keys.powerPressMs >= times.powerOffMs) refuseField('keys.powerPressMs', 'a press must not switch off');
  if (times.selfTestMs <= keys.powerPressMs)
    refuseField('times.selfTestMs', 'a press of power must not start it');
  const longestMs = Math.max(keys.pressMs, keys.powerPressMs, times.clearMs, times.changePinMs);
  for (const name of ['promptMs', 'responseMs', 'unlockMs'] as const) {
    const limitMs = times[name];
    if (limitMs !== null && limitMs <= longestMs) {
      refuseField(`times.${name}`, 'the card must not switch off while a key is held for its effect');
    }
  }
}

function checkUnlock({ display }: DscPlusProfile, pin: CheckedPin): void {
  const { question, digits, counter, pinHash, sessionLength, timeStepSeconds } = parsedSuite(
    pin.unlockSuite,
    'pin.unlockSuite',
  );
  if (
    counter ||
    pinHash !== null ||
    sessionLength !== null ||
    timeStepSeconds !== null ||
    question.format === 'H'
  ) {
    refuseField('pin.unlockSuite', 'it may have a QN or QA question and nothing else');
  }
  if (question.maximumLength > display.cells || digits > display.cells) {
    refuseField('pin.unlockSuite', 'its question and answer must fit the display');
  }
}
