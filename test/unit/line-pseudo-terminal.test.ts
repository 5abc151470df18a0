/** The pseudo-terminal as a program on the other side finds it. */
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Line } from '../../emulator/lines/line.js';
import { openLine } from '../../emulator/lines/open-line.js';
import { onPlatform } from './line-circumstances.js';
import { ALL_BYTES, LineRecorder } from './line-recorder.js';

let folder: string;
let twin: LineRecorder;
const lines: Line[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokentwin-'));
  twin = new LineRecorder();
});

afterEach(async () => {
  await Promise.all(lines.splice(0).map((line) => line.close()));
  rmSync(folder, { recursive: true });
});

async function openPty(link: string | null = null): Promise<Line> {
  const line = await openLine({ kind: 'pseudoTerminal', link }, twin);
  lines.push(line);
  return line;
}

/** Reads exactly so many bytes, which are sure to come. */
async function take(host: FileHandle, count: number): Promise<number[]> {
  const got: number[] = [];
  while (got.length < count) {
    const { bytesRead, buffer } = await host.read(Buffer.alloc(count - got.length));
    got.push(...buffer.subarray(0, bytesRead));
  }
  return got;
}

describe('a pseudo-terminal', () => {
  it('is raw before anyone opens it, and carries every byte value both ways', async () => {
    const line = await openPty();
    line.write(ALL_BYTES);
    const host = await open(line.address, 'r+');
    expect(await take(host, 256)).toEqual([...ALL_BYTES]);
    await host.write(ALL_BYTES);
    await twin.until(({ bytes }) => bytes.length >= 256);
    line.write(Uint8Array.of(0x0a));
    expect(await take(host, 1)).toEqual([0x0a]);
    await host.close();
    expect(twin).toMatchObject({ bytes: [...ALL_BYTES], errors: [], sentences: [] });
  });

  it('stays while hosts come and go', async () => {
    const line = await openPty();
    for (const turn of [1, 2, 3]) {
      const host = await open(line.address, 'r+');
      await host.write(Uint8Array.of(turn));
      await twin.until(({ bytes }) => bytes.length === turn);
      line.write(Uint8Array.of(turn));
      expect(await take(host, 1)).toEqual([turn]);
      await host.close();
    }
    expect(twin.bytes).toEqual([1, 2, 3]);
  });

  it('is not stopped by a host that does not read, keeps little for it, and goes on when it does', async () => {
    const line = await openPty();
    const host = await open(line.address, 'r+');
    const number = (value: number): Buffer => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    };
    const total = 100_000;
    for (let value = 0; value < total; value += 1) line.write(number(value));
    expect(twin.sentences).toEqual([expect.stringContaining('64 KiB')]);
    await host.write(ALL_BYTES);
    await twin.until(({ bytes }) => bytes.length >= 256);
    // What was kept is the beginning, unbroken; the last number comes through as soon as there is room.
    let got = Buffer.alloc(0);
    const ended = (): boolean => got.length % 4 === 0 && got.subarray(-4).equals(number(total));
    while (!ended()) {
      if (got.length > 0) line.write(number(total));
      const { bytesRead, buffer } = await host.read(Buffer.alloc(4_096));
      got = Buffer.concat([got, buffer.subarray(0, bytesRead)]);
    }
    const values = Array.from({ length: got.length / 4 }, (_, index) => got.readUInt32BE(4 * index));
    const kept = values.indexOf(total);
    expect(kept).toBeGreaterThan(16_384);
    expect(kept).toBeLessThan(65_536);
    values.slice(0, kept).forEach((value, index) => {
      if (value !== index) throw new Error(`number ${index} is ${value}`);
    });
    await host.close();
  });

  it('says nothing after it was closed, and its path is gone', async () => {
    const line = await openPty();
    await Promise.all([line.close(), line.close()]);
    line.write(ALL_BYTES);
    expect(existsSync(line.address)).toBe(false);
    expect(twin).toMatchObject({ errors: [], sentences: [], hostsLeft: 0 });
  });

  it.each(['win32', 'freebsd'] as const)('is refused on %s with a way out', async (platform) => {
    await onPlatform(platform, async () => {
      await expect(openPty()).rejects.toMatchObject({
        code: 'LINE_PLATFORM',
        message: expect.stringContaining('--listen'),
      });
    });
  });
});

describe('the link to a pseudo-terminal', () => {
  it('is made, leads to it, and is gone at the end', async () => {
    const link = join(folder, 'token');
    const line = await openPty(link);
    expect(line.address).toBe(link);
    const host = await open(link, 'r+');
    await host.write(Uint8Array.of(7));
    await twin.until(({ bytes }) => bytes.length === 1);
    await host.close();
    await line.close();
    expect(lstatSync(link, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('takes the place of one that leads nowhere', async () => {
    const link = join(folder, 'token');
    symlinkSync(join(folder, 'gone'), link);
    await openPty(link);
    expect(lstatSync(readlinkSync(link)).isCharacterDevice()).toBe(true);
  });

  it('takes the place of one to a dead pseudo-terminal whose number it was given', async () => {
    const link = join(folder, 'token');
    const dead = await openPty();
    await dead.close();
    symlinkSync(dead.address, link);
    const line = await openPty(link);
    expect(line.address).toBe(link);
  });

  it('leaves alone a file, and a link that leads to a living line', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'text');
    await expect(openPty(file)).rejects.toMatchObject({ code: 'LINE_TAKEN' });
    expect(readFileSync(file, 'utf8')).toBe('text');
    const link = join(folder, 'token');
    await openPty(link);
    const target = readlinkSync(link);
    await expect(openPty(link)).rejects.toMatchObject({
      code: 'LINE_TAKEN',
      message: expect.stringContaining(link),
    });
    expect(readlinkSync(link)).toBe(target);
  });

  it('is not removed when it is somebody else by then', async () => {
    const link = join(folder, 'token');
    const line = await openPty(link);
    unlinkSync(link);
    symlinkSync('elsewhere', link);
    await line.close();
    expect(readlinkSync(link)).toBe('elsewhere');
  });

  it('needs its folder', async () => {
    await expect(openPty(join(folder, 'none', 'token'))).rejects.toMatchObject({
      code: 'LINE_OPEN',
      message: expect.stringContaining('folder'),
    });
  });
});
