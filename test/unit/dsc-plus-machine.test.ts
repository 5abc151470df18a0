/**
 * The state machine of the DSC+ as a pure function: single steps, deadlines, requests and outcomes.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEY_NAMES, type KeyName } from '../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { DSC_PLUS_PROFILES } from '../../firmware/dsc-plus/profiles.js';
import { screenText } from '../../firmware/dsc-plus/screen.js';
import {
  type Continuation,
  type InputEvent,
  type Machine,
  type Notice,
  OFF,
  type Outcome,
  type State,
} from '../../firmware/dsc-plus/state.js';
import { conclude, deadline, step } from '../../firmware/dsc-plus/state-machine.js';
import { noticeState } from '../../firmware/dsc-plus/transitions.js';

function profileNamed(name: string): DscPlusProfile {
  const found = DSC_PLUS_PROFILES.find((profile) => profile.name === name);
  if (found === undefined) throw new Error(`no profile ${name}`);
  return found;
}

const CARD = profileNamed('dsc-plus');
const SOFT = profileNamed('dsc-plus-soft');
const CLASSIC = profileNamed('dsc-plus-classic');

function inState(state: State, activeAt = 0): Machine {
  return { state, activeAt, held: null };
}

function press(profile: DscPlusProfile, machine: Machine, key: KeyName, at = 1) {
  const down = step(profile, machine, { type: 'keyDown', key, at });
  const up = step(profile, down.machine, { type: 'keyUp', key, at });
  return { state: up.machine.state, request: down.request ?? up.request };
}

describe('power', () => {
  it('asks to start at 500 ms and not before', () => {
    const { machine } = step(CARD, OFF, { type: 'keyDown', key: 'power', at: 1000 });
    expect(deadline(CARD, machine)).toBe(1500);
    expect(step(CARD, machine, { type: 'time', at: 1499 })).toEqual({ machine, request: null });
    const started = step(CARD, machine, { type: 'time', at: 1500 });
    expect(started.request).toEqual({ type: 'start', cold: true });
    expect(started.machine.held).toEqual({ key: 'power', since: 1000, action: 'selfTest' });
  });

  it('released early does nothing', () => {
    const down = step(CARD, OFF, { type: 'keyDown', key: 'power', at: 0 });
    const up = step(CARD, down.machine, { type: 'keyUp', key: 'power', at: 499 });
    expect(up).toEqual({ machine: { ...OFF, held: null }, request: null });
    expect(deadline(CARD, up.machine)).toBeNull();
  });

  it('on a card that is on restarts on release, or switches off at 2 s', () => {
    const on = inState({ name: 'enterChallenge', pin: '1234', digits: '12' });
    const down = step(CARD, on, { type: 'keyDown', key: 'power', at: 1000 });
    expect(down.machine.state).toEqual(on.state);
    const up = step(CARD, down.machine, { type: 'keyUp', key: 'power', at: 2999 });
    expect(up.request).toEqual({ type: 'start', cold: false });
    expect(deadline(CARD, down.machine)).toBe(3000);
    const off = step(CARD, down.machine, { type: 'time', at: 3000 });
    expect(off.machine.state).toEqual({ name: 'off' });
    expect(step(CARD, off.machine, { type: 'keyUp', key: 'power', at: 4000 }).request).toBeNull();
  });
});

describe('entries', () => {
  it('take digits up to their length and let back take the last one', () => {
    let machine = inState({ name: 'enterPin', digits: '' });
    for (const key of ['1', '2', '3', '4', '5', '6'] as const) {
      machine = step(CARD, machine, { type: 'keyDown', key, at: 1 }).machine;
    }
    expect(machine.state).toEqual({ name: 'enterPin', digits: '1234' });
    expect(press(CARD, machine, 'back').state).toMatchObject({ name: 'enterPin', digits: '123' });
  });

  it('ask their question only when complete', () => {
    const rows: [State, unknown][] = [
      [
        { name: 'enterPin', digits: '1234' },
        { type: 'verifyPin', pin: '1234', purpose: 'respond' },
      ],
      [
        { name: 'enterOldPin', digits: '1234' },
        { type: 'verifyPin', pin: '1234', purpose: 'change' },
      ],
      [
        { name: 'enterChallenge', pin: '1234', digits: '123456' },
        { type: 'respond', question: '123456', pin: '1234' },
      ],
      [
        { name: 'enterUnlockAnswer', question: '11112222', digits: '12345678' },
        { type: 'checkUnlockAnswer', answer: '12345678', question: '11112222' },
      ],
      [
        { name: 'confirmNewPin', newPin: '5678', digits: '5678' },
        { type: 'setPin', pin: '5678' },
      ],
    ];
    for (const [state, request] of rows) {
      expect(press(CARD, inState(state), 'ok').request).toEqual(request);
      if (!('digits' in state)) continue;
      const short = { ...state, digits: state.digits.slice(1) };
      expect(press(CARD, inState(short), 'ok')).toEqual({ state: short, request: null });
    }
  });

  it('are cleared by a second of back, and a change of PIN begins after two seconds of OK', () => {
    const entry = inState({ name: 'enterChallenge', pin: '1234', digits: '12345' });
    const back = step(CARD, entry, { type: 'keyDown', key: 'back', at: 100 });
    expect(deadline(CARD, back.machine)).toBe(1100);
    const cleared = step(CARD, back.machine, { type: 'time', at: 1100 });
    expect(cleared.machine.state).toEqual({ name: 'enterChallenge', pin: '1234', digits: '' });

    const prompt = inState({ name: 'enterPin', digits: '' });
    const ok = step(CARD, prompt, { type: 'keyDown', key: 'ok', at: 100 });
    expect(deadline(CARD, ok.machine)).toBe(2100);
    const change = step(CARD, ok.machine, { type: 'time', at: 2100 });
    expect(change.machine.state).toEqual({ name: 'enterOldPin', digits: '' });
  });

  it('begin no change of PIN with digits typed, nor on a card with a soft PIN', () => {
    const typed = step(CARD, inState({ name: 'enterPin', digits: '1' }), {
      type: 'keyDown',
      key: 'ok',
      at: 0,
    });
    expect(typed.machine.held?.action).toBeNull();
    const soft = step(SOFT, inState({ name: 'enterPin', digits: '' }), { type: 'keyDown', key: 'ok', at: 0 });
    expect(soft.machine.held?.action).toBeNull();
  });
});

describe('outcomes', () => {
  it('lead where the card goes next', () => {
    const to = (outcome: Outcome) =>
      conclude(CARD, inState({ name: 'enterPin', digits: '1234' }), outcome, 50);
    const notice = (shown: Notice, then: Continuation) => noticeState(CARD, shown, then, 50);
    const rows: [Outcome, State][] = [
      [
        { type: 'pinAccepted', pin: '1234', purpose: 'respond' },
        { name: 'enterChallenge', pin: '1234', digits: '' },
      ],
      [
        { type: 'pinAccepted', pin: '1234', purpose: 'change' },
        { name: 'enterNewPin', digits: '' },
      ],
      [
        { type: 'pinRefused', triesLeft: 3 },
        notice({ kind: 'pinError', triesLeft: 3 }, { name: 'enterPin' }),
      ],
      [
        { type: 'cardLocked', question: '11112222' },
        notice({ kind: 'locked' }, { name: 'showUnlockQuestion', question: '11112222' }),
      ],
      [{ type: 'unlockAccepted' }, { name: 'enterNewPin', digits: '' }],
      [{ type: 'cardDied' }, notice({ kind: 'dead' }, { name: 'off' })],
      [{ type: 'pinStored' }, notice({ kind: 'pinSet' }, { name: 'enterPin' })],
      [
        { type: 'responded', response: '98276595' },
        { name: 'showResponse', response: '98276595', group: 0, nextGroupAt: null },
      ],
      [
        { type: 'started', condition: { name: 'ready' }, batteryLow: false },
        { name: 'enterPin', digits: '' },
      ],
      [
        { type: 'started', condition: { name: 'ready' }, batteryLow: true },
        notice({ kind: 'battery' }, { name: 'enterPin' }),
      ],
      [
        { type: 'started', condition: { name: 'dead' }, batteryLow: false },
        notice({ kind: 'dead' }, { name: 'off' }),
      ],
    ];
    for (const [outcome, state] of rows) {
      expect(to(outcome)).toEqual({ state, activeAt: 50, held: null });
    }
  });
});

describe('a divided response', () => {
  it('goes to the next group every 10 s, and switches off first when both are due', () => {
    const shown = conclude(CLASSIC, OFF, { type: 'responded', response: '98276595' }, 0);
    expect(deadline(CLASSIC, shown)).toBe(10_000);
    const second = step(CLASSIC, shown, { type: 'time', at: 10_000 }).machine;
    expect(second.state).toMatchObject({ group: 1, nextGroupAt: 20_000 });
    const third = step(CLASSIC, second, { type: 'time', at: 20_000 }).machine;
    expect(third.state).toMatchObject({ group: 0, nextGroupAt: 30_000 });
    expect(step(CLASSIC, third, { type: 'time', at: 30_000 }).machine.state).toEqual({ name: 'off' });
  });
});

/** Answers a request in any way the memory could. */
function answer(kind: string, pick: number): Outcome {
  const question = '11112223';
  const answers: Record<string, Outcome[]> = {
    start: [
      { type: 'started', condition: { name: 'ready' }, batteryLow: false },
      { type: 'started', condition: { name: 'ready' }, batteryLow: true },
      { type: 'started', condition: { name: 'locked', question }, batteryLow: false },
      { type: 'started', condition: { name: 'dead' }, batteryLow: false },
    ],
    verifyPin: [
      { type: 'pinAccepted', pin: '1234', purpose: 'respond' },
      { type: 'pinAccepted', pin: '1234', purpose: 'change' },
      { type: 'pinRefused', triesLeft: 4 },
      { type: 'cardLocked', question },
    ],
    respond: [{ type: 'responded', response: '98276595' }],
    checkUnlockAnswer: [
      { type: 'unlockAccepted' },
      { type: 'unlockRefused', triesLeft: 9, question },
      { type: 'cardDied' },
    ],
    setPin: [{ type: 'pinStored' }],
  };
  const choices = answers[kind] ?? [];
  return choices[pick % choices.length] as Outcome;
}

describe('a key that is still down on a card gone off', () => {
  it.each([
    ['ok', 'changePin', 2000],
    ['power', 'selfTest', 5000],
    ['back', 'clear', 1000],
  ] as const)('%s no longer does what it would: %s', (key, action, at) => {
    const machine = { ...OFF, held: { key, since: 0, action } };
    const result = step(CARD, machine, { type: 'time', at });
    expect(result).toMatchObject({ machine: { state: { name: 'off' } }, request: null });
  });

  it('power, released, does not start it again', () => {
    const machine = { ...OFF, held: { key: 'power', since: 0, action: 'switchOff' } } as const;
    expect(step(CARD, machine, { type: 'keyUp', key: 'power', at: 100 }).request).toBeNull();
  });
});

describe('any sequence of keys and times', () => {
  const input = fc.record({
    type: fc.constantFrom('keyDown' as const, 'keyUp' as const, 'time' as const),
    key: fc.constantFrom(...KEY_NAMES),
    waitMs: fc.constantFrom(0, 1, 80, 499, 500, 1000, 2000, 5000, 10_000, 30_000, 300_000),
    pick: fc.nat(11),
  });

  it('keeps the state well formed, the screen showable and every deadline ahead', () => {
    fc.assert(
      fc.property(fc.constantFrom(CARD, CLASSIC), fc.array(input, { maxLength: 80 }), (profile, inputs) => {
        let machine = OFF;
        let now = 0;
        const apply = (event: InputEvent, pick: number) => {
          const result = step(profile, machine, event);
          machine = result.machine;
          if (result.request !== null) {
            const outcome = answer(result.request.type, profile.pin.check === 'soft' ? 0 : pick);
            machine = conclude(profile, machine, outcome, event.at);
          }
          if ('digits' in machine.state) expect(machine.state.digits).toMatch(/^[0-9]{0,8}$/);
          const text = screenText(profile, machine.state, '10000001');
          expect(text.replaceAll('.', '').length).toBeLessThanOrEqual(profile.display.cells);
          const next = deadline(profile, machine);
          if (next !== null) expect(next).toBeGreaterThan(event.at);
        };
        for (const { type, key, waitMs, pick } of inputs) {
          const until = now + waitMs;
          for (let next = deadline(profile, machine); next !== null && next <= until; ) {
            now = next;
            apply({ type: 'time', at: now }, pick);
            next = deadline(profile, machine);
          }
          now = until;
          apply(type === 'time' ? { type, at: now } : { type, key, at: now }, pick);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
