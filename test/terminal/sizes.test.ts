/** A person's ways through the emulator, the same on every size of screen. */
import { afterEach, describe, expect, it } from 'vitest';
import { HeadlessTerminal } from './headless-terminal.js';

const SIZES = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

let open: HeadlessTerminal | undefined;

function start(columns: number, rows: number): HeadlessTerminal {
  open = new HeadlessTerminal(columns, rows);
  return open;
}

afterEach(async () => {
  await open?.quit();
  open = undefined;
});

/** The rows of 98276595 in large segments, beginning with the left edge of its frame. */
const LARGE_RESPONSE = [
  '┏━━━┓ ┏━━━┓ ━━━━┓ ━━━━┓ ┏━━━━ ┏━━━━ ┏━━━┓ ┏━━━━',
  '┗━━━┫ ┣━━━┫ ┏━━━┛     ┃ ┣━━━┓ ┗━━━┓ ┗━━━┫ ┗━━━┓',
];

describe.each(SIZES)('on a screen of %i x %i', (columns, rows) => {
  it('a login by keys shows the response, large and as plain text', async () => {
    const terminal = start(columns, rows);
    await terminal.until('display: (off)');
    terminal.send('p1234\r123456\r');
    await terminal.until('display: 98276595');
    for (const row of LARGE_RESPONSE) expect(terminal.text).toContain(row);
    expect(terminal.text).toContain('TEST DEVICE - not issued by any broker');
    expect(terminal.lines[0]).toMatch(/\[1 dsc-plus \(demo\)\] 2 example card +tokentwin - TEST DEVICE$/);
    expect(terminal.lines.at(-1)).toMatch(/\? help.*q quit$/);
    // No change to the alternate character set: frames are characters of their own in every capture.
    expect(terminal.written).not.toMatch(/\x0e|\x1b\(0/);
    expect(Math.max(...terminal.lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  it('a login by the mouse shows the response', async () => {
    const terminal = start(columns, rows);
    await terminal.until('display: (off)');
    for (const key of ['power', '1', '2', '3', '4', 'OK']) terminal.clickKey(key);
    await terminal.until('display: CHALLNG>');
    for (const key of ['1', '2', '3', '4', '5', '6', 'OK']) terminal.clickKey(key);
    await terminal.until('display: 98276595');
  });

  it('two index numbers light up and give six characters', async () => {
    const terminal = start(columns, rows);
    await terminal.until('display:');
    terminal.send('\t100\r');
    await terminal.until(/\[100 A3D\]/);
    terminal.send('50 ');
    await terminal.until('card values: A3DZ3V');
    expect(terminal.text).toMatch(/\[ 50 Z3V\]/);
    expect(terminal.isInverse(terminal.find(/\[ 50 Z3V\]/))).toBe(true);
  });

  it('the chooser opens a new demo card', async () => {
    const terminal = start(columns, rows);
    await terminal.until('display:');
    terminal.send('d');
    await terminal.until('> 1 dsc-plus (demo)');
    terminal.click(terminal.find(/new demo: dsc-plus-classic/));
    await terminal.until('[3 dsc-plus-classic (demo)]');
    expect(terminal.text).toContain('opened dsc-plus-classic (demo)');
  });

  it('the help names every key and the demo PIN', async () => {
    const terminal = start(columns, rows);
    await terminal.until('display:');
    terminal.send('?');
    const help = await terminal.until('Any key closes this help.');
    expect(help).toContain('PIN 1234');
    expect(help).toContain('tokentwin unlock demo --challenge QUESTION');
    terminal.send('x');
    await terminal.until('display: (off)');
  });
});
