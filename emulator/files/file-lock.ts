/**
 * One writer for a token file: a lock file beside it that names its holder.
 *
 * Promises: of any number of processes that try at once, one gets the lock. A lock whose holder died, also by
 * SIGKILL or with the machine, is recognised and taken over at once, also when another process died while it
 * took it over. A holder on another machine or in another container cannot be seen from here, so its lock is
 * respected. Does not guard against programs that do not ask for the lock. A process that is killed in the midst
 * of taking one may leave a `FILE.lock.…` of a hundred bytes, which holds nobody up.
 */
import { linkSync, readFileSync, readlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { TokentwinError } from '../../firmware/error.js';
import { errnoCode, fileError } from './file-error.js';
import { uniqueName } from './unique-name.js';

interface Holder {
  readonly pid: number;
  /** Tells a process from a later one with the same number; null where the system does not say. */
  readonly startedAt: string | null;
  /** Machine and process namespace in which `pid` means something. */
  readonly place: string;
  readonly nonce: string;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The fields of /proc/PID/stat from the third on: behind the command name, which may hold blanks. */
function processFields(pid: number): readonly string[] {
  const stat = readText(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
}

function processStart(pid: number): string | null {
  return processFields(pid)[19] ?? null;
}

/** A process that has ended and whose parent has not asked for its status yet: it writes no more. */
function isZombie(pid: number): boolean {
  return processFields(pid)[0] === 'Z';
}

/** Without the module of the system where it need not be loaded: every start would pay for it. */
function hostName(): string {
  return readText('/proc/sys/kernel/hostname')?.trim() ?? process.getBuiltinModule('node:os').hostname();
}

function thisPlace(): string {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Only Linux has namespaces; elsewhere the machine is the place.
  }
  return `${hostName()} ${readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''} ${namespace}`;
}

function isAlive({ pid, startedAt }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errnoCode(error) === 'ESRCH') return false;
  }
  return !isZombie(pid) && (startedAt === null || processStart(pid) === startedAt);
}

/** Another boot of this machine cannot have a living holder; another machine or container can. */
function isStale(holder: Holder): boolean {
  const [host, boot, namespace] = thisPlace().split(' ');
  const [itsHost, itsBoot, itsNamespace] = holder.place.split(' ');
  if (itsHost !== host) return false;
  if (itsBoot !== boot) return true;
  return itsNamespace === namespace && !isAlive(holder);
}

function parseHolder(text: string): Holder | null {
  try {
    const holder = JSON.parse(text) as Holder;
    return typeof holder.pid === 'number' && typeof holder.place === 'string' ? holder : null;
  } catch {
    return null;
  }
}

/** Makes `to` a second name of the file `from`; false when `to` exists. */
function linkNew(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errnoCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoCode(error) !== 'ENOENT') throw error;
  }
}

export class FileLock {
  readonly #path: string;
  readonly #text: string;

  private constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text;
  }

  /**
   * Locks a token file for writing.
   *
   * @param file the token file; the lock lies beside it as `FILE.lock`
   * @throws TokentwinError FILE_LOCKED when a living process holds it, FILE_ACCESS when no lock can be made
   */
  static acquire(file: string): FileLock {
    const path = `${file}.lock`;
    const nonce = uniqueName();
    const own: Holder = { pid: process.pid, startedAt: processStart(process.pid), place: thisPlace(), nonce };
    const text = `${JSON.stringify(own)}\n`;
    const draft = `${path}.${nonce}`;
    try {
      try {
        writeFileSync(draft, text, { flag: 'wx', mode: 0o600 });
        if (!take(path, draft)) throw lockedError(file, path);
      } finally {
        unlinkIfThere(draft);
      }
    } catch (error) {
      throw fileError(error, file, 'lock');
    }
    return new FileLock(path, text);
  }

  /** Gives the lock back; harmless when it is gone already. */
  release(): void {
    if (readText(this.#path) === this.#text) unlinkIfThere(this.#path);
  }
}

function lockedError(file: string, path: string): TokentwinError {
  const holder = parseHolder(readText(path) ?? '');
  const own = holder?.pid === process.pid && holder.place === thisPlace();
  const who = holder === null ? 'another process' : `process ${holder.pid}${own ? ' (this one)' : ''}`;
  return new TokentwinError(
    'FILE_LOCKED',
    `The token file ${file} is in use by ${who}: close that first. (If nothing uses it, remove ${path}.)`,
  );
}

/** Makes `path` a lock with the text of `draft`; false when somebody else has it. */
function take(path: string, draft: string): boolean {
  return linkNew(draft, path) || (removeStale(path, draft) && linkNew(draft, path));
}

/**
 * Removes a lock whose holder is dead. Several processes may find it at once: only the one that has a lock on
 * just this take-over, named after the dead holder's nonce, may remove it.
 *
 * @returns false when the lock is alive or someone else is taking it over
 */
function removeStale(path: string, draft: string): boolean {
  const text = readText(path);
  if (text === null) return true;
  const holder = parseHolder(text);
  if (holder === null || !isStale(holder)) return false;
  const takeOver = `${path}.${holder.nonce}.stale`;
  if (!take(takeOver, draft)) return false;
  try {
    // Another process may have finished its take-over in between: then this is its own lock.
    if (readText(path) !== text) return false;
    unlinkIfThere(path);
    return true;
  } finally {
    unlinkIfThere(takeOver);
  }
}
