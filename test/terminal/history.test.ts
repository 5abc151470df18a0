/** The history overlay: stepping back through what has come to a card, and going another way from there. */
import { afterEach, describe, expect, it } from 'vitest';
import { History } from '../../emulator/recording/history.js';
import { DeviceHistory } from '../../emulator/terminal/device-history.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { HeadlessTerminal } from './headless-terminal.js';

let open: HeadlessTerminal | undefined;

afterEach(async () => {
  await open?.quit();
  open = undefined;
});

/** A terminal in which a PIN was typed wrong, with the history open. */
async function afterWrongPin(columns: number, rows: number): Promise<HeadlessTerminal> {
  open = new HeadlessTerminal(columns, rows);
  await open.until('display: (off)');
  open.send('p4321\r');
  await open.until('display: PIN ERR4');
  open.send('h');
  await open.until(/history: \d+ of \d+ inputs/);
  return open;
}

describe.each([
  [80, 24],
  [120, 40],
])('the history at %i x %i', (columns, rows) => {
  it('begins with now, and steps through displays, states and the flash', async () => {
    const terminal = await afterWrongPin(columns, rows);
    const count = Number(/of (\d+) inputs/.exec(terminal.text)?.[1]);
    expect(count).toBeGreaterThanOrEqual(12);
    expect(terminal.text).toContain(`history: ${count} of ${count} inputs`);
    expect(terminal.text).toMatch(/notice, frame \d+ of 20/);
    terminal.send('\u001b[H');
    await terminal.until(`history: 0 of ${count} inputs`);
    expect(terminal.text).toMatch(/off, frame 1 of/);
    terminal.send('\u001b[B\u001b[B');
    await terminal.until(`history: 2 of ${count} inputs`);
    expect(terminal.text).toMatch(/enterPin, frame 2 of 20.*\n.*flash [0-9a-f]{8}, changed by this input/);
    expect(terminal.text).toMatch(/> +2 .* power up/);
    terminal.send('\u001b[F');
    await terminal.until(`history: ${count} of ${count} inputs`);
    terminal.send('h');
    await terminal.until('display: PIN ERR4');
  });

  it('branches: the tries of the branch are those of that moment, the card keeps its own', async () => {
    const terminal = await afterWrongPin(columns, rows);
    expect(terminal.text).not.toContain('window too small');
    terminal.send('\u001b[H\u001b[B\u001b[B');
    await terminal.until('history: 2 of');
    terminal.send('\r');
    await terminal.until('opened dsc-plus (demo) from input 2');
    await terminal.until('display: PIN>');
    expect(terminal.text).toMatch(/tries left +5/);
    terminal.send('1234\r123456\r');
    await terminal.until('display: 98276595');
    terminal.send('\t');
    await terminal.until(/tries left +4/);
  });
});

describe('a card made wrong', () => {
  it('says so in the panel, and answers wrong', async () => {
    open = new HeadlessTerminal(80, 24);
    await open.until('display: (off)');
    open.send('w');
    await open.until('make the card wrong');
    open.send('next-response wrong\r');
    await open.until('on purpose: next response wrong');
    expect(open.text).toMatch(/on purpose\s+next response|on purpose/);
    open.send('p1234\r123456\r');
    await open.until('display: 98276596');
    open.send('wdead-segment 0 x\r');
    await open.until('has no such segment');
    open.send('wnone\r');
    await open.until('on purpose: all right again');
  });

  it('is a code card that cannot be read at a place', async () => {
    open = new HeadlessTerminal(80, 24);
    await open.until('display: (off)');
    open.send('\tw');
    await open.until('make the print wrong');
    open.send('smudged 7\r');
    await open.until('on purpose: 7 smudged');
    await open.until(/ {2}7 \?\?\?/);
    open.send('wslow 3\r');
    await open.until('A code card can be smudged or misprinted');
    open.send('wnone\r');
    await open.until('on purpose: all right again');
    expect(open.text).not.toContain('???');
  });
});

describe('the history', () => {
  it('is not there for a code card and for a sealed card', async () => {
    open = new HeadlessTerminal(80, 24);
    await open.until('display: (off)');
    open.send('\th');
    await open.until('A printed card has no history.');
    await open.quit();
    open = new HeadlessTerminal(80, 24, { sealed: true });
    await open.until('display: (off)');
    open.send('h');
    await open.until('A sealed card has no history');
  });

  it('says that nothing has come yet', async () => {
    open = new HeadlessTerminal(80, 24);
    await open.until('display: (off)');
    open.send('h');
    await open.until('Nothing has come to the card yet.');
  });

  it('is bounded: the older half is folded away, and the rest is as it was', () => {
    const card = DscPlus.demo();
    const history = new History(card, null, 100);
    const shown: string[] = [card.frame.text];
    card.onInput(() => shown.push(''));
    for (let round = 0; round < 40; round += 1) {
      card.press('power');
      card.type('12');
      card.hold('power', { ms: 2500 });
    }
    const inputs = shown.length - 1;
    expect(history.length + history.folded).toBe(inputs);
    expect(history.length).toBeLessThanOrEqual(100);
    expect(history.visit(history.length).flashImage()).toEqual(card.flashImage());
    expect(history.visit(history.length).frame).toEqual(card.frame);
    expect(history.isOver).toBe(false);
  });

  it('lists what came, around the point', () => {
    const card = DscPlus.demo();
    const history = DeviceHistory.of(card, null);
    card.press('power');
    card.setFaults({ stuckKey: '5' });
    card.setBattery(3);
    card.cutPower();
    card.advance({ seconds: 1 });
    const view = history?.view(3, 20);
    expect(view?.rows.map(({ words }) => words)).toEqual([
      'power down',
      'power up',
      'faults: key 5 stuck',
      'battery at 3 %',
      'power cut',
      'time passes',
    ]);
    expect(view?.stateName).toBe('enterPin');
    expect(history?.view(99, 2).rows.map(({ position }) => position)).toEqual([5, 6]);
  });
});
