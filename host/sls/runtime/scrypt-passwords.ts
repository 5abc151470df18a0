/**
 * Passwords by scrypt (RFC 7914) of node:crypto, in its thread pool, with the parameters written beside each hash.
 *
 * Promises: a wrong password, and the hash of nobody, take as long as a right one.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Passwords } from '../ports.js';

/** 16 MiB for each, as OWASP advises for N = 2^14 and r = 8 with p = 5. */
export interface ScryptParameters {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const PARAMETERS: ScryptParameters = { N: 16_384, r: 8, p: 5 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(
      password.normalize('NFC'),
      salt,
      HASH_BYTES,
      { ...options, maxmem: 64 * 1024 * 1024 },
      (error, hash) => (error === null ? resolve(hash) : reject(error)),
    );
  });
}

function written({ N, r, p }: ScryptParameters, salt: Buffer, hash: Buffer): string {
  return ['scrypt', N, r, p, salt.toString('base64'), hash.toString('base64')].join('$');
}

export class ScryptPasswords implements Passwords {
  readonly ofNobody: string;

  /** @param parameters cheaper ones are for tests */
  constructor(private readonly parameters: ScryptParameters = PARAMETERS) {
    this.ofNobody = written(parameters, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    return written(this.parameters, salt, await derive(password, salt, this.parameters));
  }

  async verify(password: string, hash: string): Promise<boolean> {
    const [, N, r, p, salt = '', expected = ''] = hash.split('$');
    const given = await derive(password, Buffer.from(salt, 'base64'), {
      N: Number(N),
      r: Number(r),
      p: Number(p),
    });
    return timingSafeEqual(given, Buffer.from(expected, 'base64'));
  }
}
