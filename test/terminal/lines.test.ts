/** What the terminal does with devices in readers on lines: states and pictures. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeviceLine } from '../../emulator/reader/device-line.js';
import { drawScreen } from '../../emulator/terminal/draw-screen.js';
import { HELP_LINES } from '../../emulator/terminal/help-text.js';
import type { Size } from '../../emulator/terminal/layout.js';
import { reduce } from '../../emulator/terminal/reducer.js';
import {
  firstState,
  shownDevice,
  type TerminalCommand,
  type TerminalEvent,
  type TerminalState,
} from '../../emulator/terminal/state.js';
import type { StateName } from '../../firmware/dsc-plus/state.js';
import { demoDscPlus, exampleCodeCard } from './headless-terminal.js';
import { textLines } from './picture-text.js';

const SMALL = { width: 80, height: 24 };
const LARGE = { width: 120, height: 40 };
const AT = Date.UTC(2026, 0, 1, 12, 30, 15);
const ADDRESS = '/dev/pts/5';

interface Choices {
  readonly size?: Size;
  readonly address?: string;
  readonly sealed?: boolean;
  readonly clipboard?: boolean;
}

/** A DSC+ and a code card in readers; a second DSC+ in none. */
function stateOf({ size = SMALL, address = ADDRESS, sealed = false, clipboard = true }: Choices = {}) {
  const devices = [demoDscPlus(), exampleCodeCard(), demoDscPlus('dsc-plus-soft')];
  const lines = devices.slice(0, 2).map((device) => new DeviceLine(device, address, () => {}));
  return firstState(devices, { sealed, clipboard, lines }, size);
}

/** Applies keys by name, or events, one after the other. */
function given(state: TerminalState, ...inputs: readonly (string | TerminalEvent)[]) {
  const commands: TerminalCommand[] = [];
  let current = state;
  for (const input of inputs) {
    const step = reduce(current, typeof input === 'string' ? { type: 'key', key: input } : input);
    current = step.state;
    commands.push(...step.commands);
  }
  return { state: current, commands };
}

function textOf(state: TerminalState): string {
  const open = shownDevice(state);
  const view =
    open.kind === 'dsc-plus'
      ? {
          frame: open.device.twin.frame,
          status: open.device.twin.status(),
          faults: [],
          secrets: null,
          history: null,
        }
      : null;
  return textLines(drawScreen(state, view, { ascii: false, nowMs: AT })).join('\n');
}

function traffic(asked: string, answered: string, device = 0): TerminalEvent {
  return {
    type: 'happened',
    device,
    atMs: AT,
    events: [{ type: 'traffic', entry: { slot: 0, asked, answered } }],
  };
}

function numbered(first: number, count: number): TerminalEvent {
  const events = Array.from({ length: count }, (_, place) => ({
    type: 'traffic' as const,
    entry: { slot: 0, asked: `command ${first + place}`, answered: '9000 done' },
  }));
  return { type: 'happened', device: 0, atMs: AT, events };
}

/** The first and the last numbers of commands in the rows of the overlay. */
function shownCommands(state: TerminalState): [first: number, last: number] {
  const numbers = [...textOf(state).matchAll(/command (\d+) -> 9000/g)].map(([, number]) => Number(number));
  return [numbers[0] as number, numbers.at(-1) as number];
}

const NOTICE: TerminalEvent = {
  type: 'happened',
  device: 0,
  atMs: AT,
  events: [{ type: 'notice', sentence: 'A second host was refused.' }],
};

describe('the line of a device', () => {
  it.each([SMALL, LARGE])('stands in the panel and on the page of a code card, with the card: %j', (size) => {
    const state = stateOf({ size });
    expect(textOf(state)).toMatch(/line +\/dev\/pts\/5$/m);
    expect(textOf(state)).toMatch(/reader +card in$/m);
    const sheet = given(state, 'tab').state;
    expect(textOf(sheet)).toMatch(/line \/dev\/pts\/5 +card in$/m);
    const moved: TerminalEvent = { type: 'cardMoved', device: 1, isCardIn: false };
    expect(textOf(given(sheet, moved).state)).toMatch(/line \/dev\/pts\/5 +card out$/m);
    expect(textOf(given(sheet, moved, 'shift-tab').state)).toMatch(/reader +card in$/m);
    expect(textOf(given(sheet, 'tab').state)).not.toMatch(/line|card in/);
  });

  it('is shortened in the panel so that its end can be read, and whole over its traffic', () => {
    const address = 'unix:/run/user/1000/bench/card.sock';
    const state = stateOf({ address });
    expect(textOf(state)).toMatch(/ line\n.*unix:\/\.\.\.nch\/card\.sock$/m);
    expect(textOf(given(state, 't').state)).toContain(`traffic on ${address} `);
    const long = `unix:/${'folder/'.repeat(14)}card.sock`;
    const rows = textOf(given(stateOf({ address: long }), 't').state).replace(/[│\s]/g, '');
    expect(rows).toContain(long);
  });

  it.each([['0'], ['1']])('x asks for the card of device %s to go out, then in', (device) => {
    const turned = { ...stateOf(), shown: Number(device) };
    expect(given(turned, 'x').commands).toEqual([{ type: 'moveCard', inserted: false }]);
    const out: TerminalEvent = { type: 'cardMoved', device: Number(device), isCardIn: false };
    expect(given(turned, out, 'x').commands).toEqual([{ type: 'moveCard', inserted: true }]);
  });

  it.each(['x', 't', 'a'])('without one %s says what is missing', (key) => {
    const { state, commands } = given({ ...stateOf(), shown: 2 }, key);
    expect(commands).toEqual([]);
    expect(state.overlay.kind).toBe('none');
    expect(state.message).toMatchObject({ isError: true });
    expect(state.message?.text).toContain('in no reader');
  });

  it('a copies the address, unless copying is off', () => {
    expect(given(stateOf(), 'a').commands).toEqual([{ type: 'copyAddress', text: ADDRESS }]);
    const off = given(stateOf({ clipboard: false }), 'a');
    expect(off.commands).toEqual([]);
    expect(off.state.message?.text).toContain('--no-clipboard');
  });
});

describe('traffic', () => {
  const verify = traffic('VERIFY PIN (4 digits)', '63C4 wrong PIN, 4 tries left');

  it('stands between the keys as it went, cut to two rows in a narrow panel', () => {
    const key = (text: string, state: StateName): TerminalEvent => ({
      type: 'observed',
      device: 0,
      entry: { type: 'display', atMs: AT, key: 'power', heldMs: null, text, state },
    });
    const { state } = given(stateOf(), key('PIN>', 'enterPin'), verify, key('', 'off'));
    const log = textOf(state)
      .split('\n')
      .map((line) => line.slice(56));
    expect(log.filter((line) => /^30:15|^ {2}63/.test(line))).toEqual([
      ...['30:15 power    PIN>', '30:15 VERIFY PIN (4 digi', '  63C4 wrong PIN, 4 trie'],
      '30:15 power    (off)',
    ]);
    const wide = textOf({ ...state, size: LARGE });
    expect(wide).toContain('12:30:15 VERIFY PIN (4 digits)');
    expect(wide).toMatch(/ {9}63C4 wrong PIN, 4 tries left$/m);
  });

  it('is listed by t, also for a code card, until t or Escape', () => {
    const lookUp = traffic('INTERNAL AUTHENTICATE index number 7', '9000 card values', 1);
    const { state } = given(stateOf(), verify, lookUp, 'tab', 't');
    expect(textOf(state)).toContain('12:30:15 INTERNAL AUTHENTICATE index number 7 -> 9000 card values');
    expect(textOf(state)).not.toContain('VERIFY');
    for (const close of ['t', 'escape']) expect(given(state, close).state.overlay.kind).toBe('none');
    expect(given(state, 'q').commands).toEqual([{ type: 'quit' }]);
    expect(given(state, 'x', 'a', 'p', '7').commands.map(({ type }) => type)).toEqual([
      'moveCard',
      'copyAddress',
    ]);
  });

  it('breaks what does not fit a row, below its words', () => {
    const { state } = given(stateOf(), traffic('word '.repeat(20).trim(), '9000 done'), 't');
    expect(textOf(state)).toMatch(/12:30:15 (word )+ +│\n │ {10}(word )+-> 9000 done +│/);
  });

  it('is scrolled by the arrows, Page, Home and End, never beyond its ends', () => {
    const full = given(stateOf(), numbered(1, 100), 't').state;
    const shows = (...keys: string[]) => shownCommands(given(full, ...keys).state);
    expect(shows()).toEqual([82, 100]);
    expect(shows('up', 'up', 'down')).toEqual([81, 99]);
    expect(shows('down')).toEqual([82, 100]);
    expect(shows('pageup')).toEqual([64, 82]);
    expect(shows('pageup', 'pageup', 'pagedown')).toEqual([64, 82]);
    expect(shows('home')).toEqual([1, 19]);
    expect(shows('home', 'up', 'down')).toEqual([2, 20]);
    expect(shows('home', 'end')).toEqual([82, 100]);
    expect(textOf(given(full, 'up').state)).toContain('rows below: 1;');
  });

  it('that comes follows at the bottom and leaves a scrolled view where it is', () => {
    const full = given(stateOf(), numbered(1, 100), 't').state;
    expect(shownCommands(given(full, numbered(101, 7)).state)).toEqual([89, 107]);
    const scrolled = given(full, 'pageup', numbered(101, 7), traffic('other device', 'done', 1)).state;
    expect(shownCommands(scrolled)).toEqual([64, 82]);
  });

  it('is kept for the newest 500 entries', () => {
    const batches = Array.from({ length: 30 }, (_, batch) => numbered(1 + 40 * batch, 40));
    const { state } = given(stateOf(), ...batches, 't', 'home');
    expect(shownDevice(state).log).toHaveLength(500);
    expect(shownCommands(state)).toEqual([701, 719]);
  });

  it('fills the overlay whatever is scrolled, comes and is resized', () => {
    const step = fc.oneof(
      fc.constantFrom('up', 'down', 'pageup', 'pagedown', 'home', 'end'),
      fc.integer({ min: 1, max: 60 }).map((count) => numbered(1, count)),
      fc
        .record({ width: fc.integer({ min: 80, max: 150 }), height: fc.integer({ min: 24, max: 50 }) })
        .map((size): TerminalEvent => ({ type: 'resized', size })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { state } = given(stateOf(), numbered(1, 60), 't', ...steps);
        const [first] = shownCommands(state);
        expect(first).toBeGreaterThanOrEqual(1);
        expect(textOf(state).match(/command/g)?.length).toBe(state.size.height - 5);
      }),
      { numRuns: 30 },
    );
  });

  it('of a sealed twin is nowhere, while its line and card are shown', () => {
    const { state } = given(stateOf({ sealed: true }), verify, NOTICE, 't');
    expect(state.overlay.kind).toBe('none');
    expect(state.message).toMatchObject({ isError: true });
    expect(textOf(state)).not.toMatch(/VERIFY|63C4/);
    expect(textOf(state)).toMatch(/line +\/dev\/pts\/5$/m);
    expect(textOf(state)).toMatch(/reader +card in$/m);
  });

  it('a notice of the line is a message, and stays in the list', () => {
    const told = given(stateOf(), NOTICE).state;
    expect(told.message).toEqual({ text: 'A second host was refused.', isError: false });
    expect(given(stateOf({ sealed: true }), NOTICE).state.message?.text).toBe('A second host was refused.');
    const listed = given(told, 't').state;
    expect(listed.message).toBeNull();
    expect(textOf(listed)).toContain('12:30:15 line: A second host was refused.');
  });
});

describe('a PIN that the host asks for at the keypad', () => {
  const shows = (text: string, state: StateName): TerminalEvent => ({
    type: 'observed',
    device: 0,
    entry: { type: 'display', atMs: AT, key: null, heldMs: null, text, state },
  });
  const asks = shows('PIN>', 'enterReaderPin');

  it.each([['?'], ['d'], ['t'], ['escape']])('turns to the card, also from another page after %s', (key) => {
    const { state } = given(stateOf(), 'tab', key, asks);
    expect(state).toMatchObject({ shown: 0, overlay: { kind: 'none' } });
    expect(state.message?.text).toMatch(/The host asks for a PIN.*power.*cancels/);
    expect(textOf(state)).toMatch(/30:15 reader +PIN>$/m);
  });

  it('is told once, until it is asked for again', () => {
    const typed = given(stateOf(), asks, '1', shows('1___', 'enterReaderPin')).state;
    expect(typed.message).toBeNull();
    expect(textOf(typed)).toMatch(/30:15 reader +-___$/m);
    const again = given(typed, shows('PIN ERR4', 'notice'), asks).state;
    expect(again.message?.text).toContain('The host asks for a PIN');
  });

  it('never takes the keyboard from a file name', () => {
    const { state, commands } = given(stateOf(), 'd', 'end', 'enter', '2', asks, '0', '2', '6', 'enter');
    expect(state.overlay.kind).toBe('fileName');
    expect(commands).toEqual([{ type: 'open', choice: { file: '2026' } }]);
    const told = given(stateOf(), 'd', 'end', 'enter', asks).state.message;
    expect(told?.text).toMatch(/The host asks for a PIN.*Esc closes this first/);
  });
});

describe('the help', () => {
  it('fits the smallest screen and names the keys of a reader', () => {
    expect(Math.max(...HELP_LINES.map((line) => line.length))).toBeLessThanOrEqual(74);
    const text = textOf(given(stateOf(), '?').state);
    for (const line of HELP_LINES) expect(text).toContain(line);
    expect(text).toMatch(/x +card out, card back in/);
    expect(text).toMatch(/t +traffic/);
    expect(text).toMatch(/a +copy the address/);
  });
});
