/** The serial port line on one end of a pseudo-terminal, with our own line or nothing at the other end. */
import { chmodSync, closeSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Line } from '../../emulator/lines/line.js';
import { parseSerial } from '../../emulator/lines/line-description.js';
import { openLine } from '../../emulator/lines/open-line.js';
import { openPtyPair } from '../../emulator/lines/pty-system.js';
import { asNobody } from './line-circumstances.js';
import { ALL_BYTES, LineRecorder } from './line-recorder.js';

let host: LineRecorder;
let twin: LineRecorder;
let pty: Line;
const lines: Line[] = [];

beforeEach(async () => {
  host = new LineRecorder();
  twin = new LineRecorder();
  pty = await openLine(parseSerial('pty'), host);
  lines.push(pty);
});

afterEach(async () => {
  await Promise.all(lines.splice(0).map((line) => line.close()));
});

async function openPort(path: string): Promise<Line> {
  const line = await openLine(parseSerial(path), twin);
  lines.unshift(line);
  return line;
}

describe('a serial port', () => {
  it('carries every byte value both ways, in order', async () => {
    const port = await openPort(pty.address);
    expect(port.address).toBe(pty.address);
    // The package empties the line when it opens it, which is how a pseudo-terminal sees a new host.
    await host.until(({ hostsLeft }) => hostsLeft > 0);
    pty.write(ALL_BYTES);
    for (const byte of ALL_BYTES) port.write(Uint8Array.of(byte));
    port.write(ALL_BYTES);
    await host.until(({ bytes }) => bytes.length >= 512);
    await twin.until(({ bytes }) => bytes.length >= 256);
    expect(host.bytes).toEqual([...ALL_BYTES, ...ALL_BYTES]);
    expect(twin.bytes).toEqual([...ALL_BYTES]);
  });

  it('gets nothing that waited for a host before it', async () => {
    for (let count = 0; count < 1_000; count += 1) pty.write(new Uint8Array(256));
    expect(host.sentences).toHaveLength(1);
    await openPort(pty.address);
    await host.until(({ hostsLeft }) => hostsLeft > 0);
    pty.write(Uint8Array.of(1));
    await twin.until(({ bytes }) => bytes.length > 0);
    expect(twin.bytes).toEqual([1]);
  });

  it('closes and opens again', async () => {
    for (const turn of [1, 2]) {
      const port = await openPort(pty.address);
      port.write(Uint8Array.of(turn));
      await host.until(({ bytes }) => bytes.length === turn);
      await Promise.all([port.close(), port.close()]);
      port.write(ALL_BYTES);
    }
    expect(host.bytes).toEqual([1, 2]);
    expect(twin).toMatchObject({ errors: [], sentences: [] });
  });

  it('fails once when the device goes, and takes no harm from what follows', async () => {
    const port = await openPort(pty.address);
    port.write(Uint8Array.of(1));
    await host.until(({ bytes }) => bytes.length === 1);
    await pty.close();
    await twin.until(({ errors }) => errors.length > 0);
    port.write(ALL_BYTES);
    await port.close();
    expect(twin.errors).toEqual([
      expect.objectContaining({ code: 'LINE_BROKEN', message: expect.stringContaining(pty.address) }),
    ]);
  });

  it('keeps little for a host that does not read, and closes all the same', async () => {
    const { master, slave, path } = await openPtyPair();
    const port = await openPort(path);
    for (let count = 0; count < 1_000; count += 1) port.write(new Uint8Array(1_024));
    expect(twin.sentences).toEqual([expect.stringContaining('64 KiB')]);
    await port.close();
    expect(twin.errors).toEqual([]);
    closeSync(slave);
    closeSync(master);
  });
});

describe('a serial port that cannot be opened', () => {
  it('is missing', async () => {
    await expect(openPort('/dev/no-such-port')).rejects.toMatchObject({
      code: 'LINE_OPEN',
      message: expect.stringContaining('There is no port /dev/no-such-port'),
    });
  });

  it('is no serial port', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tokentwin-'));
    writeFileSync(join(folder, 'file'), '');
    await expect(openPort(join(folder, 'file'))).rejects.toMatchObject({
      code: 'LINE_OPEN',
      message: expect.stringContaining('is not a serial port'),
    });
    rmSync(folder, { recursive: true });
  });

  it('is taken', async () => {
    await openPort(pty.address);
    await expect(openPort(pty.address)).rejects.toMatchObject({ code: 'LINE_TAKEN' });
  });

  it('is not allowed', async () => {
    chmodSync(pty.address, 0o000);
    await asNobody(async () => {
      await expect(openPort(pty.address)).rejects.toMatchObject({
        code: 'LINE_DENIED',
        message: expect.stringContaining('dialout'),
      });
    });
  });
});
