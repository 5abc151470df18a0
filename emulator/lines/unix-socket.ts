/**
 * The twin on a unix socket, which only its owner can open.
 *
 * Promises: the socket file is owner-only from its first moment; one that a dead process left is replaced, one
 * that somebody listens on and any other file are refused; it is gone when the line is closed. Two programs
 * that replace the same dead file in the same moment are not kept apart.
 */
import { existsSync, lstatSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, resolve } from 'node:path';
import { TokentwinError } from '../../firmware/error.js';
import { errorCode } from './error-code.js';
import type { Line, LineListener } from './line.js';
import { OneHostServer } from './one-host-server.js';

/** Every system takes a path of this length (macOS: 104 with its end, Linux: 108); longer ones are cut. */
const PATH_BYTES = 103;

/**
 * @throws TokentwinError LINE_TAKEN when the path is in use, LINE_DENIED, LINE_OPEN, LINE_ADDRESS when the path
 *   is too long, LINE_PLATFORM on Windows
 */
export async function openUnixSocket(path: string, listener: LineListener): Promise<Line> {
  if (process.platform === 'win32') {
    throw new TokentwinError(
      'LINE_PLATFORM',
      'Windows has no unix sockets here: use a TCP line, for example --listen 127.0.0.1:4000.',
    );
  }
  const full = resolve(path);
  if (Buffer.byteLength(full) > PATH_BYTES) {
    throw new TokentwinError(
      'LINE_ADDRESS',
      `The path of a unix socket has at most ${PATH_BYTES} bytes: choose a shorter one.`,
    );
  }
  // The system's own refusal would be "permission denied".
  if (!existsSync(dirname(full))) {
    throw new TokentwinError('LINE_OPEN', `The folder of ${path} does not exist: make it first.`);
  }
  const server = new OneHostServer(listener);
  try {
    if (await isLeftBehind(full)) unlinkSync(full);
    await ownerOnly(() => server.listen({ path: full }));
  } catch (error) {
    throw listenError(error, path);
  }
  return {
    address: `unix:${path}`,
    write: (bytes) => server.write(bytes),
    close: () => server.close(),
  };
}

/** Files that the action makes before it returns are owner-only; nothing else of this thread runs meanwhile. */
function ownerOnly<T>(action: () => T): T {
  const before = process.umask(0o177);
  try {
    return action();
  } finally {
    process.umask(before);
  }
}

/**
 * Is there a socket that nobody listens on any more?
 *
 * @throws TokentwinError LINE_TAKEN when there is something else
 */
async function isLeftBehind(path: string): Promise<boolean> {
  const file = lstatSync(path, { throwIfNoEntry: false });
  if (file === undefined) return false;
  if (!file.isSocket()) {
    throw new TokentwinError('LINE_TAKEN', `${path} exists and is not a socket: choose another path.`);
  }
  const refusal = await new Promise<string | undefined>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(undefined);
    });
    probe.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  if (refusal === 'ECONNREFUSED') return true;
  if (refusal === 'ENOENT') return false;
  if (refusal === 'EACCES') throw Object.assign(new Error('not ours'), { code: 'EACCES' });
  throw taken(path);
}

function taken(path: string): TokentwinError {
  return new TokentwinError(
    'LINE_TAKEN',
    `Another program listens on ${path}: choose another path or end that program.`,
  );
}

function listenError(error: unknown, path: string): TokentwinError {
  if (error instanceof TokentwinError) return error;
  const code = errorCode(error);
  switch (code) {
    case 'EADDRINUSE':
      return taken(path);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new TokentwinError(
        'LINE_DENIED',
        `The system does not allow a socket at ${path}: choose a folder that is yours.`,
      );
    default:
      return new TokentwinError('LINE_OPEN', `Could not listen on ${path}: ${code ?? String(error)}.`);
  }
}
