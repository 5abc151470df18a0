/** The state of the terminal emulator: what every key, click and paste does. */
import { describe, expect, it } from 'vitest';
import { reduce } from '../../emulator/terminal/reducer.js';
import {
  firstState,
  type TerminalCommand,
  type TerminalEvent,
  type TerminalState,
} from '../../emulator/terminal/state.js';
import { DSC_PLUS_PROFILES } from '../../firmware/dsc-plus/profiles.js';
import { demoDscPlus, exampleCodeCard } from './headless-terminal.js';

const SIZE = { width: 80, height: 24 };

function stateOf(
  devices = [demoDscPlus(), exampleCodeCard()],
  options: { sealed?: boolean; clipboard?: boolean } = {},
): TerminalState {
  return firstState(devices, { sealed: false, clipboard: true, lines: [], ...options }, SIZE);
}

/** Applies keys by name, or events, one after the other. */
function given(state: TerminalState, ...inputs: readonly (string | TerminalEvent)[]) {
  const commands: TerminalCommand[] = [];
  let current = state;
  for (const input of inputs) {
    const event: TerminalEvent = typeof input === 'string' ? { type: 'key', key: input } : input;
    const step = reduce(current, event);
    current = step.state;
    commands.push(...step.commands);
  }
  return { state: current, commands };
}

const codePage = () => stateOf([exampleCodeCard()] as never);

function codeField(state: TerminalState) {
  const open = state.devices[state.shown];
  if (open?.kind !== 'security-code-card') throw new Error('no code card is shown');
  return { found: open.field.found, typed: open.field.typed, half: open.half };
}

describe('keys on a DSC+', () => {
  it.each([
    ['p', 'power', null],
    ['P', 'power', 2000],
    ['ctrl-p', 'power', 5000],
    ['0', '0', null],
    ['9', '9', null],
    ['enter', 'ok', null],
    ['O', 'ok', 2000],
    ['backspace', 'back', null],
    ['c', 'back', 1000],
    ['delete', 'back', 1000],
  ])('%s is %s, held %s ms', (key, cardKey, heldMs) => {
    const { state, commands } = given(stateOf(), key);
    expect(commands).toEqual([{ type: 'press', key: cardKey, heldMs }]);
    expect(state.pressed).toBe(cardKey);
    expect(given(state, { type: 'keyReleased' }).state.pressed).toBeNull();
  });

  it("holds for the profile's times where they are longer", () => {
    const [base] = DSC_PLUS_PROFILES;
    const device = demoDscPlus();
    const times = { ...device.twin.profile.times, powerOffMs: 2500, selfTestMs: 6000, changePinMs: 3000 };
    const slow = { ...device, twin: { profile: { ...base, times } } } as unknown as typeof device;
    const { commands } = given(stateOf([slow] as never), 'P', 'ctrl-p', 'O');
    expect(commands.map((command) => 'heldMs' in command && command.heldMs)).toEqual([2500, 6000, 3000]);
  });

  it.each(['u', 'z', 'up', 'escape', ' ', '!'])('%s means nothing', (key) => {
    const { state, commands } = given(stateOf(), key);
    expect(commands).toEqual([]);
    expect(state).toEqual({ ...stateOf(), devices: state.devices, message: null });
  });

  it('a click presses when the mouse goes up, a long one holds', () => {
    const down: TerminalEvent = { type: 'mouseDown', target: { type: 'cardKey', key: 'ok' }, atMs: 1000 };
    const held = given(stateOf(), down);
    expect(held.commands).toEqual([]);
    expect(held.state.pressed).toBe('ok');
    expect(given(held.state, { type: 'keyReleased' }).state.pressed).toBe('ok');
    const click = (upAtMs: number) => given(held.state, { type: 'mouseUp', atMs: upAtMs }).commands;
    expect(click(1500)).toEqual([{ type: 'press', key: 'ok', heldMs: null }]);
    expect(click(3200)).toEqual([{ type: 'press', key: 'ok', heldMs: 2200 }]);
  });

  it('a long click on power is never too short to switch on', () => {
    const events: TerminalEvent[] = [
      { type: 'mouseDown', target: { type: 'cardKey', key: 'power' }, atMs: 0 },
      { type: 'mouseUp', atMs: 700 },
    ];
    const { commands } = given(stateOf([demoDscPlus('dsc-plus-classic')] as never), ...events);
    expect(commands).toEqual([{ type: 'press', key: 'power', heldMs: 1900 }]);
  });

  it('the mouse going up without having gone down on a key does nothing', () => {
    expect(given(stateOf(), { type: 'mouseUp', atMs: 5 }).commands).toEqual([]);
  });

  it.each([
    ['123456', '123456', null],
    ['12 34', '1234', 'ignored 1 character that is not a digit'],
    ['a\u{1f600}-7', '7', 'ignored 3 characters that are not digits'],
    ['abc', null, 'ignored 3 characters that are not digits'],
  ])('pasting %j types %j', (text, digits, message) => {
    const { state, commands } = given(stateOf(), 'x', { type: 'paste', text });
    expect(commands).toEqual(digits === null ? [] : [{ type: 'type', digits }]);
    expect(state.message?.text ?? null).toBe(message);
  });
});

describe('keys on a code card', () => {
  it('digits and Enter look up; the second joins, the third begins anew', () => {
    const one = given(codePage(), '1', '0', '0', 'enter').state;
    expect(codeField(one)).toEqual({ found: [100], typed: '', half: 'lower' });
    const two = given(one, '0', '5', '0', ',').state;
    expect(codeField(two).found).toEqual([100, 50]);
    expect(codeField(given(two, '1', ' ').state)).toEqual({ found: [1], typed: '', half: 'upper' });
  });

  it.each(['0', '225', '999'])('index %s is refused and what was found stays', (index) => {
    const { state } = given(codePage(), '1', '0', '0', 'enter', ...index, 'enter');
    expect(state.message).toEqual({
      text: `Index ${index} is not on the card: type a number from 1 to 224.`,
      isError: true,
    });
    expect(codeField(state)).toEqual({ found: [100], typed: '', half: 'lower' });
    expect(codeField(given(state, '5', '0', 'enter').state).found).toEqual([100, 50]);
  });

  it('Backspace takes back digits, then numbers; Escape everything', () => {
    const typed = given(codePage(), '7', ' ', '2', '2').state;
    expect(codeField(given(typed, 'backspace').state)).toMatchObject({ found: [7], typed: '2' });
    expect(codeField(given(typed, 'backspace', 'backspace', 'backspace').state)).toMatchObject({
      found: [],
      typed: '',
    });
    expect(codeField(given(typed, 'escape').state)).toMatchObject({ found: [], typed: '' });
  });

  it('takes three digits at most', () => {
    expect(codeField(given(codePage(), '1', '2', '3', '4').state).typed).toBe('123');
  });

  it('turns the halves by hand', () => {
    expect(codeField(given(codePage(), 'l').state).half).toBe('lower');
    expect(codeField(given(codePage(), 'pagedown', 'u').state).half).toBe('upper');
    expect(codeField(given(codePage(), 'l', 'pageup').state).half).toBe('upper');
    expect(codeField(given(codePage(), '1', ' ', 'l', '2').state).half).toBe('lower');
  });

  it('a click looks up', () => {
    const click: TerminalEvent = { type: 'mouseDown', target: { type: 'cell', index: 50 }, atMs: 0 };
    expect(codeField(given(codePage(), '1', '0', '0', ' ', '4', click).state).found).toEqual([100, 50]);
  });

  it('copies what was found', () => {
    expect(given(codePage(), 'y').state.message?.isError).toBe(true);
    const { commands } = given(codePage(), ...'100 50 ', 'y');
    expect(commands).toEqual([{ type: 'copyCardValues', text: 'A3DZ3V' }]);
  });

  it('takes index numbers out of a pasted text', () => {
    const { state } = given(codePage(), { type: 'paste', text: 'No. 100\n50\n' });
    expect(codeField(state).found).toEqual([100, 50]);
    expect(state.message?.text).toBe('ignored 3 characters that are not part of index numbers');
  });
});

describe('keys everywhere', () => {
  it('Tab and Shift-Tab turn to the next and the previous device, round the ends', () => {
    const shown = (...keys: string[]) => given(stateOf(), ...keys).state.shown;
    expect([shown('tab'), shown('tab', 'tab'), shown('shift-tab')]).toEqual([1, 0, 1]);
    const tab: TerminalEvent = { type: 'mouseDown', target: { type: 'tab', device: 1 }, atMs: 0 };
    expect(given(stateOf(), tab).state.shown).toBe(1);
  });

  it.each(['q', 'ctrl-c'])('%s quits', (key) => {
    expect(given(stateOf(), key).commands).toEqual([{ type: 'quit' }]);
  });

  it('any key and any click closes the help and does nothing else', () => {
    for (const close of ['q', 'p', '?', { type: 'mouseDown', target: null, atMs: 0 } as const]) {
      const { state, commands } = given(stateOf(), '?', close);
      expect(state.overlay.kind).toBe('none');
      expect(commands).toEqual([]);
    }
    expect(given(stateOf(), '?', 'ctrl-c').commands).toEqual([{ type: 'quit' }]);
  });

  it('copying can be off, and a sealed twin keeps its secrets', () => {
    const off = given(stateOf(undefined, { clipboard: false }), 'y');
    expect(off.commands).toEqual([]);
    expect(off.state.message?.text).toContain('--no-clipboard');
    const sealed = given(stateOf(undefined, { sealed: true }), 's').state;
    expect([sealed.secretsShown, sealed.message?.isError]).toEqual([false, true]);
    expect(given(stateOf(), 's').state.secretsShown).toBe(true);
  });

  it('only quitting works in a window that is too small', () => {
    const small: TerminalEvent = { type: 'resized', size: { width: 79, height: 24 } };
    const { state, commands } = given(stateOf(), small, 'p', '?', { type: 'paste', text: '12' });
    expect(commands).toEqual([]);
    expect(state.overlay.kind).toBe('none');
    expect(given(state, 'q').commands).toEqual([{ type: 'quit' }]);
    expect(given(state, 'ctrl-c').commands).toEqual([{ type: 'quit' }]);
  });

  it('a message goes with the next key', () => {
    const said = given(stateOf(), { type: 'said', message: { text: 'hello', isError: false } }).state;
    expect(said.message?.text).toBe('hello');
    expect(given(said, { type: 'keyReleased' }).state.message?.text).toBe('hello');
    expect(given(said, '1').state.message).toBeNull();
  });
});

describe('the chooser', () => {
  it('goes round, and Escape changes nothing', () => {
    const selected = (...keys: string[]) => {
      const { overlay } = given(stateOf(), 'd', ...keys).state;
      return overlay.kind === 'chooser' ? overlay.selected : null;
    };
    const last = 2 + 7;
    expect([selected(), selected('up'), selected('up', 'down'), selected('end'), selected('home')]).toEqual([
      0,
      last,
      0,
      last,
      0,
    ]);
    expect(given(stateOf(), 'd', 'down', 'escape').state).toMatchObject({
      shown: 0,
      overlay: { kind: 'none' },
    });
  });

  it('shows an open device', () => {
    expect(given(stateOf(), 'd', 'down', 'enter').state).toMatchObject({
      shown: 1,
      overlay: { kind: 'none' },
    });
  });

  it('asks for a new demo of every profile', () => {
    const profiles = Array.from({ length: 7 }, (_, position) => {
      const target = { type: 'choice', position: position + 2 } as const;
      return given(stateOf(), 'd', { type: 'mouseDown', target, atMs: 0 }).commands;
    });
    expect(profiles).toEqual(
      [
        ...['dsc-plus', 'dsc-plus-soft', 'dsc-plus-classic', 'dsc-plus-counter', 'dsc-plus-mutual'],
        ...['security-code-card', 'online-security-code-card'],
      ].map((profile) => [{ type: 'open', choice: { profile } }]),
    );
  });

  it('turns to a device that was opened', () => {
    const { state } = given(stateOf(), 'd', { type: 'opened', device: demoDscPlus('dsc-plus-soft') });
    expect(state).toMatchObject({ shown: 2, overlay: { kind: 'none' } });
    expect(state.devices).toHaveLength(3);
  });

  it('reads a file name, with every key of a field', () => {
    const typing = given(stateOf(), 'd', 'end', 'enter', ...'q d1?.tokem').state;
    const edited = given(
      typing,
      'left',
      'delete',
      'n',
      'home',
      'x',
      'end',
      'left',
      'right',
      '!',
      'backspace',
    );
    expect(given(edited.state, 'enter').commands).toEqual([
      { type: 'open', choice: { file: 'xq d1?.token' } },
    ]);
    const pasted = given(typing, 'home', { type: 'paste', text: '/a b/\r\n' });
    expect(given(pasted.state, 'enter').commands).toEqual([
      { type: 'open', choice: { file: '/a b/q d1?.tokem' } },
    ]);
    expect(given(typing, 'escape').state.overlay.kind).toBe('none');
    expect(given(typing, 'ctrl-c').commands).toEqual([{ type: 'quit' }]);
  });

  it('does not open a file without a name', () => {
    expect(given(stateOf(), 'd', 'end', 'enter', 'enter').commands).toEqual([]);
  });
});
