/** What the panes show. */
import { describe, expect, it } from 'vitest';
import { type DscPlusView, drawScreen } from '../../emulator/terminal/draw-screen.js';
import { hintLine } from '../../emulator/terminal/help-text.js';
import { keyFrom } from '../../emulator/terminal/keyboard.js';
import { dscPlusLayout } from '../../emulator/terminal/layout.js';
import { targetAt } from '../../emulator/terminal/picture.js';
import { reduce } from '../../emulator/terminal/reducer.js';
import { firstState, type TerminalEvent, type TerminalState } from '../../emulator/terminal/state.js';
import { abilitiesOf } from '../../emulator/terminal/terminal-abilities.js';
import { TwinWatch } from '../../emulator/terminal/twin-watch.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import { KEY_NAMES } from '../../firmware/dsc-plus/keys.js';
import { textLines } from './picture-text.js';

const AROUND = { ascii: false, nowMs: Date.UTC(2026, 0, 10) };
const SMALL = { width: 80, height: 24 };

/** A DSC+ on manual time, its state and its log. */
class Bench {
  readonly twin: DscPlus;
  readonly #watch: TwinWatch;
  state: TerminalState;

  constructor(
    profile = 'dsc-plus',
    { file = null, size = SMALL }: { file?: string | null; size?: typeof SMALL } = {},
  ) {
    this.twin = DscPlus.demo({ profile });
    this.#watch = new TwinWatch(this.twin, () => {});
    const device = { kind: 'dsc-plus', name: 'my card', twin: this.twin, file } as const;
    this.state = firstState([device], { sealed: false, clipboard: true, lines: [] }, size);
  }

  press(...keys: readonly KeyName[]): void {
    for (const key of keys) {
      this.happen({ type: 'observed', device: 0, entry: this.#watch.press(key, null) });
    }
  }

  pass(seconds: number): void {
    this.twin.advance({ seconds });
    for (const entry of this.#watch.settle()) this.happen({ type: 'observed', device: 0, entry });
  }

  happen(event: TerminalEvent): void {
    this.state = reduce(this.state, event).state;
  }

  get picture() {
    const view: DscPlusView = {
      frame: this.twin.frame,
      status: this.twin.status(),
      secrets: this.state.secretsShown ? this.twin.secrets() : null,
      faults: [],
      history: null,
    };
    return drawScreen(this.state, view, AROUND);
  }

  get text(): string {
    return textLines(this.picture).join('\n');
  }

  /** The words of the panel, in one line. */
  get panel(): string {
    const { left } = dscPlusLayout(this.state.size).panel;
    return textLines(this.picture)
      .map((line) => line.slice(left))
      .join(' ');
  }

  /** The log, without what stands left of it. */
  get log(): string[] {
    return [...this.text.matchAll(/\d\d:\d\d (?:power|digit|OK|back|time|[0-9] ).*$/gm)].map(([line]) =>
      line.slice(6),
    );
  }
}

const PIN = ['1', '2', '3', '4'] as const;

describe('the page of a DSC+', () => {
  it('has a target for every key', () => {
    const { targets } = new Bench().picture;
    const keys = targets.flatMap(({ target }) => (target.type === 'cardKey' ? [target.key] : []));
    expect([...keys].sort()).toEqual([...KEY_NAMES].sort());
  });

  it('finds a key where its label is drawn', () => {
    const { picture } = new Bench();
    const lines = textLines(picture);
    const row = lines.findIndex((line) => line.includes('│power│'));
    const column = (lines[row] as string).indexOf('power');
    expect(targetAt(picture, column, row)).toEqual({ type: 'cardKey', key: 'power' });
  });

  it('shows what the chip knows', () => {
    const bench = new Bench('dsc-plus-counter');
    bench.press('power', ...PIN, 'ok');
    expect(bench.text).toMatch(/state +challenge$/m);
    expect(bench.text).toMatch(/tries left +5$/m);
    expect(bench.text).toMatch(/counter +0$/m);
    expect(bench.text).toMatch(/battery +100 %$/m);
    expect(bench.text).toMatch(/activations +1$/m);
    expect(bench.text).toMatch(/2026-01-01T00:00:01Z$/m);
    expect(bench.text).toMatch(/PIN +\*\*\*\*$/m);
    expect(bench.text).toMatch(/key +hidden$/m);
  });

  it('logs keys without digits, and with them when secrets are shown', () => {
    const bench = new Bench();
    bench.press('power', '1', '2', '3', '4', 'ok', ...('123456'.split('') as KeyName[]), 'ok');
    expect(bench.log.slice(-9)).toEqual([
      ...['digit    ----', 'OK       CHALLNG>', 'digit    -_____', 'digit    --____', 'digit    ---___'],
      ...['digit    ----__', 'digit    -----_', 'digit    ------', 'OK       ********'],
    ]);
    bench.happen({ type: 'key', key: 's' });
    expect(bench.log.slice(-2)).toEqual(['6        123456', 'OK       98276595']);
  });

  it('logs what happens by itself', () => {
    const bench = new Bench();
    bench.press('power');
    bench.pass(31);
    expect(bench.log).toEqual(['power    PIN>', 'time     (off)']);
  });

  it('says what to do with a locked card, by the name of its file', () => {
    const bench = new Bench('dsc-plus', { file: "it's mine.token", size: { width: 200, height: 60 } });
    bench.press('power');
    for (let wrong = 0; wrong < 5; wrong += 1) bench.press('9', '9', '9', '9', 'ok');
    expect(bench.panel).toContain(String.raw`tokentwin unlock 'it'\''s mine.token' --challenge QUESTION`);
    bench.pass(3);
    const question = bench.twin.frame.text;
    expect(question).toMatch(/^[0-9]{8}$/);
    expect(bench.panel).toContain(`--challenge ${question}`);
    bench.press('ok', '1');
    expect(bench.panel).toContain(`--challenge ${question}`);
  });

  it('marks the selected tab by brackets, whole, and lets the others share the row', () => {
    const bench = new Bench();
    const device = {
      kind: 'dsc-plus',
      name: 'a card with quite a long name',
      twin: bench.twin,
      file: null,
    } as const;
    for (let count = 0; count < 3; count += 1) bench.happen({ type: 'opened', device });
    expect(textLines(bench.picture)[0]).toMatch(
      /^ 1 m\.\. {2}2 a\.\. {2}3 a\.\. \[4 a card with quite a long name\] +tokentwin - TEST DEVICE$/,
    );
  });

  it('shows a long message whole', () => {
    const bench = new Bench();
    const text = `The file ${'/some/folder'.repeat(10)} is not a tokentwin token file.`;
    bench.happen({ type: 'said', message: { text, isError: true } });
    const shown = textLines(bench.picture).slice(-4, -1).join(' ').replace(/\s+/g, '');
    expect(shown).toContain(text.replace(/\s+/g, ''));
  });
});

describe('watching a twin', () => {
  it('tells of keys and changes that came from elsewhere, until it stops', () => {
    const twin = DscPlus.demo();
    let changes = 0;
    const watch = new TwinWatch(twin, () => {
      changes += 1;
    });
    twin.press('power');
    expect(changes).toBeGreaterThan(0);
    expect(watch.settle()).toMatchObject([{ key: 'power', heldMs: null, text: 'PIN>', state: 'enterPin' }]);
    expect(watch.settle()).toEqual([]);
    twin.hold('back', { ms: 1000 });
    twin.advance({ seconds: 30 });
    expect(watch.settle()).toMatchObject([
      { key: 'back', heldMs: 1000 },
      { key: null, text: '', state: 'off' },
    ]);
    expect(watch.press('power', null)).toMatchObject({ key: 'power', text: 'PIN>' });
    expect(watch.settle()).toEqual([]);
    watch.stop();
    const heard = changes;
    twin.press('1');
    expect(changes).toBe(heard);
  });

  it('shows a key that somebody else presses as pressed on the card that is on the screen', () => {
    const bench = new Bench();
    bench.press('power');
    bench.happen({ type: 'keyReleased' });
    expect(bench.state.pressed).toBeNull();
    bench.twin.press('7');
    bench.pass(0);
    expect(bench.state.pressed).toBe('7');
  });
});

describe('the page of a code card', () => {
  const stateOf = (profile: string, size = SMALL) => {
    const twin = SecurityCodeCard.demo({ profile });
    const device = { kind: 'security-code-card', name: 'card', twin, file: null } as const;
    return firstState([device], { sealed: false, clipboard: true, lines: [] }, size);
  };
  const textOf = (state: TerminalState, nowMs = AROUND.nowMs) =>
    textLines(drawScreen(state, null, { ...AROUND, nowMs })).join('\n');

  it('shows half the card, or all of it where there is room', () => {
    const indices = (text: string) =>
      [...text.matchAll(/(?<= )(\d{1,3}) [A-Z][2-9][A-Z]\b/g)].map(([, index]) => Number(index));
    expect(indices(textOf(stateOf('security-code-card')))).toHaveLength(112);
    const whole = indices(textOf(stateOf('security-code-card', { width: 120, height: 40 })));
    expect(whole.sort((one, other) => one - other)).toEqual(
      Array.from({ length: 224 }, (_, position) => position + 1),
    );
  });

  it('says until when an online card is valid, and that it has expired', () => {
    expect(textOf(stateOf('security-code-card'))).not.toMatch(/Valid|EXPIRED/);
    const online = stateOf('online-security-code-card');
    expect(textOf(online, Date.UTC(2026, 0, 21, 23, 59, 59))).toContain('Valid until 2026-01-22 00:00 UTC');
    expect(textOf(online, Date.UTC(2026, 0, 22))).toContain('EXPIRED 2026-01-22 00:00 UTC');
  });

  it('has a cell under the mouse where its index is drawn', () => {
    const picture = drawScreen(stateOf('security-code-card'), null, AROUND);
    const lines = textLines(picture);
    const row = lines.findIndex((line) => line.includes(' 42 '));
    expect(targetAt(picture, (lines[row] as string).indexOf(' 42 ') + 1, row)).toEqual({
      type: 'cell',
      index: 42,
    });
  });
});

describe('the short help', () => {
  it.each([80, 100, 200])('fits %i columns and always names help and quit', (width) => {
    for (const kind of ['dsc-plus', 'security-code-card'] as const) {
      for (const isInReader of [false, true]) {
        const line = hintLine(kind, width, isInReader);
        expect(line.length).toBeLessThanOrEqual(width);
        expect(line).toMatch(/^\? help .* q quit$/);
        expect(/x card {2}t traffic/.test(line)).toBe(isInReader);
      }
    }
  });
});

describe('the keyboard', () => {
  it.each([
    ['a', { name: 'a' }, 'a'],
    ['P', { name: 'p', shift: true }, 'P'],
    ['7', {}, '7'],
    [' ', { name: 'space' }, ' '],
    ['\r', { name: 'return' }, 'enter'],
    ['\r', { name: 'enter' }, null],
    ['\n', { name: 'linefeed' }, 'enter'],
    ['\x10', { name: 'p', ctrl: true }, 'ctrl-p'],
    ['\x7f', { name: 'backspace' }, 'backspace'],
    [undefined, { name: 'tab', shift: true }, 'shift-tab'],
    [undefined, { name: 'delete' }, 'delete'],
    [undefined, { name: 'f1' }, null],
    [undefined, { name: 'd', meta: true }, null],
  ])('%j %j is %j', (character, reported, key) => {
    expect(keyFrom(character, reported)).toBe(key);
  });
});

describe('the environment', () => {
  it.each([
    [{ LANG: 'en_US.UTF-8' }, 'linux', true],
    [{ LANG: 'en_US.utf8', LC_ALL: '' }, 'linux', true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, 'linux', false],
    [{ LANG: 'C', LC_CTYPE: 'C.UTF-8' }, 'linux', true],
    [{}, 'linux', false],
    [{}, 'win32', true],
  ])('%j on %s: UTF-8 %s', (environment, platform, utf8) => {
    expect(abilitiesOf(environment, platform).utf8).toBe(utf8);
  });
});
