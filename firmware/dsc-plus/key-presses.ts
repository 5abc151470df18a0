/**
 * What a key other than power does in each state, at the moment it goes down.
 */
import type { KeyName } from './keys.js';
import type { DscPlusProfile } from './profile.js';
import type { Entry, ReaderPinEntry, Request, State } from './state.js';
import { afterNotice, entryLength, noticeState } from './transitions.js';
import { isWeakPin } from './weak-pin.js';

export interface KeyResult {
  readonly state: State;
  readonly request: Request | null;
}

type ShowResponse = Extract<State, { name: 'showResponse' }>;
type SelfTest = Extract<State, { name: 'selfTest' }>;

function isDigit(key: KeyName): boolean {
  return key >= '0' && key <= '9';
}

/** @param at virtual time in milliseconds */
export function keyInState(profile: DscPlusProfile, state: State, key: KeyName, at: number): KeyResult {
  switch (state.name) {
    case 'off':
      return { state, request: null };
    case 'notice': {
      // Any key ends a notice; a digit is also the first one of the entry behind it.
      const next = afterNotice(state.then);
      return isDigit(key) ? keyInState(profile, next, key, at) : { state: next, request: null };
    }
    case 'selfTest':
      return key === 'ok' ? nextSelfTestStep(profile, state, at) : { state, request: null };
    case 'showResponse': {
      const alternates = key === 'ok' && profile.responseGroups.length > 1;
      return { state: alternates ? nextGroup(profile, state, at) : state, request: null };
    }
    case 'showUnlockQuestion': {
      const answer: State = { name: 'enterUnlockAnswer', question: state.question, digits: '' };
      return { state: key === 'ok' ? answer : state, request: null };
    }
    default:
      return keyInEntry(profile, state, key, at);
  }
}

function keyInEntry(profile: DscPlusProfile, state: Entry, key: KeyName, at: number): KeyResult {
  if (key === 'back') {
    if (state.name === 'enterUnlockAnswer' && state.digits === '') {
      return { state: { name: 'showUnlockQuestion', question: state.question }, request: null };
    }
    const shorter = withDigits(state, state.digits.slice(0, -1));
    return { state: { ...shorter, newestHidden: true }, request: null };
  }
  const complete = state.digits.length === entryLength(profile, state.name);
  if (key === 'ok') return complete ? confirmEntry(profile, state, at) : { state, request: null };
  return { state: complete ? state : withDigits(state, state.digits + key), request: null };
}

/** The same entry with other digits; written out because every key press comes here. */
export function withDigits(state: Entry, digits: string): Entry {
  switch (state.name) {
    case 'enterChallenge':
      return { name: state.name, pin: state.pin, digits };
    case 'confirmNewPin':
      return { name: state.name, newPin: state.newPin, digits };
    case 'enterUnlockAnswer':
      return { name: state.name, question: state.question, digits };
    case 'enterReaderPin':
      return { name: state.name, asked: state.asked, pins: state.pins, digits };
    default:
      return { name: state.name, digits };
  }
}

/** OK with all digits typed. */
function confirmEntry(profile: DscPlusProfile, state: Entry, at: number): KeyResult {
  const { digits } = state;
  switch (state.name) {
    case 'enterPin':
      return { state, request: { type: 'verifyPin', pin: digits, purpose: 'respond' } };
    case 'enterOldPin':
      return { state, request: { type: 'verifyPin', pin: digits, purpose: 'change' } };
    case 'enterChallenge':
      return { state, request: { type: 'respond', question: digits, pin: state.pin } };
    case 'enterUnlockAnswer':
      return { state, request: { type: 'checkUnlockAnswer', answer: digits, question: state.question } };
    case 'enterReaderPin':
      return confirmReaderPin(profile, state, at);
    case 'enterNewPin':
      if (profile.pin.check === 'card' && profile.pin.refuseWeak && isWeakPin(digits)) {
        return {
          state: noticeState(profile, { kind: 'weakPin' }, { name: 'enterNewPin' }, at),
          request: null,
        };
      }
      return { state: { name: 'confirmNewPin', newPin: digits, digits: '' }, request: null };
    case 'confirmNewPin':
      if (digits === state.newPin) return { state, request: { type: 'setPin', pin: digits } };
      return {
        state: noticeState(profile, { kind: 'pinMismatch' }, { name: 'enterNewPin' }, at),
        request: null,
      };
  }
}

/** OK after a PIN for the reader: the next prompt, or the end of the entry. */
function confirmReaderPin(profile: DscPlusProfile, state: ReaderPinEntry, at: number): KeyResult {
  const { name, asked, digits } = state;
  if (asked.prompts[state.pins.length] === 'again' && digits !== state.pins.at(-1)) {
    const again = { name, asked, pins: state.pins.slice(0, -1) } as const;
    return { state: noticeState(profile, { kind: 'pinMismatch' }, again, at), request: null };
  }
  const pins = [...state.pins, digits];
  if (pins.length < asked.prompts.length) return { state: { name, asked, pins, digits: '' }, request: null };
  return { state, request: { type: 'endReaderEntry', outcome: { type: 'entered', pins } } };
}

/** The next group of a divided response. */
export function nextGroup(profile: DscPlusProfile, state: ShowResponse, at: number): State {
  const group = (state.group + 1) % profile.responseGroups.length;
  return { ...state, group, nextGroupAt: at + profile.times.groupMs };
}

/** The self-test goes on by itself or by OK; after the serial number the card starts anew. */
export function nextSelfTestStep(profile: DscPlusProfile, state: SelfTest, at: number): KeyResult {
  const until = at + profile.times.noticeMs;
  switch (state.step) {
    case 'text':
      return { state: { ...state, step: 'segments', until }, request: null };
    case 'segments':
      return { state: { ...state, step: 'version', until }, request: null };
    case 'version':
      return {
        state: { ...state, step: 'serialNumber', until: until + profile.times.noticeMs },
        request: null,
      };
    case 'serialNumber':
      return { state, request: { type: 'start', cold: false } };
  }
}
