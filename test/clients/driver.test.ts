/** The driver on real ports, with the twin in a process of its own that is stopped, killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openToken } from '../../host/driver/open-token.js';
import { isLineLost, isOutcomeUnknown } from '../../host/driver/predicates.js';
import type { Token, TokenEvents } from '../../host/driver/token.js';

let folder: string;
const started: ChildProcess[] = [];
const opened: Token[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokentwin-driver-'));
});
afterEach(async () => {
  for (const token of opened.splice(0)) await token.close();
  for (const twin of started.splice(0)) twin.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Twin {
  readonly process: ChildProcess;
  readonly address: string;
}

async function start(option: string, value: string): Promise<Twin> {
  const program = new URL('driver-twin.ts', import.meta.url).pathname;
  const twin = spawn(process.execPath, ['--import', 'tsx', program, option, value], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(twin);
  const [address] = (await once(createInterface({ input: twin.stdout }), 'line')) as [string];
  return { process: twin, address };
}

async function open(address: string): Promise<Token> {
  const token = await openToken(address);
  opened.push(token);
  return token;
}

async function kill({ process: twin }: Twin): Promise<void> {
  const ended = once(twin, 'exit');
  twin.kill('SIGKILL');
  await ended;
}

function event(token: Token, name: keyof TokenEvents): Promise<void> {
  return new Promise((resolve) => {
    const remove = token.on(name, () => {
      remove();
      resolve();
    });
  });
}

const LINES = [
  ['a pseudo-terminal', '--serial', () => `pty:${join(folder, 'port')}`],
  ['a unix socket', '--listen', () => `unix:${join(folder, 'port')}`],
] as const;

describe.each(LINES)('over %s', (_, option, value) => {
  it('a login is right, and a card that is moved is told of', async () => {
    const twin = await start(option, value());
    const token = await open(twin.address);
    expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
    const out = event(token, 'cardOut');
    twin.process.stdin?.write('out\n');
    await out;
    await expect(token.pinStatus()).rejects.toMatchObject({ code: 'NO_CARD' });
    const back = event(token, 'cardIn');
    twin.process.stdin?.write('in\n');
    await back;
    expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
  });

  it('a twin that is killed ends its calls, and is found again when it is back', async () => {
    const twin = await start(option, value());
    const token = await open(twin.address);
    const lost = event(token, 'lineLost');
    const back = event(token, 'lineBack');
    twin.process.kill('SIGSTOP');
    const call = token.verify('1234').catch((error: unknown) => error);
    await kill(twin);
    const error = await call;
    expect([isLineLost(error), isOutcomeUnknown(error)]).toEqual([true, true]);
    await lost;
    const later = token.respond('123456', { pin: '1234', timeoutMs: 30_000 });
    await start(option, value());
    await back;
    expect(await later).toBe('98276595');
    expect(token.counters().reconnects).toBe(1);
  });

  it('an idle driver notices that the twin has gone', async () => {
    const twin = await start(option, value());
    const token = await open(twin.address);
    const lost = event(token, 'lineLost');
    await kill(twin);
    await lost;
  });

  it('a twin that stands still is given up in time, and spoken to when it goes on', async () => {
    const twin = await start(option, value());
    const token = await open(twin.address);
    twin.process.kill('SIGSTOP');
    await expect(token.verify('1234', { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'TIMED_OUT',
      details: { outcomeUnknown: true },
    });
    twin.process.kill('SIGCONT');
    expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
  });

  it('a port that falls silent is opened anew until it answers', async () => {
    const twin = await start(option, value());
    const token = await open(twin.address);
    const lost = event(token, 'lineLost');
    twin.process.kill('SIGSTOP');
    await expect(token.verify('1234', { timeoutMs: 60_000 })).rejects.toMatchObject({
      code: 'TIMED_OUT',
      details: { outcomeUnknown: true },
    });
    await lost;
    const back = event(token, 'lineBack');
    twin.process.kill('SIGCONT');
    await back;
    expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
  });

  it('a second driver is told that the port is taken', async () => {
    const twin = await start(option, value());
    await open(twin.address);
    await expect(openToken(twin.address)).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });

  it('a driver that was killed in mid-command leaves a twin that the next one can use', async () => {
    const twin = await start(option, value());
    const program = `
      import { openToken } from '${new URL('../../host/driver/open-token.ts', import.meta.url).pathname}';
      const token = await openToken('${twin.address}');
      await token.verify('1234');
      console.log('verified');
      for (;;) await token.transmit(new Uint8Array(900));
    `;
    const host = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(host);
    await once(host.stdout, 'data');
    await kill({ process: host, address: '' });
    const token = await open(twin.address);
    await expect(token.respond('123456')).rejects.toMatchObject({ code: 'PIN_REQUIRED' });
    expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
  });
});
