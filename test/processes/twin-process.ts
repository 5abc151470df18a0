/**
 * `tokentwin` in a process of its own that may die at any moment: its lines as they come, and its end.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { HookPlan } from './hook-plan.js';

const PROGRAM = fileURLToPath(new URL('../../dist/tokentwin.cjs', import.meta.url));
const HOOK = fileURLToPath(new URL('file-hook.cjs', import.meta.url));

/** A process that neither speaks nor ends for so long hangs; nothing is measured by it. */
const HANGS_AFTER_MS = 60_000;

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class TwinProcess {
  /** With what it did until it was killed, all that it wrote is here. */
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';
  /** Called with each line of standard output, as soon as it is here. */
  onLine: (line: string) => void = () => {};
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  #lineStart = 0;
  #unread: string[] = [];
  #wake: () => void = () => {};
  #hasEnded = false;

  /** @param file the token file, in whose folder the process runs */
  constructor(file: string, words: readonly string[], hook: HookPlan | null = null) {
    this.#process = spawn(
      process.execPath,
      [...(hook === null ? [] : ['--require', HOOK]), PROGRAM, ...words],
      {
        cwd: dirname(file),
        env: { PATH: process.env.PATH, FILE_HOOK: JSON.stringify({ ...hook, file }) },
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    // A process that is dead takes no input: whoever waits for its answer is told.
    this.#process.stdin.on('error', () => {});
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve) => {
      this.#process.on('close', (status, signal) => {
        this.#hasEnded = true;
        this.#wake();
        resolve({ status, signal });
      });
    });
  }

  get pid(): number {
    return this.#process.pid as number;
  }

  tell(lines: readonly string[]): void {
    this.#process.stdin.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** The next line that matches, those before it passed over; null when the process ends first. */
  async line(pattern: RegExp): Promise<RegExpExecArray | null> {
    for (;;) {
      for (let line = this.#unread.shift(); line !== undefined; line = this.#unread.shift()) {
        const found = pattern.exec(line);
        if (found !== null) return found;
      }
      if (this.#hasEnded) return null;
      await this.#untilMore(pattern);
    }
  }

  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' = 'SIGKILL'): void {
    this.#process.kill(signal);
  }

  #hear(text: string): void {
    this.stdout += text;
    for (let end = this.stdout.indexOf('\n', this.#lineStart); end !== -1; ) {
      const line = this.stdout.slice(this.#lineStart, end);
      this.#lineStart = end + 1;
      this.#unread.push(line);
      this.onLine(line);
      end = this.stdout.indexOf('\n', this.#lineStart);
    }
    this.#wake();
  }

  #untilMore(pattern: RegExp): Promise<void> {
    const { promise, resolve, reject } = deferred();
    const limit = AbortSignal.timeout(HANGS_AFTER_MS);
    const onHang = () => {
      this.kill();
      reject(new Error(`the process hangs, no line ${pattern}:\n${this.stdout}${this.stderr}`));
    };
    limit.addEventListener('abort', onHang, { once: true });
    this.#wake = () => {
      limit.removeEventListener('abort', onHang);
      resolve();
    };
    return promise;
  }
}

function deferred() {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((ok, failed) => {
    resolve = ok;
    reject = failed;
  });
  return { promise, resolve, reject };
}
