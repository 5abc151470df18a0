/** What a bench meets on a bad day: one line with a code on standard error, and a card that is none the worse. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockByKeys, PORT, startTwin, typeAtCard } from './host-twin.js';
import { expectRefusal, json, newFolder, output, RunningProgram, run, runInBash } from './run-program.js';

const HOST = ['--port', PORT];
const RESPOND = ['host', 'respond', '--challenge', '123456'];

describe('a wrong command line', () => {
  it.each([
    ['no command', 'host'],
    ['unknown command', 'host frobnicate'],
    ['unknown option', 'host info --port p --colour red'],
    ['no keys', 'host press --port p'],
    ['unknown key', 'host press escape --port p'],
    ['hold of several keys', 'host press 12 --hold 2000 --port p'],
    ['no challenge', 'host respond --pin 1234 --port p'],
    ['PIN from two places', 'host respond --challenge 123456 --pin 1234 --keypad --port p'],
    ['keypad and keys', 'host respond --challenge 123456 --keys --keypad --port p'],
    ['a port twice', 'host display --port p --port p'],
    ['an option twice', 'host display --port p --slot 0 --slot 1'],
    ['slot', 'host display --port p --slot 256'],
    ['baud rate', 'host display --port p --baud 0'],
    ['time-out', 'host display --port p --timeout 0'],
    ['new PIN without answer', 'host unlock --new-pin 1234 --port p'],
  ])('%s: %s', (_what, line) => {
    expectRefusal(run(line.split(' '), { folder: newFolder() }), 'ARGUMENT', 2);
  });

  it.each([
    ['index', 'host lookup 225 --port p', 'CARD_INDEX'],
    ['hexadecimal', 'host transmit 00A4040 --port p', 'HEX_INVALID'],
    ['PIN', 'host respond --challenge 123456 --port p', 'SECRET_MISSING'],
    ['authority', 'host info --authority maker.pem --port p', 'FILE_NOT_FOUND'],
    ['port', 'host info --port http://localhost', 'PORT_ADDRESS'],
    ['port for pcscd', 'host reader-conf --port tcp://127.0.0.1:4000', 'PORT_ADDRESS'],
    ['path for pcscd', 'host reader-conf --port a:b', 'PORT_ADDRESS'],
  ])('%s: %s', (_what, line, code) => {
    expectRefusal(run(line.split(' '), { folder: newFolder() }), code);
  });
});

describe('a port that is none', () => {
  it.each([
    ['/dev/ttyNONE0', 'PORT_NOT_FOUND'],
    ['unix:missing.sock', 'PORT_NOT_FOUND'],
    ['plain', 'PORT_OPEN'],
    ['folder', 'PORT_OPEN'],
    ['dangling', 'PORT_NOT_FOUND'],
  ])('%s', (port, code) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'plain'), '');
    mkdirSync(join(folder, 'folder'));
    symlinkSync('/dev/pts/999999', join(folder, 'dangling'));
    expectRefusal(run(['host', 'info', '--port', port], { folder }), code);
  });

  it.each([
    ['says nothing', null],
    ['answers rubbish', Buffer.from('ERROR: unknown command\r\n')],
    ['sends back what it gets', 'echo'],
  ])('a program that %s', async (_what, answer) => {
    const folder = newFolder();
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (bytes) => answer !== null && socket.write(answer === 'echo' ? bytes : answer));
    });
    await new Promise<void>((resolve) => server.listen(join(folder, 'other.sock'), resolve));
    onTestFinished(() => void server.close());
    const host = new RunningProgram(['host', 'info', '--port', 'unix:other.sock'], { folder });
    expectRefusal(await host.end(), 'NOT_A_TOKEN');
  });

  it('a pseudo-terminal that another host has open', async () => {
    const folder = newFolder();
    const twin = await startTwin(folder, { line: ['--serial', 'pty:card'] });
    const first = new RunningProgram([...RESPOND, '--keypad', '--port', 'card'], { folder });
    await twin.line(/ PIN>$/);
    expectRefusal(run(['host', 'info', '--port', 'card'], { folder }), 'PORT_TAKEN');
    twin.write('type 1234\npress ok\n');
    expect(await first.end()).toMatchObject({ status: 0, stdout: '98276595\n' });
  });
});

describe('a card that refuses', () => {
  it('wrong PINs, with the tries that are left, until it is locked', async () => {
    const folder = newFolder();
    await startTwin(folder);
    for (const [left, words] of [
      [4, ['--pin', '9999']],
      [3, ['--pin', '9999', '--keys']],
    ] as const) {
      const outcome = run([...RESPOND, ...words, ...HOST], { folder });
      expectRefusal(outcome, 'PIN_WRONG');
      expect(outcome.stderr).toMatch(new RegExp(`\\b${left}\\b`));
      expect(outcome.stderr).not.toContain('9999');
    }
    expect(json(['host', 'info', ...HOST], { folder })).toMatchObject({ triesLeft: 3 });
    for (let tries = 0; tries < 3; tries += 1) run([...RESPOND, '--pin', '9999', ...HOST], { folder });
    for (const way of [['--pin', '1234'], ['--pin', '1234', '--keys'], ['--keypad']]) {
      const { status, stdout, stderr } = run([...RESPOND, ...way, ...HOST], { folder });
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(/\(CARD_LOCKED\)\n$/);
    }
  });

  it('a last wrong PIN by the keys', async () => {
    const folder = newFolder();
    const twin = await startTwin(folder);
    await twin.ask('press power', /PIN>/);
    for (let tries = 0; tries < 4; tries += 1) twin.write('type 9999\npress ok\nadvance 3\n');
    await twin.line(/ERR1/);
    expectRefusal(run([...RESPOND, '--keys', '--pin', '9999', ...HOST], { folder }), 'CARD_LOCKED');
  });

  it('what costs no try: malformed challenges, PINs and answers', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const challenge = (text: string) => ['host', 'respond', '--challenge', text, '--pin', '1234', ...HOST];
    expectRefusal(run(challenge('12345'), { folder }), 'CHALLENGE_FORMAT');
    expectRefusal(run([...challenge('12345a'), '--keys'], { folder }), 'CHALLENGE_FORMAT');
    expectRefusal(run([...RESPOND, '--pin', '12345', ...HOST], { folder }), 'PIN_FORMAT');
    expectRefusal(run([...RESPOND, '--pin', '12345', '--keys', ...HOST], { folder }), 'PIN_FORMAT');
    expectRefusal(run(['host', 'unlock', ...HOST], { folder }), 'CARD_REFUSED');
    expect(json(['host', 'info', ...HOST], { folder })).toMatchObject({ triesLeft: 5 });
  });

  it('what another kind of device does not do', async () => {
    const folder = newFolder();
    await startTwin(folder, { words: ['--profile', 'security-code-card'] });
    expectRefusal(run([...RESPOND, '--pin', '1234', ...HOST], { folder }), 'APPLICATION_MISSING');
    expectRefusal(run(['host', 'display', ...HOST], { folder }), 'APPLICATION_MISSING');
    const card = newFolder();
    await startTwin(card);
    expectRefusal(run(['host', 'lookup', '100', ...HOST], { folder: card }), 'APPLICATION_MISSING');
  });

  it('a sealed twin, which has no bench application', async () => {
    const folder = newFolder();
    await startTwin(folder, { words: ['--profile', 'dsc-plus', '--sealed'] });
    for (const words of [
      ['display'],
      ['press', 'power'],
      ['respond', '--keys', '--challenge', '123456', '--pin', '1234'],
    ]) {
      expectRefusal(run(['host', ...words, ...HOST], { folder }), 'APPLICATION_MISSING');
    }
    expect(output([...RESPOND, '--pin', '1234', ...HOST], { folder })).toBe('98276595\n');
  });

  it('a reader without keypad, and one without card', async () => {
    const folder = newFolder();
    const twin = await startTwin(folder, { words: ['--profile', 'dsc-plus', '--reader', 'gempc-twin'] });
    const outcome = run([...RESPOND, '--keypad', ...HOST], { folder });
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toMatch(/\(READER_REFUSED\)\n$/);
    twin.write('card-out\n');
    await twin.ask('frame', /^#/);
    expectRefusal(run(['host', 'info', ...HOST], { folder }), 'NO_CARD');
    twin.write('card-in\n');
    await twin.ask('frame', /^#/);
    expect(output(['host', 'info', ...HOST], { folder })).toContain('DSC+');
  });

  it('an unlock answer, which is no secret of the card but counted', async () => {
    const folder = newFolder();
    await lockByKeys(await startTwin(folder));
    const outcome = run(['host', 'unlock', '--answer', '00000000', '--new-pin', '1235', ...HOST], { folder });
    expectRefusal(outcome, 'UNLOCK_WRONG');
    expect(outcome.stderr).toMatch(/\b9\b/);
  });
});

describe('the holder at the keypad', () => {
  const KEYPAD = [...RESPOND, '--keypad', ...HOST];

  it('types a wrong PIN, or cancels', async () => {
    const folder = newFolder();
    const twin = await startTwin(folder);
    const wrong = new RunningProgram(KEYPAD, { folder });
    await typeAtCard(twin, [/ PIN>$/, '9999']);
    expect((await wrong.end()).stderr).toMatch(/\b4\b[^\n]*\(PIN_WRONG\)\n$/);
    const cancelled = new RunningProgram(KEYPAD, { folder });
    await twin.line(/ PIN>$/);
    twin.write('press power\n');
    expect((await cancelled.end()).stderr).toMatch(/\(PIN_CANCELLED\)\n$/);
  });

  it('is not waited for when the twin dies', async () => {
    const folder = newFolder();
    const twin = await startTwin(folder);
    const host = new RunningProgram(KEYPAD, { folder });
    await twin.line(/ PIN>$/);
    await twin.kill();
    const { status, stdout, stderr } = await host.end();
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/\(LINE_LOST\)\n$/);
  });

  it('is not waited for after Ctrl-C, and the port is free again', async () => {
    const folder = newFolder();
    const twin = await startTwin(folder);
    const host = new RunningProgram(KEYPAD, { folder });
    await twin.line(/ PIN>$/);
    process.kill(host.pid, 'SIGINT');
    const { status, stdout, stderr } = await host.end();
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(stderr).toMatch(/tokentwin: interrupted\n$/);
    expect(output([...RESPOND, '--pin', '1234', ...HOST], { folder })).toBe('98276595\n');
  });
});

describe('a host whose output nobody reads', () => {
  it('ends quietly', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const line = `tokentwin host info --port ${PORT} > >(exec 0<&-; true); echo "$?"`;
    expect(runInBash(line, { folder })).toEqual({ status: 0, stdout: '0\n', stderr: '' });
  });
});
