/**
 * Processes of `hotp-process.mjs`, told to compute at the same time.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { builtUrl, ROOT } from '../built.js';
import { PLAIN_ENVIRONMENT } from './run-node.js';

export class HotpProcesses {
  readonly #children: readonly ChildProcess[];

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children;
  }

  /** @param key in hexadecimal */
  static async start(count: number, key: string): Promise<HotpProcesses> {
    const program = join(ROOT, 'bench', 'programs', 'hotp-process.mjs');
    const words = [builtUrl('firmware/oath/index.js'), key];
    const children = Array.from({ length: count }, () => fork(program, words, { env: PLAIN_ENVIRONMENT }));
    await Promise.all(children.map((child) => once(child, 'message')));
    return new HotpProcesses(children);
  }

  /** Each computes the codes of so many counters from 0 on. @returns the last code of each */
  async compute(each: number): Promise<readonly number[]> {
    const answers = this.#children.map((child) => once(child, 'message'));
    for (const child of this.#children) child.send(each);
    return (await Promise.all(answers)).map(([last]) => last as number);
  }

  async end(): Promise<void> {
    const exits = this.#children.map((child) => once(child, 'exit'));
    for (const child of this.#children) child.disconnect();
    await Promise.all(exits);
  }
}
