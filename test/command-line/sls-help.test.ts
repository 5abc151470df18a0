/** The help of the `sls` commands: every example that it shows does what it says. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SLS } from '../../emulator/cli/commands/sls/registry.js';
import { output, RunningProgram, run } from './run-program.js';

const STORE = ['--database', 'my-store'];
let folder: string;
let deviceId = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokentwin-sls-help-'));
  output(['new', 'dsc-plus', 'my.token', '--pin', '8351', '--seed', 'help'], { folder });
});
afterAll(() => rmSync(folder, { recursive: true }));

const EXAMPLES = (
  await Promise.all(SLS.commands.map(async ({ load }) => (await load()).examples.map(([line]) => line)))
).flat();
const SERVING = EXAMPLES.filter((line) => line.startsWith('sls serve'));
/** In the order in which one prepares for the other: a person, then a device, then what is done with it. */
const OTHERS = [
  'sls demo',
  'sls user add',
  'sls user',
  'sls device import',
  'sls device list',
  'sls desk',
  'sls device end',
];

function orderOf(line: string): number {
  return OTHERS.findIndex((start) => line.startsWith(start));
}

describe('the examples of sls', () => {
  it('are several of every command', () => {
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(13);
    expect(EXAMPLES.filter((line) => !SERVING.includes(line) && orderOf(line) === -1)).toEqual([]);
  });

  it.each(
    EXAMPLES.filter((line) => !SERVING.includes(line)).sort((one, other) => orderOf(one) - orderOf(other)),
  )('%s', (line) => {
    const words = line.replace(' ID ', ` ${deviceId} `).split(' ');
    const outcome = run(words, { folder, environment: { TOKENTWIN_PASSWORD: 'help1234' } });
    expect({ line, ...outcome }).toMatchObject({ line, status: 0 });
    if (line.startsWith('sls device import')) deviceId = /^device: (\S+)$/m.exec(outcome.stdout)?.[1] ?? '';
  });

  it.each(SERVING)('%s', async (line) => {
    // A port that the example names may be taken on this machine.
    const words = line.replace(/--port [0-9]+/, '--port 0').split(' ');
    const program = new RunningProgram(words, { folder });
    expect(await program.line(/^sls /)).toMatch(/^sls http:\/\/127\.0\.0\.1:[0-9]+ {2}desk token /);
    process.kill(program.pid, 'SIGTERM');
    expect(await program.end()).toMatchObject({ status: 0, stderr: '' });
  });

  it('ends with a store that is as it was told', () => {
    expect(output(['sls', 'device', 'list', ...STORE], { folder })).toMatch(/ lost +anna$/m);
  });
});
