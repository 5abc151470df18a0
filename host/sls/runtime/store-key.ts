/**
 * The key of what is sealed in a store: from the environment, or from a file of its owner alone.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { TokentwinError } from '../../../firmware/error.js';
import { KEY_BYTES } from '../store/sql/seal.js';

export const KEY_VARIABLE = 'TOKENTWIN_SLS_KEY';

function keyOf(text: string, where: string): Uint8Array {
  const hex = text.trim();
  if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length !== 2 * KEY_BYTES)
    throw new TokentwinError('SLS_STORE_KEY', `${where} has no key: ${2 * KEY_BYTES} hexadecimal digits.`);
  return Buffer.from(hex, 'hex');
}

/** A new key for its owner alone, where there is none yet; nobody sees half of it. */
function makeKeyFile(file: string): void {
  if (existsSync(file)) return;
  const draft = `${file}.${process.pid}.new`;
  try {
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      writeSync(descriptor, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
      fsyncSync(descriptor);
      linkSync(draft, file);
    } finally {
      closeSync(descriptor);
      unlinkSync(draft);
    }
  } catch (error) {
    // Another process was quicker: its key is the one.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new TokentwinError('SLS_STORE_KEY', `The key file ${file} cannot be made.`);
  }
}

/**
 * @param file null: the environment has it
 * @param mayBeMade a key file that is not there is made
 * @throws TokentwinError SLS_STORE_KEY
 */
export function storeKey(file: string | null, mayBeMade: boolean): Uint8Array {
  const fromEnvironment = process.env[KEY_VARIABLE] ?? '';
  if (file === null) {
    if (fromEnvironment === '')
      throw new TokentwinError(
        'SLS_STORE_KEY',
        `Name the key of the store: --key-file FILE, or ${KEY_VARIABLE}.`,
      );
    return keyOf(fromEnvironment, KEY_VARIABLE);
  }
  if (mayBeMade) makeKeyFile(file);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new TokentwinError('SLS_STORE_KEY', `The key file ${file} cannot be read.`);
  }
  return keyOf(text, `The file ${file}`);
}
