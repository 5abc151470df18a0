/**
 * A program that runs beside the test: lines in, lines out, and no wait without an end.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { environmentWith } from '../command-line/run-program.js';

/** Longer than anything here takes on a busy machine. */
export const LONGEST_WAIT_MS = 20_000;

export class LineProgram {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #ended: Promise<void>;
  #output = '';
  #errors = '';
  /** Where the part of the output begins that nobody has waited for yet. */
  #seen = 0;
  #hasEnded = false;
  #wake: () => void = () => {};

  constructor(program: string, words: readonly string[]) {
    this.#process = spawn(program, words, { env: environmentWith(), stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stdin.on('error', () => {}); // It ended: whoever waits for its answer is told.
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
      this.#wake();
    });
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    const over = () => {
      this.#hasEnded = true;
      this.#wake();
    };
    this.#ended = new Promise((resolve) => {
      this.#process.on('close', () => resolve(over()));
      this.#process.on('error', (error) => {
        this.#errors += error.message;
        resolve(over());
      });
    });
  }

  /** All that it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Sends a line. */
  tell(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  /** The next line of output that matches; those before it are passed over. */
  async line(pattern: RegExp): Promise<string> {
    const until = Date.now() + LONGEST_WAIT_MS;
    for (;;) {
      const end = this.#output.indexOf('\n', this.#seen);
      if (end !== -1) {
        const line = this.#output.slice(this.#seen, end);
        this.#seen = end + 1;
        if (pattern.test(line)) return line;
      } else if (this.#hasEnded || Date.now() >= until) {
        const what = this.#hasEnded ? 'it ended' : 'time ran out';
        throw new Error(`no line ${pattern}, ${what}:\n${this.#output}${this.#errors}`);
      } else await this.#more(until - Date.now());
    }
  }

  /** Sends a line and waits for the answer that matches. */
  ask(line: string, pattern: RegExp): Promise<string> {
    this.tell(line);
    return this.line(pattern);
  }

  /** Closes its input and waits until it has gone. */
  async end(): Promise<void> {
    const tooLong = setTimeout(() => this.#process.kill('SIGKILL'), LONGEST_WAIT_MS);
    this.#process.stdin.end();
    await this.#ended;
    clearTimeout(tooLong);
  }

  #more(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
