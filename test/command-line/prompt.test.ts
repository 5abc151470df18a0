/** The prompts at a terminal: a PIN or key is asked for when nothing else gives it, and never shown. */
import pty from '@lydell/node-pty';
import { describe, expect, it } from 'vitest';
import { environmentWith, PROGRAM, RFC_KEY } from './run-program.js';

const RESPOND = ['respond', 'demo', '--challenge', '123456'];

/**
 * Runs the program at a pseudo-terminal and types each answer as soon as its prompt appears.
 *
 * @returns all that the terminal showed, an echo included
 */
function atTerminal(
  words: readonly string[],
  answers: Readonly<Record<string, string>>,
): Promise<{ screen: string; status: number }> {
  const terminal = pty.spawn(process.execPath, [PROGRAM, ...words], { cols: 100, env: environmentWith() });
  let screen = '';
  let answered = 0;
  return new Promise((resolve) => {
    terminal.onData((text) => {
      screen += text;
      const prompt = screen.slice(answered).split('\n').at(-1) ?? '';
      const answer = answers[prompt];
      if (answer === undefined) return;
      answered = screen.length;
      terminal.write(answer);
    });
    terminal.onExit(({ exitCode }) => resolve({ screen, status: exitCode }));
  });
}

describe('a prompt', () => {
  it('takes the PIN and shows nothing of it', async () => {
    expect(await atTerminal(RESPOND, { 'PIN: ': '1234\r' })).toEqual({
      screen: 'PIN: \r\n98276595\r\n',
      status: 0,
    });
  });

  it.each([['hotp'], ['totp', '--time', '0']])('takes the key of %s', async (...words) => {
    expect(await atTerminal(words, { 'key: ': `${RFC_KEY}\r` })).toEqual({
      screen: 'key: \r\n755224\r\n',
      status: 0,
    });
  });

  it('takes key and PIN one after the other', async () => {
    const words = ['ocra', 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1', '--question', '123456'];
    expect(await atTerminal(words, { 'key: ': `${RFC_KEY}\r`, 'PIN: ': '1234\r' })).toEqual({
      screen: 'key: \r\nPIN: \r\n98276595\r\n',
      status: 0,
    });
  });

  it('lets a mistyped PIN be corrected', async () => {
    const { screen } = await atTerminal(RESPOND, { 'PIN: ': '99\u007f\u007f1234\r' });
    expect(screen).toBe('PIN: \r\n98276595\r\n');
  });

  it('ends with Ctrl-C, and the status says so', async () => {
    const { screen, status } = await atTerminal(RESPOND, { 'PIN: ': '12\u0003' });
    expect(screen).toMatch(/^PIN: \r\n(tokentwin: [^\n]*\r\n)?$/);
    expect(status).toBe(130);
  });

  it('does not come where the option is given', async () => {
    const { screen } = await atTerminal([...RESPOND, '--pin', '1234'], { 'PIN: ': 'never asked\r' });
    expect(screen).toBe('98276595\r\n');
  });
});
