/** Where TCP lines and unix sockets can be, and how the refusals read. */
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Line } from '../../emulator/lines/line.js';
import { parseListen } from '../../emulator/lines/line-description.js';
import { openLine } from '../../emulator/lines/open-line.js';
import { asNobody, onPlatform } from './line-circumstances.js';
import { LineRecorder } from './line-recorder.js';

let folder: string;
let twin: LineRecorder;
const lines: Line[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokentwin-'));
  twin = new LineRecorder();
});

afterEach(async () => {
  await Promise.all(lines.splice(0).map((line) => line.close()));
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

async function open(text: string): Promise<Line> {
  const line = await openLine(parseListen(text), twin);
  lines.push(line);
  return line;
}

/** Leaves a socket file at a path as a killed process does. */
async function leaveSocket(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}.old`, resolve));
  renameSync(`${path}.old`, path);
  await new Promise<unknown>((resolve) => server.close(resolve));
}

describe('a TCP line', () => {
  it('tells the port that the system chose', async () => {
    const { address } = await open('127.0.0.1:0');
    expect(address).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9][0-9]*$/);
    expect(twin.sentences).toEqual([]);
  });

  it('says so when other machines can reach it', async () => {
    expect((await open('0.0.0.0:0')).address).toMatch(/^tcp:\/\/0\.0\.0\.0:[1-9]/);
    expect(twin.sentences).toEqual([expect.stringMatching(/0\.0\.0\.0: other machines/)]);
  });

  it('refuses a port that is taken', async () => {
    const { address } = await open('127.0.0.1:0');
    await expect(open(address.slice('tcp://'.length))).rejects.toMatchObject({
      code: 'LINE_TAKEN',
      message: expect.stringContaining(address.slice('tcp://'.length)),
    });
  });

  // 192.0.2.0/24 is for documentation only (RFC 5737), .invalid never exists (RFC 2606).
  it.each(['192.0.2.1:0', 'no-such-host.invalid:0'])('refuses %s, which is not here', async (text) => {
    await expect(open(text)).rejects.toMatchObject({
      code: 'LINE_OPEN',
      message: expect.stringContaining('127.0.0.1'),
    });
  });
});

describe('a unix socket', () => {
  it('is owner-only whatever the mask, which it leaves alone, and gone at the end', async () => {
    const path = join(folder, 'socket');
    const before = process.umask(0o000);
    try {
      const line = await open(`unix:${path}`);
      expect(line.address).toBe(`unix:${path}`);
      expect(process.umask()).toBe(0o000);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      await line.close();
      expect(existsSync(path)).toBe(false);
    } finally {
      process.umask(before);
    }
  });

  it('takes the place of one that a dead process left', async () => {
    const path = join(folder, 'socket');
    await leaveSocket(path);
    expect(statSync(path).isSocket()).toBe(true);
    await open(`unix:${path}`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('respects one that somebody listens on', async () => {
    const path = join(folder, 'socket');
    await open(`unix:${path}`);
    await expect(open(`unix:${path}`)).rejects.toMatchObject({ code: 'LINE_TAKEN' });
    expect(statSync(path).isSocket()).toBe(true);
    expect(twin).toMatchObject({ sentences: [], hostsLeft: 0 });
  });

  it('touches no other file', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, 'text');
    await expect(open(`unix:${path}`)).rejects.toMatchObject({ code: 'LINE_TAKEN' });
    expect(statSync(path)).toMatchObject({ size: 4 });
  });

  it('refuses a path that would be cut, a folder that is missing or closed', async () => {
    await expect(open(`unix:${join(folder, 'x'.repeat(100))}`)).rejects.toMatchObject({
      code: 'LINE_ADDRESS',
    });
    await expect(open(`unix:${join(folder, 'none', 'socket')}`)).rejects.toMatchObject({
      code: 'LINE_OPEN',
      message: expect.stringContaining('folder'),
    });
    chmodSync(folder, 0o500);
    await asNobody(async () => {
      await expect(open(`unix:${join(folder, 'socket')}`)).rejects.toMatchObject({ code: 'LINE_DENIED' });
    });
  });

  it('is refused on Windows with a way out', async () => {
    await onPlatform('win32', async () => {
      await expect(open(`unix:${join(folder, 'socket')}`)).rejects.toMatchObject({
        code: 'LINE_PLATFORM',
        message: expect.stringContaining('--listen'),
      });
    });
  });
});
