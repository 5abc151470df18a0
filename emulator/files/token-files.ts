/**
 * Token files on disk: made once, read by anyone, written in place by one process at a time.
 *
 * Promises: a new file is complete or not there, and readable by its owner alone. Of an open file, every
 * flash operation is in the file when it returns, which holds under SIGKILL; `sync` makes it hold under loss
 * of mains too, and an erase waits until all before it is safe. Loss of mains then costs nothing but what was
 * not synced, on a disk that writes blocks of 4 KiB whole, in whatever order: no flash page lies in two. Where
 * a write or a sync fails, nothing is known of what is on the disk, and a second try may succeed without it: so
 * nothing is taken any more until the file is opened anew. A file that cannot be read is left untouched.
 */
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { assert, isTokentwinError, TokentwinError } from '../../firmware/error.js';
import { readFlashRecords } from '../../firmware/token-file/read-token.js';
import {
  decodeTokenFile,
  TOKEN_HEADER_BYTES,
  type TokenHeader,
} from '../../firmware/token-file/token-file.js';
import { FlashChip, type FlashSink } from '../board/flash-chip.js';
import { fileError } from './file-error.js';
import { FileLock } from './file-lock.js';
import { uniqueName } from './unique-name.js';

/** No token file is larger: header, and 64 pages of 64 KiB. */
const MAXIMUM_BYTES = TOKEN_HEADER_BYTES + 64 * 65_536;

/**
 * Writes a new file for its owner alone.
 *
 * @throws TokentwinError FILE_EXISTS, FILE_NOT_FOUND (its folder), FILE_ACCESS; nothing is left behind then
 */
export function createTokenFile(file: string, bytes: Uint8Array): void {
  const draft = `${file}.${uniqueName()}.new`;
  try {
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      writeWhole(descriptor, bytes);
      linkSync(draft, file);
    } finally {
      unlinkSync(draft);
    }
    try {
      syncFolder(dirname(file));
    } catch (error) {
      unlinkSync(file);
      throw error;
    }
  } catch (error) {
    throw fileError(error, file, 'create');
  }
}

/** Writes all bytes, waits until they are safe, and closes. */
function writeWhole(descriptor: number, bytes: Uint8Array): void {
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Reads a token file without a lock; works beside a running twin.
 *
 * @throws TokentwinError FILE_NOT_FOUND, FILE_ACCESS, TOKEN_FILE_FOREIGN, TOKEN_FILE_NEWER,
 *   TOKEN_FILE_DAMAGED, FLASH_DAMAGED; each names the file
 */
export function readTokenFile(file: string): { header: TokenHeader; flash: FlashChip } {
  try {
    return readOnce(file);
  } catch (error) {
    // A twin may have been in the middle of changing pages.
    if (isTokentwinError(error, 'FLASH_DAMAGED')) return readOnce(file);
    throw error;
  }
}

function readOnce(file: string): { header: TokenHeader; flash: FlashChip } {
  let bytes: Uint8Array;
  try {
    const { size } = regularFile(file);
    if (size > MAXIMUM_BYTES) {
      throw new TokentwinError(
        'TOKEN_FILE_FOREIGN',
        `The file ${file} is too large for a tokentwin token file.`,
      );
    }
    bytes = readFileSync(file);
  } catch (error) {
    throw fileError(error, file, 'read');
  }
  try {
    const { header, cells } = decodeTokenFile(bytes);
    const flash = new FlashChip(cells, header.flash.pageBytes, header.flash.pageCount);
    readFlashRecords(flash);
    return { header, flash };
  } catch (error) {
    throw isTokentwinError(error) ? new TokentwinError(error.code, `${file}: ${error.message}`) : error;
  }
}

/** Makes a new name in a folder last, where the system lets a folder be opened. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** @throws TokentwinError FILE_ACCESS for a folder, a pipe or a device */
function regularFile(file: string): Stats {
  const stats = statSync(file);
  if (!stats.isFile())
    throw new TokentwinError('FILE_ACCESS', `Could not read ${file}: it is not a regular file.`);
  return stats;
}

/** A file of two names could be locked, and written, under each of them. */
function refuseHardLinks(file: string): void {
  let names: number;
  try {
    names = regularFile(file).nlink;
  } catch (error) {
    throw fileError(error, file, 'read');
  }
  if (names > 1) {
    throw new TokentwinError(
      'FILE_ACCESS',
      `Could not write ${file}: it has another name (a hard link), so copy it first.`,
    );
  }
}

/** A token file open for writing. */
export class OpenTokenFile implements FlashSink {
  readonly header: TokenHeader;
  readonly flash: FlashChip;
  readonly #file: string;
  readonly #lock: FileLock;
  readonly #descriptor: number;
  #unsynced = false;
  /** The first write or sync that failed is the last one. */
  #failure: TokentwinError | null = null;
  #closed = false;

  /**
   * Locks a token file, reads it and keeps it open.
   *
   * @throws TokentwinError FILE_LOCKED and those of `readTokenFile`
   */
  constructor(file: string) {
    this.#file = file;
    refuseHardLinks(file);
    // Whatever symbolic link it is opened by, the lock lies beside the file itself.
    this.#lock = FileLock.acquire(realpathSync(file));
    try {
      const { header, flash } = readTokenFile(file);
      this.header = header;
      this.flash = new FlashChip(flash.cells, flash.pageBytes, flash.pageCount, this);
      this.#descriptor = openSync(file, 'r+');
    } catch (error) {
      this.#lock.release();
      throw fileError(error, file, 'write');
    }
  }

  /** Is nothing taken any more? */
  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  programmed(offset: number, cells: Uint8Array): void {
    this.#write(offset, cells);
  }

  beforeErase(): void {
    this.sync();
  }

  erased(offset: number, cells: Uint8Array): void {
    this.#write(offset, cells);
  }

  /**
   * Waits until all that was written survives loss of mains; quick when there is nothing to wait for.
   *
   * @throws TokentwinError FILE_ACCESS when this or anything before failed
   */
  sync(): void {
    if (this.#closed) return;
    this.#attempt(() => {
      if (this.#unsynced) fdatasyncSync(this.#descriptor);
    });
    this.#unsynced = false;
  }

  /** Syncs, closes and unlocks; a second call does nothing. @throws as `sync`, closed and unlocked all the same */
  close(): void {
    if (this.#closed) return;
    try {
      this.sync();
    } finally {
      this.#closed = true;
      closeSync(this.#descriptor);
      this.#lock.release();
    }
  }

  #write(offset: number, cells: Uint8Array): void {
    // The descriptor's number may belong to another file by now.
    assert(!this.#closed, 'a closed token file is not written');
    this.#unsynced = true;
    const position = TOKEN_HEADER_BYTES + offset;
    this.#attempt(() => {
      for (let written = 0; written < cells.length; ) {
        written += writeSync(this.#descriptor, cells, written, cells.length - written, position + written);
      }
    });
  }

  #attempt(act: () => void): void {
    if (this.#failure !== null) throw this.#failure;
    try {
      act();
    } catch (error) {
      const { code, message } = fileError(error, this.#file, 'write');
      this.#failure = new TokentwinError(code, `${message} Nothing is taken until the file is opened again.`);
      throw this.#failure;
    }
  }
}
