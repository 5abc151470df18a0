/**
 * One start of a program, as a script does it: a new Node process, its answer on standard output.
 *
 * Promises: the child sees none of the variables that change how Node starts. NODE_EXTRA_CA_CERTS alone makes
 * Node 20 read a whole certificate store, which takes longer than everything that is measured here.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A command line behind `node`, and all that it has to print. */
export interface OneShot {
  /** Kept stable: stored results are compared by it. */
  readonly name: string;
  readonly words: readonly string[];
  readonly output: string;
}

/** This process's environment without NODE_... and SSL_... */
export const PLAIN_ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(NODE|SSL)_/i.test(name)),
);

/**
 * Runs `node` once.
 *
 * @param words all that stands behind `node`
 * @returns what it printed, and wall milliseconds from before the start to after the end
 * @throws Error when its exit status is not 0
 */
export function runNode(words: readonly string[]): { output: string; milliseconds: number } {
  const before = process.hrtime.bigint();
  const child = spawnSync(process.execPath, words, { encoding: 'utf8', env: PLAIN_ENVIRONMENT });
  const milliseconds = Number(process.hrtime.bigint() - before) / 1e6;
  if (child.error !== undefined) throw child.error;
  if (child.status !== 0) throw new Error(`exit status ${child.status}: ${child.stderr}`);
  return { output: child.stdout, milliseconds };
}

/**
 * Runs a program once.
 *
 * @param nodeOptions words for node itself
 * @returns wall milliseconds
 * @throws Error when it fails or prints anything else than it has to
 */
export function startOnce({ name, words, output }: OneShot, nodeOptions: readonly string[] = []): number {
  const run = runNode([...nodeOptions, ...words]);
  if (run.output !== output) throw new Error(`${name} does not give the known answer`);
  return run.milliseconds;
}

/** The yardstick: a CommonJS script without a line, written to a folder. */
export function emptyScript(folder: string): OneShot {
  const file = join(folder, 'empty.cjs');
  writeFileSync(file, '');
  return { name: 'empty Node script', words: [file], output: '' };
}
