/** The help of `tokentwin host` and of its commands, and that the examples run as they are written. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { HOST } from '../../emulator/cli/commands/host/registry.js';
import { lockByKeys, startTwin, typeAtCard } from './host-twin.js';
import { environmentWith, newFolder, output, RunningProgram } from './run-program.js';

const NAMES = HOST.commands.map(({ name }) => name);

/** The commands that one token is enough for, whose examples are run here. */
const WITH_ONE_TOKEN = [
  ...['ports', 'info', 'respond', 'lookup', 'press', 'display'],
  ...['unlock', 'change-pin', 'transmit', 'reader-conf'],
];

const EXAMPLES = await Promise.all(
  HOST.commands
    .filter(({ name }) => WITH_ONE_TOKEN.includes(name))
    .map(async ({ name, load }) => (await load()).examples.map(([line, shows]) => ({ name, line, shows }))),
);

describe('the help', () => {
  it('of the program names the group, that of the group its commands', () => {
    expect(output(['--help'])).toMatch(/tokentwin host +talk to a token/);
    const text = output(['host', '--help']);
    for (const { name, describe: purpose } of HOST.commands) {
      expect(text).toContain(`tokentwin host ${name} `);
      expect(text.replace(/\s+/g, ' ')).toContain(purpose);
    }
    expect(output([...(/tokentwin (host [a-z]+ --help)/.exec(text)?.[1]?.split(' ') ?? [])])).toContain(
      'Options:',
    );
  });

  it.each(NAMES)('of %s shows its options and an example', async (name) => {
    const text = output(['host', name, '--help']);
    const body = await HOST.commands.find((command) => command.name === name)?.load();
    for (const option of Object.keys(body?.options ?? {})) expect(text).toContain(`--${option}`);
    expect(text).toMatch(new RegExp(`Examples:\n  tokentwin host ${name}\\b`));
  });
});

/** A certificate as a maker has one, by another program. */
function makeCertificate(folder: string): void {
  const subject = ['-subj', '/CN=Maker', '-keyout', '/dev/null', '-out', 'maker.pem'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ed25519', '-nodes', ...subject], {
    cwd: folder,
    stdio: 'ignore',
    env: environmentWith(),
  });
}

describe('an example of the help', () => {
  it.each(EXAMPLES.flat())('runs: $line', async ({ name, line, shows }) => {
    const folder = newFolder();
    if (line.includes('maker.pem')) makeCertificate(folder);
    const isCodeCard = name === 'lookup';
    const twin = await startTwin(folder, isCodeCard ? { words: ['--profile', 'security-code-card'] } : {});
    if (name === 'unlock') await lockByKeys(twin);
    const host = new RunningProgram(line.split(' '), { folder });
    if (line.includes('--keypad')) {
      const answers = name === 'respond' ? (['1234'] as const) : (['1234', '8351', '8351'] as const);
      await typeAtCard(twin, ...answers.map((digits) => [/(PIN|AGAIN)>$/, digits] as const));
    }
    const { status, stdout, stderr } = await host.end();
    if (line.includes('--answer')) {
      // The answer belongs to the question of another card.
      expect(stderr).toContain('(UNLOCK_WRONG)');
      return;
    }
    expect({ status, stderr: stderr.replace(/^tokentwin: type [^\n]*\n$/, '') }).toEqual({
      status: 0,
      stderr: '',
    });
    expect(stdout === '').toBe(name === 'change-pin');
    for (const [number] of shows.matchAll(/\b[0-9]{6,}\b/g)) expect(stdout).toContain(number);
  });

  it('is there for every command', () => {
    expect(EXAMPLES.length).toBe(WITH_ONE_TOKEN.length);
    expect(EXAMPLES.every((examples) => examples.length > 0)).toBe(true);
  });
});
