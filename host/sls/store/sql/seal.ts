/**
 * Secrets at rest: AES-256-GCM with the key of the store, which is kept elsewhere.
 *
 * Promises: a sealed value opens only in the column and the record that it was sealed for, and unchanged. Does not hide
 * how long a value is, nor that two records have changed.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { TokentwinError } from '../../../../firmware/error.js';

const ALGORITHM = 'aes-256-gcm';
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = '1.';

export class Seal {
  /** @param key 32 bytes */
  constructor(private readonly key: Uint8Array) {
    if (key.length !== KEY_BYTES)
      throw new TokentwinError(
        'SLS_STORE_KEY',
        `The key of the store has ${KEY_BYTES} bytes, 64 hexadecimal digits.`,
      );
  }

  /** @param place the column and the record that the value is for */
  close(value: unknown, place: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([nonce, cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return VERSION + Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64');
  }

  /** @throws TokentwinError SLS_STORE_KEY when it was sealed with another key, for another place, or was changed */
  open(sealed: string, place: string): unknown {
    try {
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64');
      const decipher = createDecipheriv(ALGORITHM, this.key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8');
      return JSON.parse(text + decipher.final('utf8'));
    } catch {
      throw new TokentwinError(
        'SLS_STORE_KEY',
        'A secret of the store does not open: the key is another one, or the store was changed by hand.',
      );
    }
  }
}
