/** What a user would find wrong or rude: each of these is red until the fault named in its title is mended. */
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  contentsOf,
  expectRefusal,
  newFolder,
  output,
  RFC_KEY,
  RunningProgram,
  run,
  runInBash,
} from './run-program.js';

const SUITE = 'OCRA-1:HOTP-SHA1-6:QN08';
const ONE_LINE = /^tokentwin: [^\n]+\n$/;

describe('a wrong command line is told in one line', () => {
  it.each([
    'respond demo --challenge',
    'respond demo --challenge 123456 --pin',
    'hotp --key',
    'card demo --format',
  ])('option without its value: %s', (line) => {
    expectRefusal(run(line.split(' ')), 'ARGUMENT', 2);
  });

  it.each([`totp --key ${RFC_KEY} --hash MD5`, 'card demo --format pdf', 'emulate --headless --clock slow'])(
    'value that is no choice: %s',
    (line) => {
      expectRefusal(run(line.split(' ')), 'ARGUMENT', 2);
    },
  );

  it.each([`hotp ${RFC_KEY}`, `respond demo ${RFC_KEY} --challenge 123456`])(
    'no secret is repeated: %s',
    (line) => {
      expect(run(line.split(' ')).stderr).not.toContain(RFC_KEY);
    },
  );

  it('an option of the help is known: --no-clipboard', () => {
    expect(output(['emulate', '--headless', '--no-clipboard'], { input: 'press power\n' })).toContain('PIN>');
  });

  it('an option that has no effect is not swallowed: --no-pin', () => {
    expectRefusal(run(['respond', 'demo', '--no-pin', '--challenge', '123456']), 'ARGUMENT', 2);
  });
});

describe('files and streams', () => {
  it('a path through a file is one line', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'plain'), '');
    expectRefusal(run(['new', 'dsc-plus', 'plain/a.token'], { folder }), 'FILE_ACCESS');
    expectRefusal(run(['new', 'dsc-plus', 'a'.repeat(300)], { folder }), 'FILE_ACCESS');
    expect(contentsOf(folder).size).toBe(1);
  });

  it('one writer, also through a symbolic link', async () => {
    const folder = newFolder();
    output(['new', 'dsc-plus', 'my.token', '--pin', '8351'], { folder });
    symlinkSync('my.token', join(folder, 'link.token'));
    const twin = new RunningProgram(['emulate', 'my.token', '--headless'], { folder });
    await twin.ask('press power', /PIN>/);
    const words = ['respond', 'link.token', '--pin', '8351', '--challenge', '123456'];
    expectRefusal(run(words, { folder }), 'FILE_LOCKED');
  });

  it('a full disk behind standard output is one line', () => {
    const { status, stderr } = runInBash('tokentwin card demo > /dev/full');
    expect(status).toBe(1);
    expect(stderr).toMatch(ONE_LINE);
  });

  it('a folder on standard input is one line', () => {
    const { status, stderr } = runInBash('tokentwin ocra --batch < /');
    expect(status).toBe(1);
    expect(stderr).toMatch(ONE_LINE);
  });

  it('a failure stays one when nobody reads standard error', () => {
    const line = 'tokentwin lookup demo 0 2> >(exec 0<&-; true); echo "$?"';
    const outcomes = Array.from({ length: 5 }, () => runInBash(line).stdout);
    expect(new Set(outcomes)).toEqual(new Set(['1\n']));
  });

  it('headless ends quietly when nobody reads on', () => {
    const line = `yes 'press power' | head -n 200000 | tokentwin emulate --headless | head -n 1`;
    expect(runInBash(line)).toEqual({ status: 0, stdout: '#2 PIN>\n', stderr: '' });
  });

  it('respond leaves no lock behind when nobody reads its answer', () => {
    const folder = newFolder();
    output(['new', 'dsc-plus', 'my.token', '--pin', '8351'], { folder });
    runInBash('tokentwin respond my.token --pin 8351 --challenge 123456 > >(exec 0<&-; true)', { folder });
    expect([...contentsOf(folder).keys()]).toEqual([join(folder, 'my.token')]);
  });
});

describe('input that is asked for twice or is no text', () => {
  it('key and questions both from standard input lose nothing', () => {
    const words = ['ocra', SUITE, '--key', '-', '--questions', '-'];
    const { status, stdout } = run(words, { input: `${RFC_KEY}\n00000000\n` });
    expect(status === 0 ? stdout : 'refused').toMatch(/^(237653\n|refused)$/);
  });

  it('challenge and PIN both from standard input', () => {
    const words = ['respond', 'demo', '--challenge', '-', '--pin', '-'];
    const { status, stdout, stderr } = run(words, { input: '123456\n1234\n' });
    if (status === 0) expect(stdout).toBe('98276595\n');
    else expect(stderr).toContain('(ARGUMENT)');
  });

  it('a PIN that is not UTF-8 has no response', () => {
    const line = JSON.stringify({ suite: `${SUITE}-PSHA1`, key: RFC_KEY, question: '1', pin: 'PIN' });
    const answers = [Buffer.from([0xff]), Buffer.from('\\ud800')].map((pin) => {
      const [head, tail] = line.split('PIN"}');
      return output(['ocra', '--batch'], {
        input: Buffer.concat([Buffer.from(head as string), pin, Buffer.from(`"}${tail}`)]),
      });
    });
    for (const answer of answers) expect(answer).toMatch(/^\{"error"/);
  });

  it('--questions - prints JSON when asked', () => {
    const words = ['ocra', SUITE, '--key', RFC_KEY, '--questions', '-', '--json'];
    const { status, stdout } = run(words, { input: '00000000\n' });
    expect(status === 0 ? stdout : 'refused').toMatch(/^(\{"response":"237653"\}\n|refused)$/);
  });

  it('a suite or key beside --batch is not swallowed', () => {
    expectRefusal(run(['ocra', SUITE, '--key', RFC_KEY, '--batch']), 'ARGUMENT', 2);
  });

  it('a file named demo does not hide behind the demo card', () => {
    const folder = newFolder();
    const made = run(['new', 'dsc-plus', 'demo', '--pin', '8351', '--key', RFC_KEY], { folder });
    expect(made.status).not.toBe(0);
  });
});

describe('a failure has its reason on standard error', () => {
  it('of vectors check', () => {
    const folder = newFolder();
    const file = output(['vectors', 'generate', '--output', '.'], { folder }).split('\n')[0] as string;
    const text = contentsOf(folder).get(join(folder, file)) as string;
    const altered = Buffer.from(text, 'base64')
      .toString()
      .replace(/"response": "(.)/, '"response": "0$1');
    writeFileSync(join(folder, 'bad.json'), altered);
    const { status, stderr } = run(['vectors', 'check', 'bad.json'], { folder });
    expect(status).toBe(1);
    expect(stderr).toMatch(ONE_LINE);
  });

  it('of --batch --strict', () => {
    const { status, stderr } = run(['ocra', '--batch', '--strict'], { input: 'x\n' });
    expect(status).toBe(1);
    expect(stderr).toMatch(ONE_LINE);
  });
});
