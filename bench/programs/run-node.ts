/**
 * One run of a program as a script does it: a new process, its answer on standard output.
 *
 * Promises: the child sees none of the variables that change how Node starts. NODE_EXTRA_CA_CERTS alone makes
 * Node 20 read a whole certificate store, which takes longer than everything that is measured here.
 */
import { spawnSync } from 'node:child_process';
import { ROOT } from '../built.js';

/** This process's environment without NODE_... and SSL_... */
export const PLAIN_ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(NODE|SSL)_/i.test(name)),
);

const OUTPUT_BYTES = 1 << 28;

export interface Run {
  readonly output: string;
  /** Wall time from before the start to after the end. */
  readonly milliseconds: number;
}

/**
 * Runs a program in the project's folder.
 *
 * @param input what it reads on standard input
 * @throws Error when it cannot be started, or when its exit status is not 0
 */
export function runProgram(command: string, words: readonly string[], input: string | Uint8Array = ''): Run {
  const options = {
    cwd: ROOT,
    encoding: 'utf8',
    env: PLAIN_ENVIRONMENT,
    input,
    maxBuffer: OUTPUT_BYTES,
  } as const;
  const before = process.hrtime.bigint();
  const child = spawnSync(command, words, options);
  const milliseconds = Number(process.hrtime.bigint() - before) / 1e6;
  if (child.error !== undefined) throw child.error;
  if (child.status !== 0) throw new Error(`exit status ${child.status}: ${child.stderr.trim()}`);
  return { output: child.stdout, milliseconds };
}

/** Runs `node`. @param words all that stands behind `node` */
export function runNode(words: readonly string[]): Run {
  return runProgram(process.execPath, words);
}
