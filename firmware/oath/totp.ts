/**
 * TOTP: a time-based one-time password (RFC 6238). It reads no clock: the time is an argument.
 */
import { TokentwinError } from '../error.js';
import { uint64, wholeSteps } from './bytes.js';
import type { HashName } from './hash.js';
import { Hotp } from './hotp.js';

export interface TotpOptions {
  /** 6, 7 or 8. Default 6. */
  readonly digits?: number;
  readonly hash?: HashName;
  /** Length of a time step in seconds (X of RFC 6238 section 4.1). Default 30. */
  readonly stepSeconds?: number;
}

/**
 * Checks the length of a time step.
 *
 * @throws TokentwinError TOTP_STEP
 */
export function checkedStep(stepSeconds: number): number {
  if (!Number.isSafeInteger(stepSeconds) || stepSeconds < 1) {
    throw new TokentwinError('TOTP_STEP', 'The time step must be a whole number of seconds, 1 or more.');
  }
  return stepSeconds;
}

/**
 * The whole time steps since the Unix epoch: the counter of HOTP (RFC 6238 section 4.2).
 *
 * @throws TokentwinError TOTP_TIME_RANGE
 */
export function timeSteps(unixSeconds: bigint | number, stepSeconds: number): bigint | number {
  const seconds = uint64(unixSeconds);
  if (seconds === null) {
    throw new TokentwinError(
      'TOTP_TIME_RANGE',
      'The time must be a whole number of Unix seconds, 0 or more.',
    );
  }
  return wholeSteps(seconds, stepSeconds);
}

/** TOTP under one key, counted from the Unix epoch (T0 = 0). */
export class Totp {
  readonly stepSeconds: number;
  readonly #hotp: Hotp;

  /**
   * @param key 1 byte or more
   * @throws TokentwinError HOTP_DIGITS, TOTP_STEP, TOTP_HASH, KEY_EMPTY
   */
  constructor(key: Uint8Array, { digits = 6, hash = 'SHA1', stepSeconds = 30 }: TotpOptions = {}) {
    this.stepSeconds = checkedStep(stepSeconds);
    this.#hotp = new Hotp(key, { digits, hash });
  }

  /**
   * The code for a point in time.
   *
   * @param unixSeconds whole seconds since 1970-01-01 00:00 UTC, 0 or more
   * @throws TokentwinError TOTP_TIME_RANGE
   */
  code(unixSeconds: bigint | number): string {
    return this.#hotp.code(timeSteps(unixSeconds, this.stepSeconds));
  }
}
