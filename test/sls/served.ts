/** The verifier as a process of its own, from the built command line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const PROGRAM = fileURLToPath(new URL('../../dist/tokentwin.cjs', import.meta.url));
export const KEY_HEX = '07'.repeat(32);

export interface Served {
  readonly url: string;
  readonly deskToken: string;
  readonly radiusPort: number | null;
  readonly process: ChildProcess;
  /** @returns the exit status, or the signal */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

export async function serve(database: string | null, ...options: readonly string[]): Promise<Served> {
  const named = database === null ? [] : ['--database', database];
  const child = spawn(process.execPath, [PROGRAM, 'sls', 'serve', '--json', ...named, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TOKENTWIN_SLS_KEY: KEY_HEX },
  });
  let complaints = '';
  child.stderr.on('data', (piece: Buffer) => {
    complaints += piece.toString();
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', () => reject(new Error(`the server ended: ${complaints}`)));
  });
  const { sls, deskToken, radiusPort } = JSON.parse(line) as Record<'sls' | 'deskToken', string> & {
    radiusPort: number | null;
  };
  return {
    ...{ url: sls, deskToken, radiusPort, process: child },
    async end(signal) {
      const ended = once(child, 'exit');
      child.kill(signal);
      const [status, by] = (await ended) as [number | null, NodeJS.Signals | null];
      return status ?? by;
    },
  };
}

export async function post(
  url: string,
  path: string,
  body: unknown,
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}
