/** The help of every command, and that its examples run as they are written. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../emulator/cli/registry.js';
import packageJson from '../../package.json' with { type: 'json' };
import {
  expectRefusal,
  newFolder,
  output,
  RFC_KEY,
  ROOT,
  RunningProgram,
  run,
  runInBash,
} from './run-program.js';

/** With the bodies that the program loads when they are needed. */
const LOADED = await Promise.all(
  COMMANDS.map(async (command) => ({ ...command, ...('load' in command ? await command.load() : command) })),
);

/** `bench` takes minutes; bench.test.ts runs what it shows. */
const EXAMPLES = LOADED.filter(({ name }) => name !== 'bench').flatMap(({ name, examples }) =>
  examples.map(([line, shows]) => ({ name, line, shows })),
);

function needsTerminal(line: string): boolean {
  return /^(emulate|record)/.test(line) && !line.includes('--headless');
}

/** Where others reach a device, it waits for them until it gets a signal. */
function waitsForHost(line: string): boolean {
  return /--headless --(listen|api)|^api/.test(line);
}

/** A folder with the files that the examples name. */
function exampleFolder(line: string): string {
  const folder = newFolder();
  if (!line.startsWith('new ')) output(['new', 'dsc-plus', 'my.token', '--pin', '8351'], { folder });
  writeFileSync(join(folder, 'card.csv'), output(['card', 'demo', '--format', 'csv']));
  const request = { suite: 'OCRA-1:HOTP-SHA1-6:QN08', key: RFC_KEY, question: '00000000' };
  writeFileSync(join(folder, 'lines.json'), `${JSON.stringify(request)}\n`);
  cpSync(join(ROOT, 'vectors'), join(folder, 'vectors'), { recursive: true });
  if (line.startsWith('run ')) writeFileSync(join(folder, 'login.script'), 'press power\nexpect "PIN>"\n');
  if (line.startsWith('replay '))
    output(['record', 'login.recording', '--headless'], { folder, input: 'press power\n' });
  return folder;
}

describe('help', () => {
  it('of the program names every command and says what it is', () => {
    const text = output(['--help']);
    for (const { name, describe: purpose } of COMMANDS) {
      expect(text).toContain(`tokentwin ${name}`);
      expect(text.replace(/\s+/g, ' ')).toContain(purpose);
    }
    expect(text).toContain('test devices, not issued by any broker');
  });

  it.each(COMMANDS.map(({ name }) => name))('of %s shows its options and an example', (name) => {
    const text = output([name, '--help']);
    const command = LOADED.find((one) => one.name === name);
    for (const option of Object.keys(command?.options ?? {})) expect(text).toContain(`--${option}`);
    expect(text).toMatch(new RegExp(`Examples:\n  tokentwin ${name} `));
  });

  it('does not run the command', () => {
    const folder = newFolder();
    expect(output(['new', 'dsc-plus', 'a.token', '--help'], { folder })).toContain('Examples:');
    expectRefusal(run(['secret', 'a.token'], { folder }), 'FILE_NOT_FOUND');
  });

  it('goes with the version of the package', () => {
    expect(output(['--version'])).toBe(`${packageJson.version}\n`);
  });
});

describe('an example of the help', () => {
  it.each(EXAMPLES.filter(({ line }) => !needsTerminal(line) && !waitsForHost(line)))(
    'runs: $line',
    ({ line, shows }) => {
      const { status, stdout, stderr } = runInBash(`tokentwin ${line}`, { folder: exampleFolder(line) });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout === '').toBe(line.includes(' > '));
      for (const [number] of shows.matchAll(/\b[0-9]{6,}\b/g)) expect(stdout).toContain(number);
    },
  );

  it.each(EXAMPLES.filter(({ line }) => waitsForHost(line)))('waits for a host: $line', async ({ line }) => {
    // A free port instead of the one of the example, which another program may have.
    const words = line.replace(/(:|--api |--port )[0-9]+/, '$10').split(' ');
    const program = new RunningProgram(words, { folder: exampleFolder(line) });
    expect(await program.line(/^(line|api) /)).toMatch(/(tcp|http):\/\/127\.0\.0\.1:[0-9]+/);
  });

  it.each(EXAMPLES.filter(({ line }) => needsTerminal(line)))('asks for a terminal: $line', ({ line }) => {
    const outcome = runInBash(`tokentwin ${line}`, { folder: exampleFolder(line) });
    expectRefusal(outcome, 'TERMINAL');
  });

  it('is there for every command', () => {
    expect(new Set(EXAMPLES.map(({ name }) => name)).size).toBe(COMMANDS.length - 1);
    expect(EXAMPLES.filter(({ line }) => needsTerminal(line)).length).toBeGreaterThan(0);
  });
});
