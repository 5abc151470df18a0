/**
 * The behaviour of a DSC+: one pure function from (machine, event) to (machine, request).
 *
 * Promises: no clock, no memory, no randomness; the same arguments give the same result. A request is
 * answered by an outcome before the next input. Keys act when they go down; only power acts while it is held,
 * and OK and back have a second meaning when they stay down (facts section 2; design section 2).
 */
import { keyInState, nextGroup, nextSelfTestStep, withDigits } from './key-presses.js';
import type { KeyName } from './keys.js';
import type { DscPlusProfile } from './profile.js';
import type { HoldAction, InputEvent, Machine, Notice, Outcome, Request, State } from './state.js';
import { afterNotice, noticeState, timeoutMs } from './transitions.js';

export interface Step {
  readonly machine: Machine;
  readonly request: Request | null;
}

/** The virtual time at which the machine next changes by itself, or null. */
export function deadline(profile: DscPlusProfile, machine: Machine): number | null {
  const byState = stateDeadline(profile, machine);
  const byHold = holdDeadline(profile, machine);
  if (byState === null) return byHold;
  return byHold === null ? byState : Math.min(byState, byHold);
}

/** Applies a key or the passing of time. */
export function step(profile: DscPlusProfile, machine: Machine, event: InputEvent): Step {
  switch (event.type) {
    case 'keyDown':
      return keyDown(profile, machine, event.key, event.at);
    case 'keyUp':
      return keyUp(machine, event.key);
    case 'time':
      return timePassed(profile, machine, event.at);
  }
}

/** Is the reader asking for a PIN, or will it after a notice? */
export function isReaderEntry(state: State): boolean {
  return state.name === 'enterReaderPin' || (state.name === 'notice' && state.then.name === 'enterReaderPin');
}

/** Applies the answer to a request. */
export function conclude(profile: DscPlusProfile, { held }: Machine, outcome: Outcome, at: number): Machine {
  return { state: stateAfter(profile, outcome, at), activeAt: at, held };
}

function stateAfter(profile: DscPlusProfile, outcome: Outcome, at: number): State {
  const notice = (shown: Notice, then: Extract<State, { name: 'notice' }>['then']) =>
    noticeState(profile, shown, then, at);
  switch (outcome.type) {
    case 'started':
      return startedState(profile, outcome, at);
    case 'pinAccepted':
      if (outcome.purpose === 'change') return { name: 'enterNewPin', digits: '' };
      return { name: 'enterChallenge', pin: outcome.pin, digits: '' };
    case 'pinRefused':
      return notice({ kind: 'pinError', triesLeft: outcome.triesLeft }, { name: 'enterPin' });
    case 'cardLocked':
      return notice({ kind: 'locked' }, { name: 'showUnlockQuestion', question: outcome.question });
    case 'responded': {
      const nextGroupAt = profile.responseGroups.length > 1 ? at + profile.times.groupMs : null;
      return { name: 'showResponse', response: outcome.response, group: 0, nextGroupAt };
    }
    case 'unlockAccepted':
      return { name: 'enterNewPin', digits: '' };
    case 'unlockRefused': {
      const then = { name: 'showUnlockQuestion', question: outcome.question } as const;
      return notice({ kind: 'unlockError', triesLeft: outcome.triesLeft }, then);
    }
    case 'cardDied':
      return notice({ kind: 'dead' }, { name: 'off' });
    case 'pinWeak':
      return notice({ kind: 'weakPin' }, { name: 'enterNewPin' });
    case 'pinStored':
      return notice({ kind: 'pinSet' }, { name: 'enterPin' });
    case 'readerEntryEnded':
      return { name: 'off' };
  }
}

function startedState(
  profile: DscPlusProfile,
  { condition, batteryLow }: Extract<Outcome, { type: 'started' }>,
  at: number,
): State {
  switch (condition.name) {
    case 'dead':
      return noticeState(profile, { kind: 'dead' }, { name: 'off' }, at);
    case 'locked': {
      const then = { name: 'showUnlockQuestion', question: condition.question } as const;
      return noticeState(profile, { kind: 'locked' }, then, at);
    }
    case 'ready':
      if (batteryLow) return noticeState(profile, { kind: 'battery' }, { name: 'enterPin' }, at);
      return { name: 'enterPin', digits: '' };
  }
}

function keyDown(profile: DscPlusProfile, { state }: Machine, key: KeyName, at: number): Step {
  if (key === 'power') {
    const action: HoldAction = state.name === 'off' ? 'switchOn' : 'switchOff';
    return { machine: { state, activeAt: at, held: { key, since: at, action } }, request: null };
  }
  const held = { key, since: at, action: secondMeaning(profile, state, key) };
  const result = keyInState(profile, state, key, at);
  return { machine: { state: result.state, activeAt: at, held }, request: result.request };
}

/** What a key that acts on down does when it stays down. */
function secondMeaning(profile: DscPlusProfile, state: State, key: KeyName): HoldAction | null {
  if (key === 'back') return 'digits' in state ? 'clear' : null;
  const mayChangePin = state.name === 'enterPin' && state.digits === '' && profile.pin.check === 'card';
  return key === 'ok' && mayChangePin ? 'changePin' : null;
}

function keyUp({ state, activeAt, held }: Machine, key: KeyName): Step {
  if (held?.key !== key) return { machine: { state, activeAt, held }, request: null };
  const released = held.action === 'switchOff' && state.name !== 'off';
  // Who presses power while the reader asks for a PIN does not want to go on.
  const cancels = released && isReaderEntry(state);
  const restart = released && !cancels;
  return {
    machine: { state: cancels ? { name: 'off' } : state, activeAt, held: null },
    request: restart ? { type: 'start', cold: false } : null,
  };
}

function timePassed(profile: DscPlusProfile, machine: Machine, at: number): Step {
  const byHold = holdDeadline(profile, machine);
  if (byHold !== null && at >= byHold) return heldLongEnough(profile, machine, at);
  const byState = stateDeadline(profile, machine);
  if (byState === null || at < byState) return { machine, request: null };
  return stateExpired(profile, machine, at);
}

function stateExpired(profile: DscPlusProfile, machine: Machine, at: number): Step {
  const { state, held } = machine;
  const become = (next: State, activeAt: number) => ({
    machine: { state: next, activeAt, held },
    request: null,
  });
  switch (state.name) {
    case 'notice':
      return become(afterNotice(state.then), at);
    case 'selfTest': {
      const { state: next, request } = nextSelfTestStep(profile, state, at);
      return { machine: { state: next, activeAt: at, held }, request };
    }
    case 'showResponse': {
      const offAt = switchOffAt(profile, machine);
      if (offAt !== null && at >= offAt) return become({ name: 'off' }, at);
      return become(nextGroup(profile, state, at), machine.activeAt);
    }
    default:
      return become({ name: 'off' }, at);
  }
}

function heldLongEnough(profile: DscPlusProfile, { state, held }: Machine, at: number): Step {
  const become = (next: State, action: HoldAction | null) => ({
    machine: { state: next, activeAt: at, held: held === null ? null : { ...held, action } },
    request: null,
  });
  switch (held?.action) {
    case 'switchOn':
      return { ...become(state, 'selfTest'), request: { type: 'start', cold: true } };
    case 'selfTest':
      if (state.name === 'off') return become(state, null);
      return become({ name: 'selfTest', step: 'text', until: at + profile.times.noticeMs }, null);
    case 'switchOff':
      return become({ name: 'off' }, null);
    case 'changePin':
      // The card may have switched itself off, or gone on, while OK was down.
      if (state.name !== 'enterPin' || state.digits !== '') return become(state, null);
      return become({ name: 'enterOldPin', digits: '' }, null);
    default:
      return become('digits' in state ? withDigits(state, '') : state, null);
  }
}

function holdDeadline({ times }: DscPlusProfile, { held }: Machine): number | null {
  if (held === null) return null;
  switch (held.action) {
    case null:
      return null;
    case 'switchOn':
      return held.since + times.powerOnMs;
    case 'selfTest':
      return held.since + times.selfTestMs;
    case 'switchOff':
      return held.since + times.powerOffMs;
    case 'changePin':
      return held.since + times.changePinMs;
    case 'clear':
      return held.since + times.clearMs;
  }
}

function stateDeadline(profile: DscPlusProfile, machine: Machine): number | null {
  const { state } = machine;
  if (state.name === 'notice' || state.name === 'selfTest') return state.until;
  const offAt = switchOffAt(profile, machine);
  if (state.name !== 'showResponse' || state.nextGroupAt === null) return offAt;
  return offAt === null ? state.nextGroupAt : Math.min(state.nextGroupAt, offAt);
}

function switchOffAt(profile: DscPlusProfile, { state, activeAt }: Machine): number | null {
  const limitMs = timeoutMs(profile, state);
  return limitMs === null ? null : activeAt + limitMs;
}
