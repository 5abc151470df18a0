/** The state machine of the DSC+ at its edges: keys that do nothing, deadlines of every state, second meanings. */
import { describe, expect, it } from 'vitest';
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';
import { screenText } from '../../firmware/dsc-plus/screen.js';
import { type Machine, OFF, type State } from '../../firmware/dsc-plus/state.js';
import { conclude, deadline, isReaderEntry, step } from '../../firmware/dsc-plus/state-machine.js';
import { noticeState } from '../../firmware/dsc-plus/transitions.js';

const CARD = dscPlusProfileFrom({});
const CLASSIC = dscPlusProfileFrom({ extends: 'dsc-plus-classic' });
const SOFT = dscPlusProfileFrom({ extends: 'dsc-plus-soft' });
const RESPONSE: State = { name: 'showResponse', response: '98276595', group: 0, nextGroupAt: null };
const ASKED = { prompts: ['current'], minimumDigits: 4, maximumDigits: 8, timeoutMs: 7000 } as const;

function inState(state: State, activeAt = 1000): Machine {
  return { state, activeAt, held: null };
}

function afterKey(profile: DscPlusProfile, state: State, key: KeyName): State {
  return step(profile, inState(state), { type: 'keyDown', key, at: 1500 }).machine.state;
}

describe('a key', () => {
  it.each(['ok', 'back'] as const)('%s ends a notice and types nothing behind it', (key) => {
    const notice = noticeState(CARD, { kind: 'pinSet' }, { name: 'enterPin' }, 1000);
    expect(afterKey(CARD, notice, key)).toEqual({ name: 'enterPin', digits: '' });
  });

  it.each(['0', '5', '9'] as const)('%s ends a notice and is the first digit behind it', (key) => {
    const notice = noticeState(CARD, { kind: 'pinSet' }, { name: 'enterPin' }, 1000);
    expect(afterKey(CARD, notice, key)).toEqual({ name: 'enterPin', digits: key });
  });

  it.each(['5', 'back'] as const)('%s does nothing in the self-test', (key) => {
    const state: State = { name: 'selfTest', step: 'text', until: 3000 };
    expect(afterKey(CARD, state, key)).toEqual(state);
    expect(afterKey(CARD, state, 'ok')).toMatchObject({ name: 'selfTest', step: 'segments' });
  });

  it('turns a divided response over only when it is OK, and one in one piece never', () => {
    const divided: State = { ...RESPONSE, nextGroupAt: 11_000 };
    expect(afterKey(CLASSIC, divided, 'ok')).toMatchObject({ group: 1, nextGroupAt: 11_500 });
    for (const key of ['5', 'back'] as const) expect(afterKey(CLASSIC, divided, key)).toEqual(divided);
    for (const key of ['ok', '5', 'back'] as const) expect(afterKey(CARD, RESPONSE, key)).toEqual(RESPONSE);
  });
});

describe('the time at which a card goes off by itself', () => {
  it.each<[State, number | null]>([
    [{ name: 'off' }, null],
    [{ name: 'enterPin', digits: '' }, 31_000],
    [{ name: 'enterChallenge', pin: '1234', digits: '1' }, 31_000],
    [RESPONSE, 31_000],
    [{ name: 'showUnlockQuestion', question: '11112223' }, 301_000],
    [{ name: 'enterUnlockAnswer', question: '11112223', digits: '1' }, 301_000],
    [{ name: 'enterReaderPin', asked: ASKED, pins: [], digits: '' }, 8000],
    [{ name: 'selfTest', step: 'text', until: 3000 }, 3000],
    [noticeState(CARD, { kind: 'dead' }, { name: 'off' }, 1000), 3000],
    [noticeState(CARD, { kind: 'battery' }, { name: 'enterPin' }, 1000), 2000],
  ])('in %j is %s, and not a millisecond before', (state, at) => {
    const machine = inState(state);
    expect(deadline(CARD, machine)).toBe(at);
    if (at === null) return;
    expect(step(CARD, machine, { type: 'time', at: at - 1 })).toEqual({ machine, request: null });
    expect(step(CARD, machine, { type: 'time', at }).machine.state).not.toEqual(state);
  });

  it('is never where the profile says so, but groups still take turns', () => {
    const never = dscPlusProfileFrom({
      extends: 'dsc-plus-classic',
      times: { promptMs: null, responseMs: null },
    });
    expect(deadline(never, inState({ name: 'enterPin', digits: '' }))).toBeNull();
    const shown = conclude(never, OFF, { type: 'responded', response: '98276595' }, 0);
    expect(deadline(never, shown)).toBe(10_000);
    expect(step(never, shown, { type: 'time', at: 10_000 }).machine.state).toMatchObject({ group: 1 });
    expect(step(never, shown, { type: 'time', at: 9999 }).machine).toEqual(shown);
  });

  it('is the earlier of the two while groups take turns', () => {
    const quick = dscPlusProfileFrom({ extends: 'dsc-plus-classic', times: { responseMs: 9000 } });
    const shown = conclude(quick, OFF, { type: 'responded', response: '98276595' }, 0);
    expect(deadline(quick, shown)).toBe(9000);
  });
});

describe('a key held down', () => {
  const held = (state: State, key: KeyName) =>
    step(CARD, inState(state), { type: 'keyDown', key, at: 1500 }).machine.held;

  it('has its second meaning only where there is one', () => {
    expect(held({ name: 'enterPin', digits: '' }, 'ok')?.action).toBe('changePin');
    expect(held({ name: 'enterPin', digits: '1' }, 'ok')?.action).toBeNull();
    expect(held({ name: 'enterOldPin', digits: '' }, 'ok')?.action).toBeNull();
    expect(held({ name: 'enterNewPin', digits: '' }, 'ok')?.action).toBeNull();
    expect(held({ name: 'enterPin', digits: '' }, '5')?.action).toBeNull();
    expect(held({ name: 'enterOldPin', digits: '' }, 'back')?.action).toBe('clear');
    expect(held(RESPONSE, 'back')?.action).toBeNull();
  });

  it('starts no change of PIN when the card went on meanwhile', () => {
    const down = { key: 'ok', since: 0, action: 'changePin' } as const;
    for (const state of [
      { name: 'enterPin', digits: '1' },
      { name: 'enterNewPin', digits: '' },
      { name: 'enterChallenge', pin: '1234', digits: '' },
    ] as const) {
      const { machine } = step(CARD, { state, activeAt: 0, held: down }, { type: 'time', at: 2000 });
      expect(machine).toEqual({ state, activeAt: 2000, held: { ...down, action: null } });
    }
  });
});

describe('a new PIN', () => {
  it('that the memory finds weak is asked for again', () => {
    const machine = inState({ name: 'confirmNewPin', newPin: '1234', digits: '1234' });
    expect(conclude(CARD, machine, { type: 'pinWeak' }, 50)).toEqual({
      state: noticeState(CARD, { kind: 'weakPin' }, { name: 'enterNewPin' }, 50),
      activeAt: 50,
      held: null,
    });
  });
});

describe('the reader', () => {
  it('asks for a PIN now or behind a notice, and not behind any other', () => {
    const entry = { name: 'enterReaderPin', asked: ASKED, pins: [] } as const;
    expect(isReaderEntry({ ...entry, digits: '' })).toBe(true);
    expect(isReaderEntry(noticeState(CARD, { kind: 'pinMismatch' }, entry, 0))).toBe(true);
    expect(isReaderEntry(noticeState(CARD, { kind: 'pinSet' }, { name: 'enterPin' }, 0))).toBe(false);
    expect(isReaderEntry({ name: 'enterPin', digits: '' })).toBe(false);
  });
});

describe('a card with a soft PIN', () => {
  it('has no text for what only a checked PIN has', () => {
    for (const state of [
      { name: 'enterOldPin', digits: '' },
      noticeState(SOFT, { kind: 'locked' }, { name: 'off' }, 0),
    ] as const)
      expect(() => screenText(SOFT, state, '10000001')).toThrow('only a card that checks its PIN shows this');
  });
});
