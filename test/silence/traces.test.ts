/** No secret in what is traced: the terminal's log and its view of the traffic, and what a line tells its listeners. */
import { describe, expect, it } from 'vitest';
import { DeviceLine, type LineEvent } from '../../emulator/reader/device-line.js';
import { slotsFor } from '../../emulator/reader/slots.js';
import type { Device } from '../../emulator/twin/device.js';
import {
  changePinCommand,
  lookUpCommand,
  respondCommand,
  selectCommand,
  unlockCommand,
  verifyCommand,
} from '../../firmware/card/commands.js';
import { AID } from '../../firmware/card/tags.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';
import { HeadlessTerminal } from '../terminal/headless-terminal.js';
import {
  CHALLENGE,
  INDICES,
  markedCard,
  markedCodeCard,
  NEW_PIN,
  PIN,
  PROFILE,
  responseTo,
  secretMarks,
  WRONG_ANSWER,
  WRONG_PIN,
} from './marked-card.js';

const marks = secretMarks();

function markedDevice(): Extract<Device, { kind: 'dsc-plus' }> {
  const twin = markedCard(dscPlusProfileFrom(PROFILE), { clock: 'real' });
  return { kind: 'dsc-plus', name: 'marked', twin, file: null };
}

/** Everything that a host may ask of a card with a secret in it, well formed and not. */
const EXCHANGES: readonly Uint8Array[] = [
  selectCommand(AID.dscPlus),
  ...[
    verifyCommand(WRONG_PIN),
    verifyCommand(PIN),
    verifyCommand(`${PIN}${PIN}`),
    verifyCommand(PIN.slice(1)),
  ],
  ...[
    respondCommand(CHALLENGE),
    verifyCommand(PIN),
    changePinCommand(PIN, NEW_PIN),
    changePinCommand(NEW_PIN, PIN),
  ],
  ...[unlockCommand(WRONG_ANSWER, NEW_PIN), verifyCommand(PIN).with(2, 1), verifyCommand(PIN).with(0, 0x80)],
  verifyCommand(PIN).slice(0, -1),
  Uint8Array.of(...verifyCommand(PIN), 0, 0),
];

/** Sends them all to a device, and tells its line of them. */
function exchangeAll(device: Device, line: DeviceLine): void {
  const cards =
    device.kind === 'dsc-plus'
      ? { dscPlus: device.twin, codeCard: null }
      : { dscPlus: null, codeCard: device.twin };
  const [slot] = slotsFor(cards, {
    onExchange: (_, command, response) => line.exchanged(0, command, response),
  });
  slot?.powerOn();
  const lookups = [selectCommand(AID.securityCodeCard), lookUpCommand(INDICES.map(Number))];
  for (const command of [...EXCHANGES, ...lookups]) slot?.answer(command);
}

describe('what a line tells its listeners', () => {
  it.each([
    ['a DSC+', markedDevice()],
    ['a code card', { kind: 'security-code-card', name: 'codes', twin: markedCodeCard(), file: null }],
  ] as const)('of %s has no secret', (_, device) => {
    const line = new DeviceLine(device, '/dev/pts/5', () => {});
    const events: LineEvent[] = [];
    line.listen((event) => events.push(event));
    exchangeAll(device, line);
    expect(events.length).toBeGreaterThan(EXCHANGES.length);
    expect(marks.findIn(JSON.stringify(events))).toEqual([]);
  });
});

describe('the terminal', () => {
  it('shows a response as long as the card does, and keeps nothing of it, nor of the PIN', async () => {
    const device = markedDevice();
    const terminal = new HeadlessTerminal(120, 40, { devices: [device] });
    terminal.send('p');
    await terminal.until('PIN>');
    terminal.send(`${PIN}\r`);
    await terminal.until('CHALLNG>');
    terminal.send(`${CHALLENGE}\r`);
    const shown = await terminal.until(responseTo(CHALLENGE));
    expect(marks.findIn(shown, ['response'])).toEqual([]);
    terminal.send('P');
    const after = await terminal.until(() => !terminal.text.includes(responseTo(CHALLENGE)));
    expect(after).toContain('digit');
    expect(marks.findIn(after)).toEqual([]);
    await terminal.quit();
    // Not on the way either, with all that was drawn over since.
    expect(marks.findIn(terminal.written, ['response'])).toEqual([]);
  });

  it('tells the traffic with a host without secrets', async () => {
    const device = markedDevice();
    const line = new DeviceLine(device, '/dev/pts/5', () => {});
    const terminal = new HeadlessTerminal(120, 40, { devices: [device], lines: [line] });
    await terminal.until('/dev/pts/5');
    exchangeAll(device, line);
    terminal.send('t');
    const shown = await terminal.until(/VERIFY PIN[\s\S]*RESET RETRY COUNTER/);
    expect(marks.findIn(shown)).toEqual([]);
    await terminal.quit();
    expect(marks.findIn(terminal.written)).toEqual([]);
  });

  it('shows secrets where they are asked for by name, which shows that the search finds them', async () => {
    const terminal = new HeadlessTerminal(120, 40, { devices: [markedDevice()] });
    await terminal.until('marked');
    terminal.send('s');
    const shown = await terminal.until(PIN);
    expect(marks.findIn(shown)).toEqual(expect.arrayContaining(['PIN in text', 'key in hexadecimal']));
    terminal.send('s');
    await terminal.until(() => !terminal.text.includes(PIN));
    await terminal.quit();
  });
});
