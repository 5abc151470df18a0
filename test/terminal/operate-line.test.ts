/** The terminal emulator with devices in readers, from end to end: keys of a person, commands of a host. */
import { afterEach, describe, expect, it } from 'vitest';
import { DeviceLine } from '../../emulator/reader/device-line.js';
import { TokenReader } from '../../emulator/reader/token-reader.js';
import type { Device } from '../../emulator/twin/device.js';
import { demoDscPlus, exampleCodeCard, HeadlessTerminal } from './headless-terminal.js';

let open: HeadlessTerminal | undefined;

afterEach(async () => {
  await open?.quit();
  open = undefined;
});

/** A terminal with every device on a line, and the moves of their cards. */
function start(
  columns: number,
  rows: number,
  devices: readonly Device[] = [demoDscPlus(), exampleCodeCard()],
) {
  const moves: string[] = [];
  const lines = devices.map(
    (device, position) =>
      new DeviceLine(device, `/dev/pts/${position}`, (inserted) =>
        moves.push(`${position} ${inserted ? 'in' : 'out'}`),
      ),
  );
  open = new HeadlessTerminal(columns, rows, { devices, lines });
  return { terminal: open, lines, moves };
}

describe.each([
  [80, 24],
  [120, 40],
  [200, 60],
] as const)('on a screen of %i x %i', (columns, rows) => {
  it('x takes each card out and puts it back in', async () => {
    const { terminal, moves } = start(columns, rows);
    await terminal.until(/reader +card in/);
    expect(terminal.text).toMatch(/line +\/dev\/pts\/0/);
    terminal.send('x');
    await terminal.until('took the card out of the reader');
    expect(terminal.text).toMatch(/reader +card out/);
    terminal.send('x');
    await terminal.until('put the card into the reader');
    expect(terminal.text).toMatch(/reader +card in/);
    terminal.send('\tx');
    await terminal.until(/line \/dev\/pts\/1 +card out/);
    expect(moves).toEqual(['0 out', '0 in', '1 out']);
    expect(terminal.lines.at(-1)).toMatch(/x card {2}t traffic/);
  });

  it('traffic shows as it goes, and t lists it', async () => {
    const { terminal, lines } = start(columns, rows);
    await terminal.until(/reader +card in/);
    const entry = { slot: 0, asked: 'VERIFY PIN (4 digits)', answered: '63C4 wrong PIN, 4 tries left' };
    lines[0]?.tell({ type: 'traffic', entry });
    await terminal.until(/:\d\d VERIFY PIN \(4 digi/);
    expect(terminal.text).toMatch(/63C4 wrong PIN, 4 trie/);
    terminal.send('t');
    await terminal.until(/VERIFY PIN \(4 digits\) -> 63C4 wrong PIN, 4 tries left/);
    lines[0]?.tell({ type: 'notice', sentence: 'A second host was refused.' });
    await terminal.until(/^ A second host was refused\.$/m);
    await terminal.until(/line: A second host was refused\./);
    terminal.send('a');
    await terminal.until('copied the address');
    expect(terminal.written).toContain(`\x1b]52;c;${btoa('/dev/pts/0')}\x07`);
    terminal.send('t');
    await terminal.until('display: (off)');
  });
});

it('turns to the card whose PIN a host asks for, and power gives it up', async () => {
  const card = demoDscPlus();
  const { terminal } = start(80, 24, [exampleCodeCard(), card]);
  const reader = new TokenReader(
    { dscPlus: card.twin, codeCard: null },
    { bench: false, plantedFault: null, now: () => 0, output: () => {} },
  );
  await terminal.until('index numbers:');
  const { twin } = card;
  const request = { prompts: ['current'], minimumDigits: 4, maximumDigits: 8, timeoutMs: 30_000 } as const;
  twin.input(() => reader.slots[0]?.keypad?.begin(request));
  await terminal.until('The host asks for a PIN');
  // When the host gives up, so does the message.
  twin.input(() => reader.slots[0]?.keypad?.abort());
  await terminal.until(() => !terminal.text.includes('The host asks'));
  twin.input(() => reader.slots[0]?.keypad?.begin(request));
  await terminal.until('The host asks for a PIN');
  expect(terminal.text).toMatch(/state +PIN, reader/);
  terminal.send('12');
  await terminal.until(/digit +--__/);
  expect(terminal.text).not.toContain('The host asks');
  terminal.send('p');
  await terminal.until(/power +\(off\)/);
  expect(twin.status()).toMatchObject({ state: 'off', triesLeft: 5 });
});
