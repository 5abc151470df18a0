/** Where a PIN or a key may come from: an option, standard input, the environment. */
import { describe, expect, it } from 'vitest';
import { expectRefusal, output, RFC_KEY, run, runInBash } from './run-program.js';

const RESPOND = ['respond', 'demo', '--challenge', '123456'];
const FIRST_CODE = '755224\n';

describe('a PIN', () => {
  it('comes from --pin', () => {
    expect(output([...RESPOND, '--pin', '1234'])).toBe('98276595\n');
    expect(output([...RESPOND, '--pin=1234'])).toBe('98276595\n');
  });

  it.each(['1234\n', '1234', '1234\r\n', '1234\nmore\n'])('comes from standard input: %j', (input) => {
    expect(output([...RESPOND, '--pin', '-'], { input })).toBe('98276595\n');
  });

  it('comes from TOKENTWIN_PIN', () => {
    expect(output(RESPOND, { environment: { TOKENTWIN_PIN: '1234' } })).toBe('98276595\n');
  });

  it('comes from --pin before TOKENTWIN_PIN', () => {
    const environment = { TOKENTWIN_PIN: '1235' };
    expect(output([...RESPOND, '--pin', '1234'], { environment })).toBe('98276595\n');
    expect(output([...RESPOND, '--pin', '-'], { environment, input: '1234\n' })).toBe('98276595\n');
  });

  it('is missing where nobody can be asked', () => {
    const outcome = run(RESPOND);
    expectRefusal(outcome, 'SECRET_MISSING');
    for (const way of ['--pin', '--pin -', 'TOKENTWIN_PIN']) expect(outcome.stderr).toContain(way);
    expectRefusal(run(RESPOND, { environment: { TOKENTWIN_PIN: '' } }), 'SECRET_MISSING');
  });

  it('may not be empty on standard input', () => {
    expectRefusal(run([...RESPOND, '--pin', '-'], { input: '' }), 'SECRET_MISSING');
    expectRefusal(run([...RESPOND, '--pin', '-'], { input: '\n1234\n' }), 'SECRET_MISSING');
  });
});

describe('a key', () => {
  it.each([['hotp'], ['totp', '--time', '0']])('of %s comes from everywhere', (...words) => {
    expect(output([...words, '--key', RFC_KEY])).toBe(FIRST_CODE);
    expect(output([...words, '--key', '-'], { input: `${RFC_KEY}\n` })).toBe(FIRST_CODE);
    expect(output(words, { environment: { TOKENTWIN_KEY: RFC_KEY } })).toBe(FIRST_CODE);
  });

  it('of ocra comes from everywhere', () => {
    const words = ['ocra', 'OCRA-1:HOTP-SHA1-6:QN08', '--question', '00000000'];
    expect(output([...words, '--key', RFC_KEY])).toBe('237653\n');
    expect(output([...words, '--key', '-'], { input: `${RFC_KEY}\n` })).toBe('237653\n');
    expect(output(words, { environment: { TOKENTWIN_KEY: RFC_KEY } })).toBe('237653\n');
  });

  it('of a new token comes from everywhere but a prompt', () => {
    const made = runInBash(
      [
        'cd "$(mktemp -d)"',
        `tokentwin new dsc-plus-soft a --key ${RFC_KEY}`,
        `echo ${RFC_KEY} | tokentwin new dsc-plus-soft b --key -`,
        `TOKENTWIN_KEY=${RFC_KEY} tokentwin new dsc-plus-soft c`,
        'tokentwin new dsc-plus-soft d',
        'for file in a b c d; do tokentwin secret $file | grep key; done',
        'rm -r "$PWD"',
      ].join('\n'),
    );
    const keys = made.stdout.split('\n').filter((line) => line.startsWith('key: '));
    expect(keys.slice(0, 3)).toEqual(Array(3).fill(`key: ${RFC_KEY}`));
    expect(keys[3]).toMatch(/^key: [0-9a-f]{40}$/);
    expect(keys[3]).not.toBe(keys[0]);
  });
});
