/** The rules that a TCP line and a unix socket share: who is let in, and what one host gets. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Line } from '../../emulator/lines/line.js';
import type { LineDescription } from '../../emulator/lines/line-description.js';
import { openLine } from '../../emulator/lines/open-line.js';
import { ALL_BYTES, LineRecorder } from './line-recorder.js';

const HELLO = Uint8Array.of(0x03, 0x06);

let folder: string;
let line: Line;
let twin: LineRecorder;
const hosts: Socket[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokentwin-'));
});

afterEach(async () => {
  vi.useRealTimers();
  for (const host of hosts.splice(0)) host.destroy();
  await line.close();
  rmSync(folder, { recursive: true });
});

const KINDS: readonly (readonly [string, () => LineDescription])[] = [
  ['TCP', () => ({ kind: 'tcp', host: '127.0.0.1', port: 0 })],
  ['a unix socket', () => ({ kind: 'unixSocket', path: join(folder, 'socket') })],
];

/** Begins to connect to the line. */
function host(options: { allowHalfOpen?: boolean } = {}): Socket {
  const place = line.address.startsWith('unix:')
    ? { path: line.address.slice('unix:'.length) }
    : { host: '127.0.0.1', port: Number(new URL(line.address).port) };
  const socket = connect({ ...place, ...options });
  socket.on('error', () => {});
  hosts.push(socket);
  return socket;
}

/** Waits until the line waits for so many connections to open. */
async function untilAwaited(count: number): Promise<void> {
  while (vi.getTimerCount() !== count) await new Promise((resolve) => setImmediate(resolve));
}

/** Reads so many bytes from the line. */
async function take(socket: Socket, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    length += chunk.length;
  };
  socket.on('data', take);
  socket.resume();
  while (length < count) await once(socket, 'data');
  socket.off('data', take);
  return Buffer.concat(chunks);
}

describe.each(KINDS)('a line on %s', (_, description) => {
  beforeEach(async () => {
    twin = new LineRecorder((bytes) => line.write(Uint8Array.from(bytes)));
    line = await openLine(description(), twin);
  });

  it('carries every byte value both ways', async () => {
    const socket = host();
    socket.write(HELLO);
    socket.write(ALL_BYTES);
    expect([...(await take(socket, 258))]).toEqual([...HELLO, ...ALL_BYTES]);
    expect(twin.bytes).toEqual([...HELLO, ...ALL_BYTES]);
    expect(twin.sentences).toEqual([]);
  });

  it('tells when a host goes, and takes the next', async () => {
    for (const turn of [1, 2, 3]) {
      const socket = host();
      socket.write(HELLO);
      await take(socket, 2);
      if (turn === 2) socket.destroy();
      else socket.end();
      await twin.until(({ hostsLeft }) => hostsLeft === turn);
    }
    expect(twin.sentences).toEqual([]);
  });

  it('answers a host that said all it has to say before it closes its half', async () => {
    const socket = host();
    socket.end(Buffer.concat([HELLO, ALL_BYTES]));
    expect(await take(socket, 258)).toHaveLength(258);
    await twin.until(({ hostsLeft }) => hostsLeft === 1);
  });

  it('takes a host that closes in mid-frame and comes back at once', async () => {
    const first = host();
    await once(first, 'connect');
    first.end(Uint8Array.of(0x03, 0x06, 0x61));
    const second = host();
    second.write(Uint8Array.of(0x03, 0x15, 0x16));
    expect([...(await take(second, 3))]).toEqual([0x03, 0x15, 0x16]);
    expect(twin).toMatchObject({ bytes: [0x03, 0x06, 0x61, 0x03, 0x15, 0x16], hostsLeft: 1, sentences: [] });
  });

  it('closes a second host and serves the first one on', async () => {
    const first = host();
    first.write(HELLO);
    await take(first, 2);
    const second = host();
    second.write(HELLO);
    await once(second, 'close');
    expect(twin.sentences).toEqual([expect.stringContaining('one at a time')]);
    first.write(ALL_BYTES);
    await take(first, 256);
    expect(twin).toMatchObject({ bytes: [...HELLO, ...ALL_BYTES], hostsLeft: 0 });
  });

  it.each([
    ['GET / HTTP/1.1', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['03 07', Buffer.of(0x03, 0x07)],
    ['06', Buffer.of(0x06)],
  ])('closes a connection that opens with %s', async (__, opening) => {
    const stranger = host();
    stranger.write(opening);
    await once(stranger, 'close');
    expect(twin).toMatchObject({ bytes: [], hostsLeft: 0 });
    expect(twin.sentences).toEqual([expect.stringContaining('03 06 or 03 15')]);
    const socket = host();
    socket.write(HELLO);
    expect(await take(socket, 2)).toHaveLength(2);
  });

  it('is not held by connections that say nothing, or half of what a host says', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    host();
    host().write(Uint8Array.of(0x03));
    await untilAwaited(2);
    const socket = host();
    socket.write(HELLO);
    expect([...(await take(socket, 2))]).toEqual([...HELLO]);
    expect(twin).toMatchObject({ bytes: [...HELLO], hostsLeft: 0, sentences: [] });
  });

  it('closes them after five seconds, and the host that spoke never', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const socket = host();
    socket.write(HELLO);
    await take(socket, 2);
    expect(vi.getTimerCount()).toBe(0);
    const [silent, half] = [host(), host()];
    half.write(Uint8Array.of(0x03));
    await untilAwaited(2);
    const closed = [silent, half].map((socket) => new Promise((resolve) => socket.on('close', resolve)));
    vi.advanceTimersByTime(4_999);
    expect(twin.sentences).toEqual([]);
    vi.advanceTimersByTime(1);
    await Promise.all(closed);
    expect(twin.sentences).toEqual(Array(2).fill(expect.stringContaining('without a word')));
    vi.advanceTimersByTime(60_000);
    socket.write(ALL_BYTES);
    await take(socket, 256);
    expect(twin.hostsLeft).toBe(0);
  });

  it('lets only a few of them wait: the oldest makes room', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const oldest = host();
    await untilAwaited(1);
    const closed = once(oldest, 'close');
    for (let more = 0; more < 8; more += 1) host();
    await closed;
    await untilAwaited(8);
    expect(twin.sentences).toEqual([expect.stringContaining('without a word')]);
    const all = hosts.slice(1).map((socket) => once(socket, 'close'));
    await line.close();
    await Promise.all(all);
    expect(twin.sentences).toHaveLength(1);
  });

  it('lets in a host whose first two bytes come apart', async () => {
    const socket = host();
    socket.setNoDelay(true);
    await once(socket, 'connect');
    socket.write(Uint8Array.of(0x03));
    setImmediate(() => socket.write(Uint8Array.of(0x15)));
    expect([...(await take(socket, 2))]).toEqual([0x03, 0x15]);
  });

  it('is not stopped by a host that does not read, and keeps little for it', async () => {
    const socket = host();
    socket.write(HELLO);
    await take(socket, 2);
    socket.pause();
    const recordBytes = 4_096;
    let written = 0;
    while (twin.sentences.length === 0) {
      line.write(new Uint8Array(recordBytes).fill(written));
      written += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (let more = 0; more < 1_000; more += 1) line.write(new Uint8Array(recordBytes));
    expect(twin.sentences).toEqual([expect.stringContaining('64 KiB')]);
    const got = await take(socket, (written - 1) * recordBytes);
    expect(got).toHaveLength((written - 1) * recordBytes);
    got.forEach((byte, index) => {
      if (byte !== Math.floor(index / recordBytes) % 256) throw new Error(`byte ${index} is ${byte}`);
    });
  });

  it('keeps no socket for a host that will not read what it has', async () => {
    const socket = host({ allowHalfOpen: true });
    socket.write(HELLO);
    await take(socket, 2);
    socket.pause();
    while (twin.sentences.length === 0) {
      line.write(new Uint8Array(4_096));
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.end();
    await twin.until(({ hostsLeft }) => hostsLeft === 1);
    await line.close();
  });

  it('drops what nobody is there for', async () => {
    line.write(ALL_BYTES);
    const socket = host();
    socket.write(HELLO);
    expect([...(await take(socket, 2))]).toEqual([...HELLO]);
  });

  it('closes its host when it is closed, and says no more', async () => {
    const socket = host();
    socket.write(HELLO);
    await take(socket, 2);
    const closed = once(socket, 'close');
    await Promise.all([line.close(), line.close()]);
    await closed;
    line.write(ALL_BYTES);
    expect(twin).toMatchObject({ hostsLeft: 0, errors: [], sentences: [] });
    await expect(openLine(description(), twin).then((again) => again.close())).resolves.toBeUndefined();
  });
});
