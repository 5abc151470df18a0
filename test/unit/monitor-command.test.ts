/** `tokentwin host monitor` as a shell sees it: its output, its ends, what it refuses. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PORT, startTwin } from '../command-line/host-twin.js';
import { expectRefusal, newFolder, RunningProgram, run } from '../command-line/run-program.js';

const HOST = 'unix:host.sock';
const MONITOR = ['host', 'monitor', '--port', PORT];

/** Starts a monitor before a twin, and waits until a host may come. */
async function startMonitor(folder: string, ...words: readonly string[]): Promise<RunningProgram> {
  const monitor = new RunningProgram([...MONITOR, '--listen', HOST, ...words], { folder });
  await monitor.line(/./);
  return monitor;
}

function respond(folder: string, pin = '1234') {
  return run(['host', 'respond', '--port', HOST, '--challenge', '123456', '--pin', pin], { folder });
}

async function interrupt(monitor: RunningProgram) {
  process.kill(monitor.pid, 'SIGINT');
  return await monitor.end();
}

describe('the monitor', () => {
  it('serves one host after the other', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const monitor = await startMonitor(folder);
    expect(respond(folder, '9999').stderr).toContain('(PIN_WRONG)');
    expect(respond(folder).stdout).toBe('98276595\n');
    const { status, stdout, stderr } = await interrupt(monitor);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const commands = stdout.split('\n').filter((line) => /command: /.test(line));
    expect(commands.map((line) => line.replace(/^.*command: /, ''))).toEqual([
      ...['SELECT DSC+', 'VERIFY PIN (4 digits)'],
      ...['SELECT DSC+', 'VERIFY PIN (4 digits)', 'INTERNAL AUTHENTICATE challenge 123456'],
    ]);
  });

  it('prints JSON, an object a line', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const monitor = await startMonitor(folder, '--json');
    const before = Date.now();
    respond(folder);
    const lines = (await interrupt(monitor)).stdout.trimEnd().split('\n');
    const [first, ...others] = lines.map((line) => JSON.parse(line));
    expect(first).toEqual({ line: HOST });
    const verify = others.find(({ words }) => words === 'VERIFY PIN (4 digits)');
    expect(verify).toEqual({
      timeMs: expect.any(Number),
      layer: 'apdu',
      from: 'host',
      slot: 0,
      sequence: null,
      words: 'VERIFY PIN (4 digits)',
    });
    expect(verify.timeMs).toBeGreaterThanOrEqual(before - 1000);
    expect(verify.timeMs).toBeLessThanOrEqual(Date.now() + 1000);
    expect(new Set(others.map(({ layer }) => layer))).toEqual(new Set(['message', 'apdu']));
  });

  it('is quiet when it is told to be, and still writes its capture', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const monitor = await startMonitor(folder, '--quiet', '--pcap', 'line.pcapng');
    expect(respond(folder).stdout).toBe('98276595\n');
    expect((await interrupt(monitor)).stdout).toBe(`line ${HOST}\n`);
    expect(readFileSync(join(folder, 'line.pcapng')).includes('98276595')).toBe(true);
  });

  it('ends when the device goes', async () => {
    const folder = newFolder();
    const twin = await startTwin(folder);
    const monitor = await startMonitor(folder);
    await twin.kill();
    const { status, stderr } = await monitor.end();
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `tokentwin: ${PORT} is gone: plug it in and start again. (LINE_LOST)\n`,
    });
    expect(existsSync(join(folder, 'host.sock'))).toBe(false);
  });

  it.each([
    [[], 'ARGUMENT'],
    [['--listen', HOST, '--serial', 'pty'], 'ARGUMENT'],
    [['--listen', HOST, '--port', 'unix:other.sock'], 'ARGUMENT'],
    [['--listen', 'nowhere'], 'LINE_ADDRESS'],
    [['--listen', HOST, '--quiet', '--json'], 'ARGUMENT'],
    [['--listen', HOST], 'PORT_NOT_FOUND'],
  ])('refuses %j with %s', (words, code) => {
    const outcome = run([...MONITOR, ...words], { folder: newFolder() });
    expectRefusal(outcome, code, code === 'ARGUMENT' ? 2 : 1);
  });

  it('refuses to write over a file, before a host is let in', async () => {
    const folder = newFolder();
    await startTwin(folder);
    writeFileSync(join(folder, 'line.pcapng'), 'precious');
    const words = [...MONITOR, '--listen', HOST, '--pcap', 'line.pcapng'];
    expectRefusal(run(words, { folder }), 'CAPTURE_FILE');
    expect(readFileSync(join(folder, 'line.pcapng'), 'utf8')).toBe('precious');
    expect(existsSync(join(folder, 'host.sock'))).toBe(false);
  });
});
