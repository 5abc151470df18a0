/** Lines with other programs at the other end, killed programs, and the work of a line that waits. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  closeSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import koffi from 'koffi';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Line } from '../../emulator/lines/line.js';
import { parseListen, parseSerial } from '../../emulator/lines/line-description.js';
import { openLine } from '../../emulator/lines/open-line.js';
import { ALL_BYTES, LineRecorder } from '../unit/line-recorder.js';

const SCRIPT = fileURLToPath(new URL('./line-process.ts', import.meta.url));

/** Debian's, which has python3-serial; another one may come first in the path. */
const PYTHON = '/usr/bin/python3';

let folder: string;
const lines: Line[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokentwin-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(lines.splice(0).map((line) => line.close()));
  rmSync(folder, { recursive: true });
});

/** Opens a line that echoes. */
async function open(option: '--serial' | '--listen', value: string): Promise<[Line, LineRecorder]> {
  const twin = new LineRecorder((bytes) => line.write(Uint8Array.from(bytes)));
  const line = await openLine(option === '--serial' ? parseSerial(value) : parseListen(value), twin);
  lines.push(line);
  return [line, twin];
}

/** Starts a program and waits for the first that it prints. */
async function start(program: string, words: readonly string[], detached = false): Promise<ChildProcess> {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'], detached });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Why the host in Python cannot be tried, or null. In CI nothing is left out. */
function pythonIsMissing(): string | null {
  try {
    accessSync(PYTHON);
    execFileSync(PYTHON, ['-c', 'import serial'], { stdio: 'ignore' });
    return null;
  } catch {
    return process.env.CI === 'true' ? null : 'python3-serial is not installed';
  }
}

/** Where a link leads, null when it is gone: the descriptor that lists a folder is in its own list. */
function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

const PYTHON_HOST = `
import serial, sys
for turn in range(2):
    port = serial.Serial(sys.argv[1], 115200, stopbits=2, timeout=10)
    sent = bytes(range(256)) * 4
    port.write(sent)
    print(port.read(len(sent)) == sent)
    port.close()
`;

/** Opens a port, sends one byte and waits for its death. */
const NODE_HOST = `
const fd = require('node:fs').openSync(process.argv[1], 'r+');
require('node:fs').writeSync(fd, 'x');
console.log('open');
process.stdin.resume();
`;

const NODE_SOCKET_HOST = `
const socket = require('node:net').connect(Number(process.argv[1]), '127.0.0.1');
socket.write(Buffer.of(3, 6, 0x61));
socket.on('data', () => console.log('answered'));
`;

describe('a pseudo-terminal', () => {
  it('echoes to a program in Python with pyserial, twice', async ({ skip }) => {
    const missing = pythonIsMissing();
    if (missing !== null) skip(`not run: ${missing}`);
    const [line, twin] = await open('--serial', `pty:${join(folder, 'token')}`);
    const host = spawn(PYTHON, ['-c', PYTHON_HOST, line.address], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(host);
    let output = '';
    host.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await once(host, 'close');
    expect(output).toBe('True\nTrue\n');
    const quarter = [...ALL_BYTES];
    expect(twin.bytes).toEqual(Array.from({ length: 8 }, () => quarter).flat());
    // Each opening emptied the line first.
    expect(twin.hostsLeft).toBeGreaterThanOrEqual(2);
  });

  it('is raw before anyone opened it, as stty sees it', async () => {
    const [line] = await open('--serial', 'pty');
    const flag = process.platform === 'darwin' ? '-f' : '-F';
    const settings = execFileSync('stty', [flag, line.address, '-a'], { encoding: 'utf8' }).split(/[\s;]+/);
    expect(settings).toEqual(
      expect.arrayContaining(['-echo', '-icanon', '-isig', '-ixon', '-icrnl', '-opost']),
    );
    expect(settings).toContain('cs8');
  });

  it('outlives a host that is killed', async () => {
    const [line, twin] = await open('--serial', 'pty');
    for (const turn of [1, 2]) {
      await kill(await start(process.execPath, ['-e', NODE_HOST, line.address]));
      await twin.until(({ bytes }) => bytes.length === turn);
    }
    expect(twin.errors).toEqual([]);
  });

  it('outlives a host that made it its terminal and dies with its session', async () => {
    const [line, twin] = await open('--serial', 'pty');
    await kill(await start(process.execPath, ['-e', NODE_HOST, line.address], true));
    await kill(await start(process.execPath, ['-e', NODE_HOST, line.address]));
    await twin.until(({ bytes }) => bytes.length === 2);
    expect(twin.errors).toEqual([]);
  });

  it('fails once when the system takes it away', async ({ skip }) => {
    if (process.platform !== 'linux') skip('not run: only Linux tells which file a descriptor is of');
    const [line, twin] = await open('--serial', 'pty');
    const slave = readdirSync('/proc/self/fd').find(
      (name) => linkOf(`/proc/self/fd/${name}`) === line.address,
    );
    const dup2 = koffi.load(null).func('int dup2(int from, int to)');
    const nothing = openSync('/dev/null', 'r');
    expect(dup2(nothing, Number(slave))).toBe(Number(slave));
    closeSync(nothing);
    await twin.until(({ errors }) => errors.length > 0);
    line.write(ALL_BYTES);
    await line.close();
    expect(twin.errors).toEqual([
      expect.objectContaining({ code: 'LINE_BROKEN', message: expect.stringContaining(line.address) }),
    ]);
  });

  it('gives its link to the next one when its program was killed', async () => {
    const link = join(folder, 'token');
    await kill(await start(process.execPath, ['--import', 'tsx', SCRIPT, '--serial', `pty:${link}`]));
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    await open('--serial', `pty:${link}`);
    expect(lstatSync(readlinkSync(link)).isCharacterDevice()).toBe(true);
  });
});

describe('a socket', () => {
  it('is free again when its host is killed', async () => {
    const [line, twin] = await open('--listen', '127.0.0.1:0');
    for (const turn of [1, 2]) {
      await kill(await start(process.execPath, ['-e', NODE_SOCKET_HOST, new URL(line.address).port]));
      await twin.until(({ hostsLeft }) => hostsLeft === turn);
    }
    expect(twin.sentences).toEqual([]);
  });

  it('of a killed program is replaced, of a living one respected', async () => {
    const place = `unix:${join(folder, 'socket')}`;
    const program = await start(process.execPath, ['--import', 'tsx', SCRIPT, '--listen', place]);
    await expect(open('--listen', place)).rejects.toMatchObject({ code: 'LINE_TAKEN' });
    await kill(program);
    expect(lstatSync(join(folder, 'socket')).isSocket()).toBe(true);
    await open('--listen', place);
  });
});

describe('lines that wait', () => {
  it('cost no work', async () => {
    await open('--serial', 'pty');
    await open('--listen', '127.0.0.1:0');
    await open('--listen', `unix:${join(folder, 'socket')}`);
    const before = process.cpuUsage();
    await wait(1_000);
    const { user, system } = process.cpuUsage(before);
    // A line that spins would take the whole second.
    expect(user + system).toBeLessThan(200_000);
  });

  it('cost little for a host that does not read', async () => {
    const [line, twin] = await open('--serial', 'pty');
    while (twin.sentences.length === 0) line.write(new Uint8Array(4_096));
    const before = process.cpuUsage();
    await wait(1_000);
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(200_000);
  });
});
