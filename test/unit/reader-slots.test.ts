/** The cards of a reader as whole commands reach them, and what a line tells those who come later. */
import { describe, expect, it } from 'vitest';
import { DeviceLine, type LineEvent } from '../../emulator/reader/device-line.js';
import { slotsFor } from '../../emulator/reader/slots.js';
import type { SmartCardSlot } from '../../emulator/reader/smart-card-slot.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { encodeBenchCommand } from '../../firmware/card/bench-commands.js';
import { selectCommand, verifyCommand } from '../../firmware/card/commands.js';
import { AID } from '../../firmware/card/tags.js';

function powered(options: { readonly bench?: boolean } = {}) {
  const twin = DscPlus.demo();
  const slot = slotsFor({ dscPlus: twin, codeCard: null }, options)[0] as SmartCardSlot;
  twin.input(() => slot.powerOn());
  const statusOf = (command: Uint8Array): string | null => {
    const response = twin.input(() => slot.answer(command));
    return response === null ? null : Buffer.from(response.subarray(-2)).toString('hex');
  };
  return { twin, slot, statusOf };
}

describe('a card that is asked whole commands, without blocks', () => {
  it.each([
    ['CUT POWER', encodeBenchCommand({ type: 'cutPower' })],
    ['WRITE FLASH', encodeBenchCommand({ type: 'writeFlash', offset: 0, bytes: Uint8Array.of(0) })],
  ])('has no power after %s, and stays mute until it gets some', (_, command) => {
    const { twin, slot, statusOf } = powered();
    twin.press('power');
    expect(statusOf(selectCommand(AID.bench))).toBe('9000');
    expect(statusOf(command)).toBe('9000');
    expect(slot.isPowered).toBe(false);
    expect(twin.frame.text).toBe('');
    expect(statusOf(verifyCommand('1234'))).toBeNull();
  });

  it('has no bench application when it was made without', () => {
    const { statusOf } = powered({ bench: false });
    expect(statusOf(selectCommand(AID.bench))).toBe('6a82');
    expect(statusOf(verifyCommand('1234'))).toBe('9000');
  });

  it('says nothing when it was taken out', () => {
    const { twin, slot, statusOf } = powered();
    twin.input(() => slot.remove());
    expect(statusOf(verifyCommand('1234'))).toBeNull();
    expect(twin.status().triesLeft).toBe(5);
  });
});

describe('a line', () => {
  it('tells the first listener what was noticed before, once', () => {
    const device = { kind: 'dsc-plus', name: 'card', twin: DscPlus.demo(), file: null } as const;
    const line = new DeviceLine(device, 'tcp://127.0.0.1:4000', () => undefined);
    const notice: LineEvent = { type: 'notice', sentence: 'Other machines can use the twin.' };
    line.tell(notice);
    const heard: LineEvent[][] = [[], []];
    line.listen((event) => heard[0]?.push(event));
    line.listen((event) => heard[1]?.push(event));
    expect(heard).toEqual([[notice], []]);
    line.exchanged(0, verifyCommand('1234'), Uint8Array.of(0x90, 0));
    expect(heard[1]).toMatchObject([{ type: 'traffic', entry: { slot: 0 } }]);
    expect(JSON.stringify(heard)).not.toContain('1234');
  });
});
