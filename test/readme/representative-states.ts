/**
 * A small set of states that stands for all that a DSC+ can be in, for its transition table.
 */
import { nextGroup, nextSelfTestStep } from '../../firmware/dsc-plus/key-presses.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import {
  type Continuation,
  type Entry,
  type Notice,
  OFF,
  type State,
} from '../../firmware/dsc-plus/state.js';
import { conclude } from '../../firmware/dsc-plus/state-machine.js';
import { entryLength, noticeState } from '../../firmware/dsc-plus/transitions.js';

export const UNLOCK_QUESTION = '11223345';
const DIGITS = '583172649058';

/**
 * The states of a profile in the order of a login, then those of a lock, the notices and the self-test.
 *
 * @param profile a validated profile
 * @returns states entered at time 0; entries with no, some and all of their digits
 */
export function representativeStates(profile: DscPlusProfile): State[] {
  return [
    OFF.state,
    ...entryStates(profile),
    ...responseStates(profile),
    ...(profile.pin.check === 'card'
      ? [{ name: 'showUnlockQuestion', question: UNLOCK_QUESTION } as const, ...checkedPinNotices(profile)]
      : []),
    noticeState(profile, { kind: 'battery' }, { name: 'enterPin' }, 0),
    ...selfTestStates(profile),
  ];
}

function entryStates(profile: DscPlusProfile): State[] {
  const empty: Entry[] = [
    { name: 'enterPin', digits: '' },
    { name: 'enterChallenge', pin: DIGITS.slice(0, profile.pin.digits), digits: '' },
  ];
  const asked = { minimumDigits: 1, maximumDigits: 12, timeoutMs: 30_000 };
  empty.push({ name: 'enterReaderPin', asked: { ...asked, prompts: ['current'] }, pins: [], digits: '' });
  const newPin = DIGITS.slice(0, profile.pin.digits);
  if (profile.pin.check === 'card') {
    empty.push(
      { name: 'enterOldPin', digits: '' },
      { name: 'enterNewPin', digits: '' },
      { name: 'confirmNewPin', newPin, digits: '' },
      { name: 'enterUnlockAnswer', question: UNLOCK_QUESTION, digits: '' },
    );
  }
  return empty.flatMap((entry) => {
    const length = entryLength(profile, entry.name);
    const filled = [0, Math.floor(length / 2), length].map((count) => DIGITS.slice(0, count));
    if (entry.name === 'confirmNewPin') filled.push('9'.repeat(length));
    if (entry.name === 'enterNewPin' && refusesWeak(profile)) filled.push('1'.repeat(length));
    return [...new Set(filled)].map((digits) => ({ ...entry, digits }));
  });
}

function refusesWeak({ pin }: DscPlusProfile): boolean {
  return pin.check === 'card' && pin.refuseWeak;
}

/** The states that show a response, one for each group of it. */
export function responseStates(profile: DscPlusProfile): State[] {
  const digits = profile.responseGroups.reduce((sum, length) => sum + length, 0);
  const response = '9827659510'.slice(0, digits);
  const { state } = conclude(profile, OFF, { type: 'responded', response }, 0);
  const states = [state];
  for (let last = state; last.name === 'showResponse' && states.length < profile.responseGroups.length; ) {
    last = nextGroup(profile, last, 0);
    states.push(last);
  }
  return states;
}

function checkedPinNotices(profile: DscPlusProfile): State[] {
  const question = { name: 'showUnlockQuestion', question: UNLOCK_QUESTION } as const;
  const notice = (shown: Notice, then: Continuation) => noticeState(profile, shown, then, 0);
  return [
    notice({ kind: 'pinError', triesLeft: 1 }, { name: 'enterPin' }),
    notice({ kind: 'locked' }, question),
    notice({ kind: 'unlockError', triesLeft: 1 }, question),
    notice({ kind: 'dead' }, { name: 'off' }),
    notice({ kind: 'pinSet' }, { name: 'enterPin' }),
    notice({ kind: 'pinMismatch' }, { name: 'enterNewPin' }),
    ...(refusesWeak(profile) ? [notice({ kind: 'weakPin' }, { name: 'enterNewPin' })] : []),
  ];
}

function selfTestStates(profile: DscPlusProfile): State[] {
  const states: State[] = [];
  let state: State = { name: 'selfTest', step: 'text', until: profile.times.noticeMs };
  while (state.name === 'selfTest') {
    states.push(state);
    const next = nextSelfTestStep(profile, state, 0);
    if (next.request !== null) break;
    state = next.state;
  }
  return states;
}
