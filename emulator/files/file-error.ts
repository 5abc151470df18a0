/**
 * Errors of the file system as errors of ours, with a sentence that names the file and what to do.
 */
import { TokentwinError } from '../../firmware/error.js';

export function errnoCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'no file may become so large',
  EIO: 'the disk has a fault',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EMFILE: 'too many files are open',
};

/**
 * @param action what was tried, as in "could not {action} FILE"
 * @returns the same error when it is one of ours already
 */
export function fileError(
  error: unknown,
  file: string,
  action: 'read' | 'write' | 'create' | 'lock',
): TokentwinError {
  if (error instanceof TokentwinError) return error;
  const code = errnoCode(error);
  if (code === 'ENOENT') {
    return action === 'create'
      ? new TokentwinError('FILE_NOT_FOUND', `The folder of ${file} does not exist: make it first.`)
      : new TokentwinError('FILE_NOT_FOUND', `There is no file ${file}.`);
  }
  if (code === 'EEXIST') {
    return new TokentwinError(
      'FILE_EXISTS',
      `The file ${file} exists already: choose another name or remove it first.`,
    );
  }
  if (code === undefined) throw error;
  return new TokentwinError('FILE_ACCESS', `Could not ${action} ${file}: ${REASONS[code] ?? code}.`);
}
