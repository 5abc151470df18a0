/**
 * The states that the state machine enters from several places, each made in one way.
 */
import { parseSuite } from '../oath/suite.js';
import type { DscPlusProfile } from './profile.js';
import type { Continuation, Entry, Notice, State } from './state.js';

export function noticeState(profile: DscPlusProfile, notice: Notice, then: Continuation, at: number): State {
  const { batteryNoticeMs, noticeMs } = profile.times;
  return {
    name: 'notice',
    notice,
    then,
    until: at + (notice.kind === 'battery' ? batteryNoticeMs : noticeMs),
  };
}

export function afterNotice(then: Continuation): State {
  switch (then.name) {
    case 'enterPin':
    case 'enterNewPin':
    case 'enterReaderPin':
      return { ...then, digits: '' };
    default:
      return then;
  }
}

/** How long a state lasts without a key; null = for ever, or until a time of its own. */
export function timeoutMs({ times }: DscPlusProfile, state: State): number | null {
  switch (state.name) {
    case 'off':
    case 'notice':
    case 'selfTest':
      return null;
    case 'showResponse':
      return times.responseMs;
    case 'showUnlockQuestion':
    case 'enterUnlockAnswer':
      return times.unlockMs;
    case 'enterReaderPin':
      return state.asked.timeoutMs;
    default:
      return times.promptMs;
  }
}

/** How many digits an entry takes. */
export function entryLength(profile: DscPlusProfile, name: Entry['name']): number {
  switch (name) {
    case 'enterChallenge':
      return profile.challengeDigits;
    case 'enterUnlockAnswer':
      return profile.pin.check === 'card' ? parseSuite(profile.pin.unlockSuite).digits : 0;
    default:
      return profile.pin.digits;
  }
}
