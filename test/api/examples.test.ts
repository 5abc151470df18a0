/** The examples for other languages, run as their first lines say. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT, run } from '../command-line/run-program.js';

const EXAMPLES = join(ROOT, 'emulator/api/examples');

it.each([
  ['python3', 'login.py'],
  ['bash', 'login.sh'],
])('%s %s', (program, file) => {
  const words = ['with', '--device', 'card=dsc-plus', '--', program, join(EXAMPLES, file), '123456'];
  expect(run(words)).toEqual({ status: 0, stdout: '98276595\n', stderr: '' });
});

it('an example that is refused ends with a status that is not 0', () => {
  const words = ['with', '--device', 'card=dsc-plus', '--', 'bash', join(EXAMPLES, 'login.sh'), '12345x'];
  const { status, stdout } = run(words);
  expect(status).not.toBe(0);
  expect(stdout).not.toMatch(/[0-9]{8}/);
});
