/**
 * Runs the built program as a shell would: its own process, a folder of its own, and an environment without
 * PINs and keys.
 */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PROGRAM = join(ROOT, 'dist', 'tokentwin.cjs');

/** The key of the RFCs and of the demo card, ASCII `12345678901234567890`. */
export const RFC_KEY = '3132333435363738393031323334353637383930';

export type Environment = Readonly<Record<string, string>>;

export interface RunOptions {
  readonly folder?: string;
  /** What stands on standard input; none by default. */
  readonly input?: string | Buffer;
  readonly environment?: Environment;
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tokentwin-'));
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** A folder that is removed when the test is over. */
export function newFolder(): string {
  const folder = makeFolder();
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** A folder that all tests of a file use and none of them changes; the function returned gives its path. */
export function sharedFolder(fill: (folder: string) => void): () => string {
  let folder = '';
  beforeAll(() => {
    folder = makeFolder();
    fill(folder);
  });
  afterAll(() => removeFolder(folder));
  return () => folder;
}

/** Every file of a folder with its bytes, to tell whether anything changed. */
export function contentsOf(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = names.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return new Map(paths.map((path) => [path, readFileSync(path).toString('base64')]));
}

/** The environment of this process without what would answer a prompt or slow the start. */
export function environmentWith(own: Environment = {}): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS, NODE_OPTIONS, ...rest } = process.env;
  const kept = Object.entries(rest).filter(([name]) => !name.startsWith('TOKENTWIN_'));
  return { ...Object.fromEntries(kept), ...own };
}

/** Runs `tokentwin` with some words until it ends. */
export function run(words: readonly string[], options: RunOptions = {}): Outcome {
  return runFile(process.execPath, [PROGRAM, ...words], options);
}

/** Runs a command line of bash in which `tokentwin` is the built program. */
export function runInBash(line: string, options: RunOptions = {}): Outcome {
  const shell = `tokentwin() { "${process.execPath}" "${PROGRAM}" "$@"; }\n${line}`;
  return runFile('bash', ['-c', shell], options);
}

function runFile(file: string, words: readonly string[], options: RunOptions): Outcome {
  const { status, stdout, stderr, error } = spawnSync(file, words, {
    cwd: options.folder,
    input: options.input ?? '',
    env: environmentWith(options.environment),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** Runs a command that must succeed without a word on standard error; returns its standard output. */
export function output(words: readonly string[], options: RunOptions = {}): string {
  const { status, stdout, stderr } = run(words, options);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** The same for a command that prints one line of JSON. */
export function json(words: readonly string[], options: RunOptions = {}): unknown {
  const text = output([...words, '--json'], options);
  expect(text).toMatch(/^[^\n]+\n$/);
  return JSON.parse(text);
}

/** Expects one line on standard error that ends with the code, nothing on standard output, and the status. */
export function expectRefusal(outcome: Outcome, code: string, status = 1): void {
  expect(outcome.stderr).toMatch(/^tokentwin: [^\n]+ \([A-Z_]+\)\n$/);
  expect(outcome.stderr).toContain(`(${code})\n`);
  expect(outcome.stdout).toBe('');
  expect(outcome.status).toBe(status);
}

/** The program while it runs: lines in, lines out. */
export class RunningProgram {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #ended: Promise<Outcome>;
  #stdout = '';
  #stderr = '';
  /** Where the part of the output begins that nobody has waited for yet. */
  #seen = 0;
  #hasEnded = false;
  #wake: () => void = () => {};

  /** @param options.before words before those of the program, which run it */
  constructor(
    words: readonly string[],
    {
      folder,
      environment,
      before = [],
    }: Omit<RunOptions, 'input'> & { readonly before?: readonly string[] } = {},
  ) {
    const [first = process.execPath, ...others] = [...before, process.execPath, PROGRAM, ...words];
    this.#process = spawn(first, others, {
      cwd: folder,
      env: environmentWith(environment),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      this.#wake();
    });
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.#ended = new Promise((resolve) => {
      this.#process.on('close', (status) => {
        this.#hasEnded = true;
        this.#wake();
        resolve({ status, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
    onTestFinished(() => this.kill());
  }

  get pid(): number {
    return this.#process.pid as number;
  }

  write(text: string | Buffer): void {
    this.#process.stdin.write(text);
  }

  /** The next line of standard output that matches; those before it are passed over. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const end = this.#stdout.indexOf('\n', this.#seen);
      if (end === -1) {
        if (this.#hasEnded) throw new Error(`ended before a line ${pattern}: ${this.#stdout}${this.#stderr}`);
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      const line = this.#stdout.slice(this.#seen, end);
      this.#seen = end + 1;
      if (pattern.test(line)) return line;
    }
  }

  /** Sends a line and waits for the answer that matches. */
  ask(line: string, pattern: RegExp): Promise<string> {
    this.write(`${line}\n`);
    return this.line(pattern);
  }

  /** Closes standard input and waits for the end. */
  async end(): Promise<Outcome> {
    this.#process.stdin.end();
    return this.#ended;
  }

  /** SIGKILL, and the wait until it has gone. */
  async kill(): Promise<void> {
    if (this.#hasEnded) return;
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}
