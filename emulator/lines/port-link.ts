/**
 * A symbolic link that gives a pseudo-terminal a lasting name.
 *
 * Promises: a link that leads nowhere any more is replaced; one that leads to something, and any other file,
 * are refused; the link is removed only while it is still this one.
 */
import { existsSync, lstatSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { TokentwinError } from '../../firmware/error.js';
import { errorCode } from './error-code.js';

/**
 * Makes the link.
 *
 * @param target the path of a pseudo-terminal that this process has open
 * @returns the function that removes it
 * @throws TokentwinError LINE_TAKEN, LINE_DENIED or LINE_OPEN
 */
export function linkPort(link: string, target: string): () => void {
  const full = resolve(link);
  try {
    if (isLeftBehind(full, target)) unlinkSync(full);
    symlinkSync(target, full);
  } catch (error) {
    throw linkError(error, link);
  }
  return () => {
    try {
      if (readlinkSync(full) === target) unlinkSync(full);
    } catch {
      // Somebody else removed or replaced it, so it is no longer ours to remove.
    }
  };
}

/**
 * Is there a link that nobody has a use for? The system gives the number of a dead pseudo-terminal to the next
 * one, so a link to the very one that was just made is left behind, too.
 */
function isLeftBehind(link: string, target: string): boolean {
  if (!lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) return false;
  return !existsSync(link) || readlinkSync(link) === target;
}

function linkError(error: unknown, link: string): TokentwinError {
  const code = errorCode(error);
  switch (code) {
    case 'EEXIST':
      return new TokentwinError(
        'LINE_TAKEN',
        `${link} exists: choose another link, or remove it when nothing uses it.`,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new TokentwinError(
        'LINE_DENIED',
        `The system does not allow a link at ${link}: choose a folder that is yours.`,
      );
    case 'ENOENT':
    case 'ENOTDIR':
      return new TokentwinError('LINE_OPEN', `The folder of ${link} does not exist: make it first.`);
    default:
      return new TokentwinError('LINE_OPEN', `Could not make the link ${link}: ${code ?? String(error)}.`);
  }
}
