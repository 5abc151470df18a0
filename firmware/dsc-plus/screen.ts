/**
 * What a DSC+ shows in each state, as text for its cells.
 *
 * The newest digit of a PIN is shown until the next key, earlier ones as dashes, and places still to fill as
 * underscores: facts 2.3 [public for the older DSC; unknown: our choice for the DSC+]. The first digit
 * replaces the prompt (facts 2.1 [unknown: our choice]).
 */
import { ALL_SEGMENTS } from '../display/cell.js';
import type { CheckedPinTexts, DscPlusProfile } from './profile.js';
import type { Entry, Notice, ReaderPinEntry, State } from './state.js';
import { entryLength } from './transitions.js';

/**
 * @param serialNumber shown at the end of the self-test, its last characters when the display is narrower
 * @returns at most as many characters as the display has cells, a point not counted
 */
export function screenText(profile: DscPlusProfile, state: State, serialNumber: string): string {
  switch (state.name) {
    case 'off':
      return '';
    case 'notice':
      return noticeText(profile, state.notice);
    case 'selfTest':
      switch (state.step) {
        case 'text':
          return profile.texts.selfTest;
        case 'segments':
          return ALL_SEGMENTS.repeat(profile.display.cells);
        case 'version':
          return profile.texts.version;
        case 'serialNumber':
          return serialNumber.slice(-profile.display.cells);
      }
      break;
    case 'showResponse': {
      const start = profile.responseGroups.slice(0, state.group).reduce((sum, length) => sum + length, 0);
      return state.response.slice(start, start + (profile.responseGroups[state.group] as number));
    }
    case 'showUnlockQuestion':
      return state.question;
    default:
      return entryText(profile, state);
  }
}

function checkedTexts(profile: DscPlusProfile): CheckedPinTexts {
  if (profile.pin.check !== 'card')
    throw new Error('broken invariant: only a card that checks its PIN shows this');
  return profile.pin.texts;
}

function noticeText(profile: DscPlusProfile, notice: Notice): string {
  switch (notice.kind) {
    case 'battery':
      return profile.texts.battery;
    case 'pinError':
    case 'unlockError':
      return checkedTexts(profile)[notice.kind].replace('#', String(notice.triesLeft));
    default:
      return checkedTexts(profile)[notice.kind];
  }
}

function promptText(profile: DscPlusProfile, entry: Entry): string {
  switch (entry.name) {
    case 'enterPin':
      return profile.texts.pin;
    case 'enterChallenge':
      return profile.texts.challenge;
    case 'enterOldPin':
      return checkedTexts(profile).oldPin;
    case 'enterNewPin':
      return checkedTexts(profile).newPin;
    case 'confirmNewPin':
      return checkedTexts(profile).confirmPin;
    case 'enterUnlockAnswer':
      return checkedTexts(profile).unlock;
    case 'enterReaderPin':
      return readerPromptText(profile, entry);
  }
}

/** As the card's own prompts, so that the holder need not know who asks. */
function readerPromptText(profile: DscPlusProfile, { asked, pins }: ReaderPinEntry): string {
  const prompt = asked.prompts[pins.length];
  if (prompt === 'new') return checkedTexts(profile).newPin;
  if (prompt === 'again') return checkedTexts(profile).confirmPin;
  return asked.prompts.includes('new') ? checkedTexts(profile).oldPin : profile.texts.pin;
}

function entryText(profile: DscPlusProfile, entry: Entry): string {
  const { name, digits, newestHidden } = entry;
  if (digits === '') return promptText(profile, entry);
  const length = entryLength(profile, name);
  const plain = name === 'enterChallenge' || name === 'enterUnlockAnswer';
  const newest = newestHidden === true ? '-' : digits.slice(-1);
  const shown = plain ? digits : '-'.repeat(digits.length - 1) + newest;
  return shown + '_'.repeat(length - digits.length);
}
