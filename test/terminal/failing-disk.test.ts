/** The terminal emulator with a token file whose disk fails: it says so, and shows nothing that is not stored. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';

let syncFails = false;

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const fdatasyncSync = (descriptor: number) => {
    if (syncFails) throw Object.assign(new Error('EIO'), { code: 'EIO' });
    fs.fdatasyncSync(descriptor);
  };
  return { ...fs, fdatasyncSync };
});

const { createTokenFile } = await import('../../emulator/files/token-files.js');
const { DscPlus } = await import('../../emulator/twin/dsc-plus.js');
const { cardFileBytes } = await import('../unit/token-file-bytes.js');
const { demoDscPlus, HeadlessTerminal } = await import('./headless-terminal.js');

function deviceOfFile() {
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-terminal-'));
  onTestFinished(() => {
    syncFails = false;
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'card.token');
  createTokenFile(file, cardFileBytes());
  return { kind: 'dsc-plus', name: file, twin: DscPlus.open(file, { clock: 'real' }), file } as const;
}

it('a card whose file cannot be synced is taken no further, then or later', async () => {
  const device = deviceOfFile();
  const terminal = new HeadlessTerminal(120, 40, { devices: [device] });
  await terminal.until(/display: \(off\)/);
  terminal.send('p1234');
  await terminal.until(/display: ---4/);
  syncFails = true;
  terminal.send('\r');
  await terminal.until('the disk has a fault');
  syncFails = false;
  terminal.send('123456\r');
  await terminal.quit();
  expect(terminal.written).not.toMatch(/CHALLNG>|98276595/);
  expect(() => device.twin.close()).toThrow(expect.objectContaining({ code: 'FILE_ACCESS' }));
  expect(existsSync(`${device.file}.lock`)).toBe(false);
});

it('a card that was opened there and cannot be stored at the end is an error, and the terminal is left clean', async () => {
  const device = deviceOfFile();
  const terminal = new HeadlessTerminal(120, 40, { devices: [demoDscPlus()], openDevice: () => device });
  await terminal.until('display: (off)');
  terminal.send('d\x1b[B\r');
  await terminal.until('[2 ');
  syncFails = true;
  terminal.send('p');
  await terminal.until('the disk has a fault');
  await expect(terminal.quit()).rejects.toMatchObject({ code: 'FILE_ACCESS' });
  await terminal.until(() => !terminal.modes.alternateScreen);
  expect(terminal.isRaw).toBe(false);
  expect(existsSync(`${device.file}.lock`)).toBe(false);
});
