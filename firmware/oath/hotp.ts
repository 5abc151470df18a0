/**
 * HOTP: an HMAC-based one-time password (RFC 4226).
 */
import { TokentwinError } from '../error.js';
import { uint64, writeUint64 } from './bytes.js';
import { type HashName, PreparedHmac } from './hash.js';
import { truncate } from './truncate.js';

export interface HotpOptions {
  /** 6, 7 or 8 (RFC 4226 section 5.3). Default 6. */
  readonly digits?: number;
  /** RFC 4226 knows SHA1 alone; the others serve TOTP (RFC 6238 section 1.2). Default SHA1. */
  readonly hash?: HashName;
}

/** HOTP under one key, prepared for many counters. */
export class Hotp {
  readonly digits: number;
  readonly #hmac: PreparedHmac;
  readonly #message = new Uint8Array(8);

  /**
   * @param key 1 byte or more; RFC 4226 section 4 asks for 16 and recommends 20
   * @throws TokentwinError HOTP_DIGITS, KEY_EMPTY
   */
  constructor(key: Uint8Array, { digits = 6, hash = 'SHA1' }: HotpOptions = {}) {
    if (!Number.isInteger(digits) || digits < 6 || digits > 8) {
      throw new TokentwinError('HOTP_DIGITS', 'The number of digits must be 6, 7 or 8.');
    }
    this.digits = digits;
    this.#hmac = new PreparedHmac(hash, key);
  }

  /**
   * The code for one counter value.
   *
   * @param counter 0 to 2^64 - 1
   * @throws TokentwinError HOTP_COUNTER_RANGE
   */
  code(counter: bigint | number): string {
    const value = uint64(counter);
    if (value === null) {
      throw new TokentwinError(
        'HOTP_COUNTER_RANGE',
        'The counter must be a whole number from 0 to 2^64 - 1.',
      );
    }
    writeUint64(value, this.#message, 0);
    return truncate(this.#hmac.compute(this.#message), this.digits);
  }
}
