/** `new`, `respond`, `secret` and `unlock`: a token file from its making to its answers. */
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { secondOcra } from '../vectors/second-ocra.js';
import { contentsOf, expectRefusal, json, newFolder, output, RFC_KEY, run } from './run-program.js';

const KEY = '6b6579206f66206120746573742063617264';
const UNLOCK_KEY = '756e6c6f636b206b6579206f66206974';

interface Secrets {
  readonly serialNumber: string;
  readonly suite: string;
  readonly key: string;
  readonly pin: string | null;
  readonly unlockKey: string | null;
  readonly counter: string;
}

function secretsOf(file: string, folder: string): Secrets {
  return json(['secret', file], { folder }) as Secrets;
}

/** What a card with these secrets must answer, by the second implementation. */
function expectedResponse({ suite, key, counter }: Secrets, pin: string, question: string): string {
  const input = {
    ...(suite.includes(':C-') && { counter }),
    ...(suite.includes('-P') && { pin }),
  };
  const answer = secondOcra({ suite, key, question, ...input });
  return 'response' in answer ? answer.response : answer.error;
}

describe('new', () => {
  it('makes a file with the key, PIN, serial number and unlock key given, for its owner alone', () => {
    const folder = newFolder();
    const given = ['--key', KEY, '--pin', '8351', '--unlock-key', UNLOCK_KEY, '--serial-number', '12345678'];
    expect(output(['new', 'dsc-plus', 'a.token', ...given], { folder })).toContain('a.token: dsc-plus');
    expect(secretsOf('a.token', folder)).toEqual({
      serialNumber: '12345678',
      suite: 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1',
      key: KEY,
      pin: '8351',
      unlockKey: UNLOCK_KEY,
      counter: '0',
    });
    expect(statSync(join(folder, 'a.token')).mode & 0o777).toBe(0o600);
    expect([...contentsOf(folder).keys()]).toEqual([join(folder, 'a.token')]);
  });

  it('says what it made as JSON', () => {
    const folder = newFolder();
    expect(json(['new', 'dsc-plus-soft', 'a.token'], { folder })).toEqual({
      file: 'a.token',
      profile: 'dsc-plus-soft',
    });
  });

  it.each(['dsc-plus', 'dsc-plus-counter', 'security-code-card'])('of %s repeats with a seed', (profile) => {
    const folder = newFolder();
    const made = ['1', '1', '2', null, null].map((seed, index) => {
      run(['new', profile, `${index}.token`, ...(seed === null ? [] : ['--seed', seed])], { folder });
      return readFileSync(join(folder, `${index}.token`)).toString('hex');
    });
    expect(made[1]).toBe(made[0]);
    expect(new Set(made).size).toBe(4);
  });

  it('of an online card repeats with a seed and a start', () => {
    const folder = newFolder();
    for (const file of ['a.token', 'b.token']) {
      const rest = ['--seed', '1', '--start', '1767225600'];
      output(['new', 'online-security-code-card', file, ...rest], { folder });
    }
    const [one, other] = contentsOf(folder).values();
    expect(one).toBe(other);
  });

  it('draws a PIN and says where to see it', () => {
    const folder = newFolder();
    const { status, stderr } = run(['new', 'dsc-plus', 'a.token'], { folder });
    const { pin } = secretsOf('a.token', folder);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'tokentwin: the PIN was drawn: see it with `tokentwin secret FILE`\n',
    });
    expect(pin).toMatch(/^[0-9]{4}$/);
  });

  it('warns of a PIN that is easy to guess', () => {
    const folder = newFolder();
    const { status, stderr } = run(['new', 'dsc-plus', 'a.token', '--pin', '1234'], { folder });
    expect(status).toBe(0);
    expect(stderr).toMatch(/^tokentwin: [^\n]*easy to guess[^\n]*\n$/);
  });

  it('takes a suite instead of that of the profile', () => {
    const folder = newFolder();
    const suite = 'OCRA-1:HOTP-SHA512-8:QN06-PSHA256';
    output(['new', 'dsc-plus', 'a.token', '--pin', '8351', '--suite', suite], { folder });
    const secrets = secretsOf('a.token', folder);
    expect(secrets.suite).toBe(suite);
    expect(output(['respond', 'a.token', '--pin', '8351', '--challenge', '000001'], { folder })).toBe(
      `${expectedResponse(secrets, '8351', '000001')}\n`,
    );
  });

  it('takes a profile of the tester', () => {
    const folder = newFolder();
    const own = { name: 'my-card', pin: { digits: 6, tries: 2 }, texts: { pin: 'CODE>' } };
    writeFileSync(join(folder, 'my.json'), JSON.stringify(own));
    output(['new', 'my.json', 'a.token', '--pin', '835112'], { folder });
    const script = 'press power\ntype 000000\npress ok\n';
    const frames = output(['emulate', 'a.token', '--headless'], { folder, input: script });
    expect(frames).toMatch(/CODE>\n/);
    expect(frames).toMatch(/PIN ERR1\n/);
  });

  it('leaves nothing behind where it fails', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'a.token'));
    expectRefusal(run(['new', 'dsc-plus', 'a.token'], { folder }), 'FILE_EXISTS');
    symlinkSync('nowhere', join(folder, 'b.token'));
    expectRefusal(run(['new', 'dsc-plus', 'b.token'], { folder }), 'FILE_EXISTS');
    expect(contentsOf(folder).size).toBe(0);
  });
});

describe('respond', () => {
  it.each(['dsc-plus', 'dsc-plus-soft', 'dsc-plus-classic', 'dsc-plus-counter', 'dsc-plus-mutual'])(
    'of %s answers what the second implementation answers',
    (profile) => {
      const folder = newFolder();
      run(['new', profile, 'a.token'], { folder });
      for (const question of ['123456', '000000']) {
        const before = secretsOf('a.token', folder);
        const pin = before.pin ?? '0417';
        const response = output(['respond', 'a.token', '--pin', pin, '--challenge', question], { folder });
        expect(response).toBe(`${expectedResponse(before, pin, question)}\n`);
      }
    },
  );

  it('is the answer of the demo card that anyone can check', () => {
    const words = ['respond', 'demo', '--pin', '1234', '--challenge', '123456'];
    expect(output(words)).toBe('98276595\n');
    expect(json(words)).toEqual({
      response: '98276595',
      serialNumber: '10000001',
      suite: 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1',
    });
  });

  it('folds any PIN into the response of a soft card', () => {
    const folder = newFolder();
    output(['new', 'dsc-plus-soft', 'a.token', '--key', RFC_KEY], { folder });
    const answer = (pin: string) =>
      output(['respond', 'a.token', '--pin', pin, '--challenge', '123456'], { folder });
    expect(answer('1234')).toBe('98276595\n');
    expect(answer('1235')).toBe('19115491\n');
  });

  it('counts up, so that the same challenge has another answer', () => {
    const folder = newFolder();
    output(['new', 'dsc-plus-counter', 'a.token', '--pin', '8351', '--seed', '1'], { folder });
    const words = ['respond', 'a.token', '--pin', '8351', '--challenge', '123456'];
    expect(new Set([1, 2, 3].map(() => output(words, { folder }))).size).toBe(3);
    expect(secretsOf('a.token', folder).counter).toBe('3');
  });

  it('counts wrong PINs over processes, and a right one clears them', () => {
    const folder = newFolder();
    output(['new', 'dsc-plus', 'a.token', '--pin', '8351'], { folder });
    const respond = (pin: string) =>
      run(['respond', 'a.token', '--pin', pin, '--challenge', '123456'], { folder });
    for (const left of [4, 3, 2]) {
      const outcome = respond('1538');
      expectRefusal(outcome, 'PIN_WRONG');
      expect(outcome.stderr).toContain(` ${left} more tries `);
    }
    expect(respond('8351').status).toBe(0);
    expect(respond('1538').stderr).toContain(' 4 more tries ');
  });

  it('gives the file back', () => {
    const folder = newFolder();
    output(['new', 'dsc-plus', 'a.token', '--pin', '8351'], { folder });
    for (const pin of ['8351', '1538', 'x']) {
      run(['respond', 'a.token', '--pin', pin, '--challenge', '123456'], { folder });
      expect([...contentsOf(folder).keys()]).toEqual([join(folder, 'a.token')]);
    }
  });
});

describe('secret', () => {
  it('prints a line each, and null as none', () => {
    const folder = newFolder();
    output(['new', 'dsc-plus-soft', 'a.token', '--key', KEY, '--serial-number', '1234'], { folder });
    expect(output(['secret', 'a.token'], { folder }).split('\n')).toEqual([
      'serialNumber: 1234',
      'suite: OCRA-1:HOTP-SHA1-8:QN06-PSHA1',
      `key: ${KEY}`,
      'pin: none',
      'unlockKey: none',
      'counter: 0',
      '',
    ]);
  });

  it('of a code card is its seed', () => {
    const folder = newFolder();
    const given = ['--key', KEY, '--serial-number', 'CARD-1'];
    output(['new', 'security-code-card', 'a.token', ...given], { folder });
    expect(json(['secret', 'a.token'], { folder })).toEqual({
      serialNumber: 'CARD-1',
      alphabet: 'letter-digit-letter',
      seed: KEY,
    });
  });
});

describe('unlock', () => {
  it('answers as the second implementation does under the unlock key', () => {
    const folder = newFolder();
    output(['new', 'dsc-plus', 'a.token', '--pin', '8351', '--unlock-key', UNLOCK_KEY], { folder });
    const suite = 'OCRA-1:HOTP-SHA1-8:QN08';
    const answer = secondOcra({ suite, key: UNLOCK_KEY, question: '13957886' });
    const expected = 'response' in answer ? answer.response : answer.error;
    const words = ['unlock', 'a.token', '--challenge', '13957886'];
    const before = contentsOf(folder);
    expect(output(words, { folder })).toBe(`${expected}\n`);
    expect(json(words, { folder })).toEqual({ answer: expected });
    expect(contentsOf(folder)).toEqual(before);
  });
});
