/** `tokentwin host conform`, `compare` and `soak` against a twin in a process of its own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TokenReader } from '../../emulator/reader/token-reader.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { PORT, startTwin } from './host-twin.js';
import { expectRefusal, json, newFolder, output, RunningProgram, run } from './run-program.js';

const PIN = ['--pin', '1234'];
const HOST = ['--port', PORT];
const CARD_CASES = ['--only', 'card.*'];

/** A demo twin in this process at PORT, that tells when a host has written so many times. */
async function startWatchedTwin(folder: string) {
  let came = 0;
  let wanted: { readonly frames: number; readonly act: () => void } | null = null;
  const server = createServer((socket) => {
    const reader = new TokenReader(
      { dscPlus: DscPlus.demo(), codeCard: null },
      { bench: true, now: () => performance.now(), output: (bytes) => socket.write(bytes) },
    );
    socket.on('error', () => socket.destroy());
    socket.on('close', () => reader.hostLeft());
    socket.on('data', (bytes) => {
      came += 1;
      if (came === wanted?.frames) wanted.act();
      reader.receive(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(join(folder, 'card.sock'), resolve));
  onTestFinished(() => void server.close());
  return {
    framesCame: (frames: number, act: () => void) =>
      new Promise<void>((resolve) => {
        wanted = {
          frames,
          act: () => {
            act();
            resolve();
          },
        };
      }),
  };
}

describe('host conform', () => {
  it('finds nothing wrong with a twin, and says what it did not try', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const text = output(['host', 'conform', ...HOST, ...PIN, '--key', 'demo'], { folder });
    expect(text).toMatch(/\nin all: [0-9]{3} passed, 0 failed, [0-9]+ not tried in /);
    expect(text).toContain('not tried  card.locked: ');
    expect(text).not.toMatch(/\b1234\b/);
    expect(json(['host', 'info', ...HOST], { folder })).toMatchObject({ triesLeft: 5 });
  });

  // The others are found by cases that wait for silence; conform-faults.test.ts has them on virtual time.
  it.each(['try-not-counted', 'counter-reused', 'tries-off-by-one'])(
    'finds the planted fault %s',
    async (fault) => {
      const folder = newFolder();
      await startTwin(folder, { words: ['--profile', 'dsc-plus-counter', '--fault', fault] });
      const { status, stdout } = run(['host', 'conform', ...HOST, ...PIN, ...CARD_CASES], { folder });
      expect(status).toBe(1);
      expect(stdout).toMatch(/\nin all: [0-9]+ passed, [1-9][0-9]* failed, /);
    },
  );

  it('writes JSON, and JUnit that counts the cases', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const words = ['host', 'conform', ...HOST, ...PIN, ...CARD_CASES];
    const report = JSON.parse(output([...words, '--format', 'json'], { folder }));
    expect(report.results.length).toBeGreaterThan(50);
    output([...words, '--format', 'junit', '--output', 'report.xml'], { folder });
    const xml = readFileSync(join(folder, 'report.xml'), 'utf8');
    expect(xml.match(/<testcase /g)?.length).toBe(report.results.length);
    expect(xml).toContain('failures="0"');
  });

  it('drives a sealed twin by its card commands alone', async () => {
    const folder = newFolder();
    await startTwin(folder, { words: ['--profile', 'dsc-plus', '--sealed'] });
    const text = output(['host', 'conform', ...HOST, ...PIN, '--only', 'card.*,bench.*'], { folder });
    expect(text).toMatch(/bench: 0 passed, 0 failed, [1-9]/);
    expect(text).toMatch(/card: [1-9][0-9]+ passed, 0 failed/);
  });
});

describe('host compare', () => {
  it('sees no difference between a twin and its like', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const words = ['host', 'compare', ...HOST, '--token', 'demo', '--steps', '60', '--seed', 'a'];
    expect(output(words, { folder })).toBe('the same in 60 steps, seed a\n');
  });

  it('explains the first difference of a card with a fault, with the line that replays it', async () => {
    const folder = newFolder();
    await startTwin(folder, { words: ['--profile', 'dsc-plus', '--fault', 'tries-off-by-one'] });
    const words = ['host', 'compare', ...HOST, '--token', 'demo', '--steps', '300', '--seed', 'a'];
    const { status, stdout } = run(words, { folder });
    expect(status).toBe(1);
    expect(stdout).toMatch(/VERIFY/);
    expect(stdout).toMatch(/tokentwin host compare .*--seed a/);
    expect(stdout).not.toContain('1234');
  });
});

describe('host soak', () => {
  it('checks the responses it was asked for, and goes on where it stopped', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const words = ['host', 'soak', ...HOST, ...PIN, '--key', 'demo', '--state', 'night.json'];
    expect(output([...words, '--logins', '20'], { folder })).toContain(': 20 logins in ');
    const more = output([...words, '--logins', '50'], { folder });
    expect(more).toContain(': 50 logins in ');
    expect(more).toContain('50 right, 0 wrong, 0 of unknown outcome');
  });

  it('refuses a state that is none, and leaves it as it is', async () => {
    const folder = newFolder();
    await startTwin(folder);
    writeFileSync(join(folder, 'night.json'), '{"logins": -1}');
    const words = ['host', 'soak', ...HOST, ...PIN, '--state', 'night.json', '--logins', '1'];
    expectRefusal(run(words, { folder }), 'SOAK_FILE');
    expect(readFileSync(join(folder, 'night.json'), 'utf8')).toBe('{"logins": -1}');
  });

  it('ends at a wrong PIN instead of locking the card', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const { status } = run(['host', 'soak', ...HOST, '--pin', '9999', '--logins', '50'], { folder });
    expect(status).toBe(1);
    expect(json(['host', 'info', ...HOST], { folder })).toMatchObject({ triesLeft: 4 });
  });

  it('asks no device when its goal is reached already, and does not forget what was wrong', async () => {
    const folder = newFolder();
    const twin = await startTwin(folder);
    const words = ['host', 'soak', ...HOST, ...PIN, '--state', 'night.json', '--logins'];
    const wrong = run([...words, '2', '--key', '00'.repeat(20)], { folder });
    expect(wrong).toMatchObject({ status: 1, stderr: '' });
    expect(wrong.stdout).toContain('0 right, 2 wrong, 0 of unknown outcome\n');
    expect(wrong.stdout).not.toContain('no failures');
    await twin.kill();
    const again = run([...words, '2'], { folder });
    expect(again).toEqual(wrong);
    expectRefusal(run([...words, '3'], { folder }), 'PORT_NOT_FOUND');
  });
});

describe('Ctrl-C', () => {
  it('lets a soak finish the login under way; a later run reaches the goal', async () => {
    const folder = newFolder();
    const line = await startWatchedTwin(folder);
    const words = ['host', 'soak', ...HOST, ...PIN, '--key', 'demo', '--state', 'night.json', '--json'];
    const soak = new RunningProgram([...words, '--logins', '1000000'], { folder });
    await line.framesCame(50, () => process.kill(soak.pid, 'SIGINT'));
    const { status, stdout, stderr } = await soak.end();
    expect({ status, stderr }).toEqual({ status: 130, stderr: 'tokentwin: interrupted\n' });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ answered: report.logins, wrong: 0, unknown: 0, failures: {} });
    expect(report.link.resynchronisations).toBe(0);
    const goal = new RunningProgram([...words, '--logins', String(report.logins + 3)], { folder });
    expect(await goal.end()).toMatchObject({ status: 0 });
  });

  it.each([
    ['compare', ['--token', 'demo', '--steps', '1000000']],
    ['respond', ['--keys', '--pace', '60000', '--challenge', '123456', ...PIN]],
  ])('ends host %s in one sentence', async (name, more) => {
    const folder = newFolder();
    const line = await startWatchedTwin(folder);
    const program = new RunningProgram(['host', name, ...HOST, ...more], { folder });
    // The opening of the card takes fewer.
    await line.framesCame(12, () => process.kill(program.pid, 'SIGINT'));
    expect(await program.end()).toEqual({ status: 130, stdout: '', stderr: 'tokentwin: interrupted\n' });
  });
});
