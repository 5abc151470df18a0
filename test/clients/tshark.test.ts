/** Captures of the monitor, decoded by Wireshark's own dissectors. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  getDataCommand,
  respondCommand,
  selectCommand,
  verifyCommand,
} from '../../firmware/card/commands.js';
import { AID, DATA_TAG } from '../../firmware/card/tags.js';
import { verifyEntry } from '../../host/driver/keypad-entry.js';
import { CaptureFile } from '../../host/rig/monitor/capture-file.js';
import { TrafficDecoder } from '../../host/rig/monitor/traffic-decoder.js';
import { startTwin } from '../command-line/host-twin.js';
import { environmentWith, newFolder, RunningProgram, run } from '../command-line/run-program.js';
import { ProtocolSession } from '../readme/protocol-session.js';

/** Why tshark cannot be asked, or null. In CI nothing is left out. */
function tsharkIsMissing(): string | null {
  if (process.env.CI === 'true') return null;
  try {
    execFileSync('tshark', ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'not run: tshark is not installed';
  }
}

function tshark(file: string, ...words: readonly string[]): string {
  // No dissector needs a setting, so those of this user are left out.
  return execFileSync('tshark', ['-r', file, ...words], {
    env: { ...environmentWith(), WIRESHARK_CONFIG_DIR: newFolder() },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 26,
  });
}

/** The values of some fields of each packet that a display filter lets through. */
function fields(file: string, filter: string, ...names: readonly string[]): string[][] {
  const wanted = names.flatMap((name) => ['-e', name]);
  return tshark(file, '-Y', filter, '-T', 'fields', ...wanted)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

/** The lines of the packet list, without number and time. */
function list(file: string, filter: string): string[] {
  return tshark(file, '-Y', filter)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      line
        .trim()
        .replace(/^\d+ +[\d.]+ +/, '')
        .replace(/ +/g, ' '),
    );
}

/** What the driver's core and a twin said to each other, as the monitor would have written it. */
function captured(session: ProtocolSession): string {
  const file = join(newFolder(), 'session.pcapng');
  const decoder = new TrafficDecoder();
  const capture = new CaptureFile(file, 1_767_225_600_000);
  for (const { from, bytes, atMs } of session.passages)
    for (const seen of decoder.push(from, bytes, atMs)) capture.add(seen, 1_767_225_600_000 + atMs);
  capture.close();
  return file;
}

function opened(): ProtocolSession {
  const session = new ProtocolSession();
  session.open();
  session.transmit(selectCommand(AID.dscPlus));
  return session;
}

describe('Wireshark', () => {
  it('decodes a login as messages of a reader and commands of a card', ({ skip }) => {
    const missing = tsharkIsMissing();
    if (missing !== null) skip(missing);
    const session = opened();
    for (const command of [verifyCommand('9999'), verifyCommand('1234'), respondCommand('123456')])
      session.transmit(command);
    const file = captured(session);
    expect(list(file, 'usbccid').slice(4, 10)).toEqual([
      'host → 1.1.1 USBCCID 58 CCID Packet - PC to Reader: Get Slot Status',
      '1.1.2 → host USBCCID 58 CCID Packet - Reader to PC: Slot Status',
      'host → 1.1.1 USBCCID 58 CCID Packet - PC to Reader: ICC Power On',
      '1.1.2 → host USBCCID 78 CCID Packet - Reader to PC: Data Block',
      'host → 1.1.1 USBCCID 65 CCID Packet - PC to Reader: Set Parameters',
      '1.1.2 → host USBCCID 65 CCID Packet - Reader to PC: Parameters',
    ]);
    expect(list(file, 'iso7816')).toEqual([
      'Interface → Card ISO 7816 36 Select file',
      'Card → Interface ISO 7816 94 Response APDU (to Select file)',
      'Interface → Card ISO 7816 33 Verify',
      'Card → Interface ISO 7816 26 Response APDU (to Verify)',
      'Interface → Card ISO 7816 33 Verify',
      'Card → Interface ISO 7816 26 Response APDU (to Verify)',
      'Interface → Card ISO 7816 36 Unknown instruction',
      'Card → Interface ISO 7816 34 Response APDU (to Unknown instruction)',
    ]);
    expect(
      fields(file, 'iso7816.apdu.ins', 'iso7816.apdu.ins', 'iso7816.apdu.body', 'frame.comment'),
    ).toEqual([
      ['0xa4', 'f05457494e01', 'SELECT DSC+'],
      ['0x20', '39393939', 'VERIFY PIN (4 digits)'],
      ['0x20', '31323334', 'VERIFY PIN (4 digits)'],
      ['0x88', '313233343536', 'INTERNAL AUTHENTICATE challenge 123456'],
    ]);
    expect(fields(file, 'iso7816.apdu.sw1', 'iso7816.apdu.sw1', 'iso7816.apdu.sw2').slice(1)).toEqual([
      ['0x63', '0xc4'],
      ['0x90', '0x00'],
      ['0x90', '0x00'],
    ]);
    expect(fields(file, 'iso7816.atr', 'iso7816.atr.historical_bytes', 'iso7816.atr.tck')).toEqual([
      ['805b7465737420646576696365', '0x73'],
    ]);
    expect(list(file, '_ws.malformed || _ws.expert.severity >= 6291456')).toEqual([]);
  });

  it('shows PIN pad, notices, time requests, repeats and chains', ({ skip }) => {
    const missing = tsharkIsMissing();
    if (missing !== null) skip(missing);
    const session = opened();
    session.plan(1500, () => {
      session.twin.type('1234');
      session.twin.press('ok');
    });
    session.request((client, at, done) => client.enterPin(verifyEntry(4, 30_000), at, done));
    session.damage = (bytes, from) => {
      if (from === 'reader') session.damage = (unharmed) => unharmed;
      return from === 'reader'
        ? bytes.map((byte, index) => (index === bytes.length - 20 ? byte ^ 1 : byte))
        : bytes;
    };
    session.transmit(getDataCommand(DATA_TAG.certificate));
    session.reader.removeCard(0);
    session.request((client, at, done) => client.look(at, done));
    const file = captured(session);
    expect(list(file, 'usbccid.bMessageType == 0x69')).toEqual([
      'host → 1.1.1 USBCCID 78 CCID Packet - PC to Reader: Secure',
    ]);
    expect(
      fields(file, 'usbccid.bMessageType == 0x50', 'usbccid.hf_ccid_bmSlotICCState', 'frame.comment'),
    ).toEqual([['0x02', 'a card was taken out of slot 0']]);
    expect(
      fields(file, 'frame.interface_name == "line" && !(frame.comment contains "echo")', 'frame.comment'),
    ).toEqual([['asks for more time'], ['NAK: asks for the last frame again']]);
    expect(fields(file, 'iso7816', 'frame.comment').slice(2)).toEqual([
      ['VERIFY PIN (4 digits), typed at the keypad'],
      ['9000 done'],
      ['GET DATA certificate'],
      ['9000 certificate (256 bytes)'],
    ]);
    expect(list(file, '_ws.malformed')).toEqual([]);
  });
});

describe('tokentwin host monitor', () => {
  it('stands between a host and a twin, tells all of it and writes a capture', async ({ skip }) => {
    const missing = tsharkIsMissing();
    if (missing !== null) skip(missing);
    const folder = newFolder();
    await startTwin(folder);
    const words = ['host', 'monitor', '--port', 'unix:card.sock', '--listen', 'unix:host.sock'];
    const monitor = new RunningProgram([...words, '--pcap', 'line.pcapng'], { folder });
    expect(await monitor.line(/./)).toBe('line unix:host.sock');
    const respond = ['host', 'respond', '--port', 'unix:host.sock', '--challenge', '123456', '--pin', '1234'];
    expect(run(respond, { folder })).toEqual({ status: 0, stdout: '98276595\n', stderr: '' });
    expect(await monitor.line(/response: 9000 response/)).toMatch(
      /^ +\d+\.\d{3} +response: 9000 response \(8 digits\)$/,
    );
    process.kill(monitor.pid, 'SIGINT');
    const { status, stdout, stderr } = await monitor.end();
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'tokentwin: line.pcapng will hold PINs and responses as they are; only you can read it\n',
    });
    expect(stdout).not.toMatch(/98276595|31323334|PIN 1234/);
    const file = join(folder, 'line.pcapng');
    expect(fields(file, 'iso7816', 'frame.comment')).toContainEqual([
      'INTERNAL AUTHENTICATE challenge 123456',
    ]);
    expect(list(file, '_ws.malformed')).toEqual([]);
  });
});
