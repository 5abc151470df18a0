/**
 * Every command and every example of the README does what the README says. `npx tokentwin` is the built
 * program here; `fresh-clone.test.ts` shows that it is so in a clone.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const PROGRAM = `"${process.execPath}" "${join(ROOT, 'dist/tokentwin.cjs')}"`;

/** Commands of the whole project, which run in its folder; the first word after `&&` is what counts. */
const PROJECT_COMMANDS: Readonly<Record<string, string | null>> = {
  'npm ci && npm start': 'npm start --silent | cat',
  // This is what runs right now, and what .ci/run calls first.
  'npm ci && npm test': null,
};

interface Example {
  readonly command: string;
  readonly output: readonly string[];
}

function blocks(language: string): string[] {
  return [...README.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, text]) => text as string,
  );
}

function examples(): Example[] {
  return blocks('console').flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((text) => {
        const [command = '', ...output] = text.trimEnd().split('\n');
        return { command, output };
      }),
  );
}

/** `...` stands for any number of lines. */
function pattern(output: readonly string[]): RegExp {
  const escaped = output.map((line) =>
    line === '...' ? '[\\s\\S]*?' : line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  return new RegExp(`^${escaped.join('\\n')}\\s*$`);
}

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-readme-'));
cpSync(join(ROOT, 'vectors'), join(folder, 'vectors'), { recursive: true });
/** What runs in the background until the end. */
const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill();
  rmSync(folder, { recursive: true });
});

/** Starts a command that ends in `&`; resolves with what it printed when that is what the README shows. */
function start(command: string, shown: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const words = `exec ${command.replace(/&$/, '')}`;
    const child = spawn('bash', ['-c', words], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    running.push(child);
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (shown.test(printed)) resolve(printed);
    });
    child.on('exit', () => reject(new Error(`${command} ended and had printed: ${printed}`)));
  });
}

/** @throws when the command fails: the README shows none that does */
function run(command: string, cwd: string): string {
  const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', command], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (status !== 0) throw new Error(`${command}: exit status ${status}\n${stderr}`);
  return stdout
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

describe('the README', () => {
  it('has its commands in blocks that this test reads', () => {
    expect(examples().length).toBeGreaterThan(18);
  });

  // One after the other: later commands use the files of earlier ones.
  it.each(examples().filter(({ command }) => !(command in PROJECT_COMMANDS)))(
    '$command',
    async ({ command, output }) => {
      const line = command.replaceAll('npx tokentwin', PROGRAM);
      const printed = command.endsWith('&') ? await start(line, pattern(output)) : run(line, folder);
      expect(printed).toMatch(pattern(output));
    },
  );

  it.each(examples().filter(({ command }) => typeof PROJECT_COMMANDS[command] === 'string'))(
    '$command (in the project)',
    ({ command, output }) => {
      expect(run(PROJECT_COMMANDS[command] as string, ROOT)).toMatch(pattern(output));
    },
  );

  it('names in its text only commands that exist', () => {
    const named = [...README.matchAll(/`(?:npx )?tokentwin ([a-z]+)[^`]*`/g)].map(
      ([, name]) => name as string,
    );
    const help = execFileSync('bash', ['-c', `${PROGRAM} --help`], { encoding: 'utf8' });
    expect(named.filter((name) => !help.includes(`tokentwin ${name} `))).toEqual([]);
  });

  it.each(blocks('ts').map((source, index) => ({ source, printed: blocks('text')[index] })))(
    'has a program that prints what stands below it: $printed',
    ({ source, printed }) => {
      const file = join(folder, 'example.mjs');
      const program = source
        .replace("'tokentwin'", `'${join(ROOT, 'dist/emulator/index.js')}'`)
        .replace("'tokentwin/host'", `'${join(ROOT, 'dist/host/index.js')}'`)
        .replace("'tokentwin/workers'", `'${join(ROOT, 'dist/host/workers/index.js')}'`);
      writeFileSync(file, program);
      expect(execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' })).toBe(printed);
    },
  );
});
