/**
 * A PostgreSQL of our own for a test: its files in a folder that goes away, on loopback, with databases to ask for.
 */
import { execFileSync, type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FOLDER = '/usr/lib/postgresql';
const USER = 'tokentwin';

export interface ThrowAwayPostgres {
  /** Makes a new database. @returns its URL */
  database(): string;
  /** As when the machine loses power, but for what the disk has not written. */
  kill(): void;
  start(): void;
  stop(): void;
}

function programs(): string {
  const [newest] = readdirSync(FOLDER).sort((one, other) => Number(other) - Number(one));
  if (newest === undefined) throw new Error(`install Debian's package postgresql: ${FOLDER} is empty`);
  return join(FOLDER, newest, 'bin');
}

/** The server refuses to run as root: then it runs as the user that its package made. */
function owner(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  return await new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** @param isDurable as the server is by default: `synchronous_commit = on`, `fsync = on` */
export async function throwAwayPostgres(isDurable = true): Promise<ThrowAwayPostgres> {
  const bin = programs();
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-postgres-'));
  const as = owner();
  if (as !== null) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const port = await freePort();
  const run = (program: string, words: readonly string[], stdio: SpawnSyncOptions['stdio'] = 'pipe') => {
    const done = spawnSync(join(bin, program), [...words], {
      ...{ stdio, cwd: folder, encoding: 'utf8' },
      ...(as !== null && as),
    });
    if (done.status !== 0) throw new Error(`${program} ended with ${done.status}: ${done.stderr}`);
  };
  run('initdb', ['-D', data, '-U', USER, '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  const sync = isDurable ? 'on' : 'off';
  const options = `-p ${port} -h 127.0.0.1 -k ${folder} -c max_connections=60 -c fsync=${sync}`;
  // pg_ctl waits for the pipes of what it starts: it gets none.
  const start = () =>
    run('pg_ctl', ['-D', data, '-w', '-o', options, '-l', join(folder, 'log'), 'start'], 'ignore');
  start();
  let count = 0;
  return {
    database() {
      count += 1;
      run('createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', USER, `test${count}`]);
      return `postgres://${USER}@127.0.0.1:${port}/test${count}`;
    },
    kill: () => run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop'], 'ignore'),
    start,
    stop() {
      run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop'], 'ignore');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
