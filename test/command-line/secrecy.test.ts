/** No PIN, key, question's answer or other secret in what a command says when it fails. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, output, run, sharedFolder } from './run-program.js';

/** Marks that occur nowhere by chance. */
const KEY = '5ec2e7a11ce5ec2e7a11ce5ec2e7a11ce5ec2e7a';
const UNLOCK_KEY = '0ddba11ca7f00d0ddba11ca7f00d0ddba11ca7f0';
const PIN = '4085';
const WRONG_PIN = '9174';
const SUITE = 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1';

/** What must not be seen: the secrets, and the responses that they lead to. */
let secrets: readonly string[] = [];

const folder = sharedFolder((path) => {
  const options = ['--key', KEY, '--unlock-key', UNLOCK_KEY, '--pin', PIN];
  output(['new', 'dsc-plus', 'my.token', ...options], { folder: path });
  copyFileSync(join(path, 'my.token'), join(path, 'locked.token'));
  for (let wrong = 1; wrong <= 5; wrong += 1) {
    run(['respond', 'locked.token', '--pin', WRONG_PIN, '--challenge', '123456'], { folder: path });
  }
  writeFileSync(join(path, 'odd.csv'), `1,${PIN}\n`);
  const answer = (pin: string) => output(['ocra', SUITE, '--key', KEY, '--question', '123456', '--pin', pin]);
  const unlock = output(['unlock', 'my.token', '--challenge', '13957886'], { folder: path });
  const answers = [answer(PIN), answer(WRONG_PIN), unlock].map((line) => line.trimEnd());
  secrets = [KEY.slice(0, 12), UNLOCK_KEY.slice(0, 12), PIN, WRONG_PIN, ...answers];
});

const FAILURES: readonly string[] = [
  `respond my.token --pin ${WRONG_PIN} --challenge 123456`,
  `respond locked.token --pin ${WRONG_PIN} --challenge 123456`,
  `respond locked.token --pin ${PIN} --challenge 123456`,
  `respond my.token --pin ${PIN} --challenge 1234567`,
  `respond my.token --pin ${PIN}${PIN} --challenge 123456`,
  `respond my.token --pin ${PIN} --pin ${WRONG_PIN} --challenge 123456`,
  `respond my.token --pin ${PIN} --challenge 123456 --frobnicate 1`,
  `respond missing.token --pin ${PIN} --challenge 123456`,
  `unlock my.token --challenge 1395788`,
  `new dsc-plus my.token --key ${KEY} --pin ${PIN}`,
  `new dsc-plus a.token --key ${KEY}0`,
  `new dsc-plus a.token --key ${KEY}x`,
  `new dsc-plus a.token --key ${KEY.slice(0, 30)}`,
  `new dsc-plus a.token --key ${KEY.repeat(8)}`,
  `new dsc-plus a.token --unlock-key ${UNLOCK_KEY}0`,
  `new dsc-plus a.token --pin ${PIN}${PIN}`,
  `new dsc-plus-soft a.token --pin ${PIN}`,
  `new security-code-card a.token --key ${KEY}0`,
  'new security-code-card a.token --import odd.csv',
  `hotp --key ${KEY}0`,
  `hotp --key ${KEY} --digits 9`,
  `totp --key ${KEY} --hash MD5`,
  `ocra ${SUITE} --key ${KEY}0 --question 123456 --pin ${PIN}`,
  `ocra ${SUITE} --key ${KEY} --question 12345x --pin ${PIN}`,
  `ocra ${SUITE} --key ${KEY} --question 1234567 --pin ${PIN}`,
  `ocra ${SUITE} --key ${KEY} --question 123456 --pin ${PIN} --pin-hash ${KEY}`,
  `ocra ${SUITE} --key ${KEY} --question 123456 --pin-hash ${KEY}00`,
  `ocra nonsense --key ${KEY} --question 123456 --pin ${PIN}`,
];

describe('a failure', () => {
  it.each(FAILURES)('keeps secrets to itself: %s', (line) => {
    const { status, stdout, stderr } = run(line.split(' '), { folder: folder() });
    expect(status).not.toBe(0);
    expect(stderr).not.toBe('');
    for (const secret of secrets) expect(`${stdout}${stderr}`).not.toContain(secret);
  });

  it('of a batch line keeps them too', () => {
    const good = { suite: SUITE, key: KEY, question: '123456', pin: PIN };
    const wrong: object[] = [
      { ...good, key: `${KEY}0` },
      { ...good, question: '12345x' },
      { ...good, pin: PIN, pinHash: KEY },
      { ...good, session: `${KEY}0` },
      { ...good, [PIN]: KEY },
      { ...good, mode: KEY },
      { ...good, counter: PIN },
      { ...good, counter: KEY },
      { ...good, suite: 'nonsense' },
      { ...good, pin: Number(PIN) },
    ];
    const input = `${wrong.map((line) => JSON.stringify(line)).join('\n')}\n{"key":"${KEY}","pin":"${PIN}"\n`;
    const answers = output(['ocra', '--batch'], { input });
    expect(answers.match(/"error"/g)).toHaveLength(wrong.length + 1);
    for (const secret of [KEY.slice(0, 12), PIN]) expect(answers).not.toContain(secret);
  });

  it('of a line for the headless card keeps them too', () => {
    for (const line of [`type ${PIN}x`, `press ${PIN}`, `hold ok ${PIN}x`, `${PIN}`, `enter ${PIN}`]) {
      const { status, stderr } = run(['emulate', '--headless'], { input: `${line}\n` });
      expect(status).not.toBe(0);
      expect(stderr).not.toContain(PIN);
    }
  });
});

describe('what a command says on success', () => {
  it('has no secret that was not asked for', () => {
    const options = { folder: newFolder() };
    const given = ['--key', KEY, '--pin', PIN, '--unlock-key', UNLOCK_KEY];
    const made = run(['new', 'dsc-plus', 'my.token', ...given], options);
    const login = run(['respond', 'my.token', '--pin', PIN, '--challenge', '123456', '--json'], options);
    for (const { status, stdout, stderr } of [made, login]) {
      expect(status).toBe(0);
      for (const secret of [KEY.slice(0, 12), UNLOCK_KEY.slice(0, 12), PIN]) {
        expect(`${stdout}${stderr}`).not.toContain(secret);
      }
    }
  });

  it('is the secret itself where it was asked for', () => {
    const text = output(['secret', 'my.token'], { folder: folder() });
    for (const secret of [KEY, PIN, UNLOCK_KEY]) expect(text).toContain(secret);
  });
});
