/**
 * A small machine of our own inside this one: processes, mounts and network that nobody else sees, for programs
 * that have one place on a machine, as pcscd has. Needs no root.
 *
 * Promises that no process in it outlives it: its first process ends when its standard input does, also when the
 * test is killed, and the kernel ends all others with the first.
 */
import { execFile } from 'node:child_process';
import { LineProgram, LONGEST_WAIT_MS } from './line-program.js';

/** Its `/run` is empty and its loopback up; then it tells its process number outside, and waits. */
const FIRST_PROCESS = `
PATH="$PATH:/usr/sbin:/sbin"
mount -t tmpfs tmpfs /run && mkdir /run/pcscd && ip link set lo up || exit 1
read -r number rest </proc/self/stat
echo "ready $number"
read -r rest
`;

export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

export class PrivateMachine {
  private constructor(
    private readonly first: LineProgram,
    private readonly pid: string,
  ) {}

  static async start(): Promise<PrivateMachine> {
    const namespaces = ['--user', '--map-root-user', '--mount', '--net', '--pid', '--fork', '--kill-child'];
    const first = new LineProgram('unshare', [...namespaces, 'sh', '-c', FIRST_PROCESS]);
    try {
      const ready = await first.line(/^ready [0-9]+$/);
      return new PrivateMachine(first, ready.slice('ready '.length));
    } catch (error) {
      await first.end();
      throw error;
    }
  }

  /** Starts a program that lives until the machine ends. */
  start(program: string, ...words: readonly string[]): LineProgram {
    return new LineProgram('nsenter', this.#entering(program, words));
  }

  /** Runs a program to its end; its output and its errors come together. */
  run(program: string, ...words: readonly string[]): Promise<Outcome> {
    return new Promise((resolve) => {
      const options = { timeout: LONGEST_WAIT_MS, killSignal: 'SIGKILL' } as const;
      const child = execFile('nsenter', this.#entering(program, words), options, (_, stdout, stderr) =>
        resolve({ status: child.exitCode, output: stdout + stderr }),
      );
      child.stdin?.end();
    });
  }

  async end(): Promise<void> {
    await this.first.end();
  }

  #entering(program: string, words: readonly string[]): string[] {
    const namespaces = ['--user', '--mount', '--net', '--pid', '--preserve-credentials'];
    return ['--target', this.pid, ...namespaces, '--', program, ...words];
  }
}
