/**
 * Command lines that are wrong, with a secret in the wrong place: made from the registry for every command and every
 * option that it has, so that new ones are among them by themselves.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CommandBody } from '../../emulator/cli/command.js';
import { allCommands } from './coverage.js';
import { KEY, PIN, secretMarks } from './marked-card.js';
import { runInProcess } from './run-in-process.js';
import { leaksOf } from './scenario.js';

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-misuse-'));
afterAll(() => rmSync(folder, { recursive: true }));
const marks = secretMarks();

/** What a person names himself: `exceptions.ts` says that it may be repeated. */
const NAMED_BY_ONESELF = [
  ...[
    'port',
    'serial',
    'listen',
    'vpcd',
    'authority',
    'token',
    'state',
    'output',
    'import',
    'pcap',
    'profile',
    'seed',
    ...['database', 'key-file', 'host'],
  ],
];

/** Something that fits each positional, so that the rest of the line is looked at. */
const POSITIONALS: Readonly<Record<string, string>> = {
  file: 'demo',
  profile: 'dsc-plus',
  index: '1',
  suite: 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1',
  action: 'check',
  key: 'ok',
  apdu: '00A40400',
};

/** Commands that need no more words: they serve until a signal, or make a folder. */
const RIGHT_ALONE = ['api', 'sls serve', 'sls demo'];

let files = 0;

/** The command with all that it must have. */
function plain(name: string, { positionals, options }: CommandBody): string[] {
  files += 1;
  const needed = positionals.filter(({ arity }) => arity === 'required' || arity === 'list');
  const words = needed.map((positional) =>
    name === 'new' && positional.name === 'file'
      ? join(folder, `${files}.token`)
      : (POSITIONALS[positional.name] ?? 'x'),
  );
  // No test may reach for a real device.
  const port = 'port' in options ? ['--port', `unix:${join(folder, 'none.sock')}`] : [];
  return [...name.split(' '), ...words, ...port];
}

function wrongLines(name: string, body: CommandBody): string[][] {
  const base = () => plain(name, body);
  const options = Object.entries(body.options)
    .filter(([option, { type }]) => type === 'string' && !NAMED_BY_ONESELF.includes(option))
    .map(([option]) => option);
  const secret = 'pin' in body.options ? ['--pin', PIN] : [];
  // Where any number of files may be named, a word too many is the name of a file.
  const takesFiles = body.positionals.some(
    ({ name: each, arity }) => each === 'file' && arity.endsWith('list'),
  );
  return [
    ...(takesFiles
      ? []
      : [
          [...base(), PIN, KEY],
          [...base(), '--', PIN, KEY],
        ]),
    [...base(), ...secret, '--frobnicate', KEY],
    [...base(), ...secret, `--pim=${PIN}`],
    ...(RIGHT_ALONE.includes(name) ? [] : [[...name.split(' '), ...secret]]),
    ...options.flatMap((option) => [
      [...base(), `--${option}`, KEY],
      [...base(), `--${option}=${KEY}`, `--${option}`, KEY],
      [...base(), ...secret, `--${option}`],
      [...base(), `--${option}`, `${KEY}\x1b[2J`],
    ]),
  ];
}

const commands = [...(await allCommands())];

describe('a wrong command line', () => {
  it.each(commands)('of %s repeats no secret', async (name, body) => {
    const lines = wrongLines(name, body);
    expect(lines.length).toBeGreaterThanOrEqual(3);
    let refused = 0;
    for (const words of lines) {
      const ended = await runInProcess({ words });
      const succeeds = ended.status === 0;
      if (!succeeds) refused += 1;
      expect(leaksOf({ words, succeeds }, ended, marks), words.join(' ')).toEqual([]);
    }
    expect(refused).toBeGreaterThan(0);
  });

  it.each([
    [['respon', 'demo', '--pin', PIN]],
    [['--pin', PIN]],
    [['host', '--pin', PIN]],
    [['host', 'inf', '--key', KEY]],
  ])('without a command repeats none: %j', async (words) => {
    const ended = await runInProcess({ words });
    expect(ended.status).not.toBe(0);
    expect(leaksOf({ words, succeeds: false }, ended, marks)).toEqual([]);
  });
});
