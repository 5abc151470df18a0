/** A host in Python that was written after PROTOCOL.md, with twins, and with a line that does damage. */
import { execFileSync, spawn } from 'node:child_process';
import { accessSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLine } from '../../emulator/lines/open-line.js';
import { TokenReader } from '../../emulator/reader/token-reader.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { describeCommand } from '../../firmware/card/describe.js';
import { startTwin, typeAtCard } from '../command-line/host-twin.js';
import {
  environmentWith,
  newFolder,
  type Outcome,
  type RunningProgram,
} from '../command-line/run-program.js';

const CLIENT = fileURLToPath(new URL('./python-client.py', import.meta.url));

/** Debian's, which has python3-serial; another one may come first in the path. */
const PYTHON = '/usr/bin/python3';

/** How often the line under test looks at the clock for its reader. */
const TICK_MS = 20;

/** Why the client cannot be tried, or null. In CI nothing is left out. */
function pythonIsMissing(): string | null {
  if (process.env.CI === 'true') return null;
  try {
    accessSync(PYTHON);
    execFileSync(PYTHON, ['-c', 'import serial'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'not run: python3-serial is not installed';
  }
}

/** Runs the client beside this process. @param input for its standard input: the PIN */
function runClient(words: readonly string[], input: string): Promise<Outcome> {
  const client = spawn(PYTHON, [CLIENT, ...words], { env: environmentWith() });
  onTestFinished(() => {
    client.kill('SIGKILL');
  });
  let stdout = '';
  let stderr = '';
  client.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  client.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  client.stdin.end(input);
  return new Promise((resolve) => client.on('close', (status) => resolve({ status, stdout, stderr })));
}

/** A twin in a process of its own, on a pseudo-terminal. */
async function twinAt(
  folder: string,
  options: readonly string[] = [],
): Promise<{ readonly twin: RunningProgram; readonly link: string }> {
  const link = join(folder, 'token');
  const line = ['--serial', `pty:${link}`, ...options];
  return { twin: await startTwin(folder, { line }), link };
}

/** What becomes of every third passage, in either direction. */
const DAMAGES: Readonly<Record<string, (bytes: Uint8Array, at: number) => Uint8Array>> = {
  changed: (bytes, at) => bytes.map((byte, index) => (index === at ? byte ^ 0x10 : byte)),
  dropped: (bytes, at) => bytes.filter((_, index) => index !== at),
  doubled: (bytes, at) => Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at === 0 ? 0 : at - 1)),
};

interface DamagedLine {
  readonly link: string;
  /** What the card was asked, in words. */
  readonly asked: string[];
  /** How many passages were damaged. */
  damaged(): number;
}

/** A twin on a pseudo-terminal that does damage. */
async function damagedLine(kind: string): Promise<DamagedLine> {
  const link = join(newFolder(), 'token');
  const asked: string[] = [];
  let passages = 0;
  let damaged = 0;
  const pass = (bytes: Uint8Array) => {
    passages += 1;
    if (passages % 3 !== 0) return Uint8Array.from(bytes);
    damaged += 1;
    return DAMAGES[kind]?.(bytes, (passages * 7) % bytes.length) ?? bytes;
  };
  const line = await openLine(
    { kind: 'pseudoTerminal', link },
    {
      received: (bytes) => reader.receive(pass(bytes)),
      hostLeft: () => reader.hostLeft(),
      noticed: (sentence) => expect.unreachable(sentence),
      failed: (error) => expect.unreachable(String(error)),
    },
  );
  const reader = new TokenReader(
    { dscPlus: DscPlus.demo(), codeCard: null },
    {
      now: () => performance.now(),
      output: (bytes) => line.write(pass(bytes)),
      onExchange: (_, command) => asked.push(describeCommand(command)),
    },
  );
  const timer = setInterval(() => reader.timePassed(), TICK_MS);
  onTestFinished(async () => {
    clearInterval(timer);
    await line.close();
  });
  return { link, asked, damaged: () => damaged };
}

describe('the client in Python', () => {
  it.for(['gempc-pinpad', 'gempc-twin', 'two-slot'])('logs in at a reader %s', async (reader, { skip }) => {
    const missing = pythonIsMissing();
    if (missing !== null) skip(missing);
    const { link } = await twinAt(newFolder(), ['--reader', reader]);
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await runClient([link, '123456'], '1234\n')).toEqual({
        status: 0,
        stdout: '98276595\n',
        stderr: '',
      });
    }
  });

  it('tells how many tries are left, and what the card refuses', async ({ skip }) => {
    const missing = pythonIsMissing();
    if (missing !== null) skip(missing);
    const { link } = await twinAt(newFolder());
    const wrong = await runClient([link, '123456'], '9999\n');
    expect(wrong).toEqual({
      status: 1,
      stdout: '',
      stderr: 'python-client: PIN: refused, 4 tries left.\n',
    });
    const malformed = await runClient([link, '12345'], '1234\n');
    expect(malformed.stderr).toBe('python-client: Challenge: the card answers 6A80.\n');
  });

  it('has the PIN typed on the card, and never has it', async ({ skip }) => {
    const missing = pythonIsMissing();
    if (missing !== null) skip(missing);
    const { twin, link } = await twinAt(newFolder());
    const client = runClient([link, '123456', '--keypad'], '');
    await typeAtCard(twin, [/PIN>$/, '1234']);
    expect(await client).toMatchObject({ status: 0, stdout: '98276595\n' });
  });

  it.for(Object.keys(DAMAGES))(
    'logs in although every third passage has a byte %s',
    async (kind, { skip }) => {
      const missing = pythonIsMissing();
      if (missing !== null) skip(missing);
      const { link, asked, damaged } = await damagedLine(kind);
      expect(await runClient([link, '123456'], '1234\n')).toEqual({
        status: 0,
        stdout: '98276595\n',
        stderr: '',
      });
      expect(damaged()).toBeGreaterThan(5);
      expect(asked).toEqual([
        'SELECT DSC+',
        'VERIFY PIN (4 digits)',
        'INTERNAL AUTHENTICATE challenge 123456',
      ]);
    },
  );
});
