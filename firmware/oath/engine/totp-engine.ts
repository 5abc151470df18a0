/**
 * TOTP codes by the thousand: one key, time steps in a row (RFC 6238). A time step is a counter of HOTP, so
 * `HotpEngine` does the work.
 *
 * The answers and refusals are those of the core, `Totp`. Promises: `destroy` wipes the key and all that was
 * derived from it.
 */
import { checkedStep, type TotpOptions, timeSteps } from '../totp.js';
import { HotpEngine } from './hotp-engine.js';
import { type Kernels, sharedKernels } from './kernels.js';

export class TotpEngine {
  readonly digits: number;
  readonly stepSeconds: number;
  readonly #hotp: HotpEngine;

  /**
   * @param key 1 byte or more; a copy is kept until `destroy`
   * @param kernels where the kernels come from
   * @throws TokentwinError as `Totp`
   */
  constructor(
    key: Uint8Array,
    { stepSeconds = 30, ...options }: TotpOptions = {},
    kernels: Kernels = sharedKernels,
  ) {
    this.stepSeconds = checkedStep(stepSeconds);
    this.#hotp = new HotpEngine(key, options, kernels);
    this.digits = this.#hotp.digits;
  }

  /**
   * The code for a point in time.
   *
   * @param unixSeconds whole seconds since 1970-01-01 00:00 UTC, 0 to 2^64 - 1
   * @throws TokentwinError TOTP_TIME_RANGE
   */
  code(unixSeconds: bigint | number): string {
    return this.#hotp.code(timeSteps(unixSeconds, this.stepSeconds));
  }

  /**
   * The codes of points in time that lie one time step apart.
   *
   * @param first the first of them in Unix seconds; the last must not be above 2^64 - 1
   * @throws TokentwinError TOTP_TIME_RANGE
   */
  codes(first: bigint | number, count: number): string[] {
    return this.#hotp.codes(this.#firstStep(first, count), count);
  }

  /**
   * The same as numbers, without leading zeros.
   *
   * @param codes receives as many as it has places
   * @throws TokentwinError as `codes`
   */
  numbers(first: bigint | number, codes: Uint32Array): void {
    this.#hotp.numbers(this.#firstStep(first, codes.length), codes);
  }

  /**
   * The same as text, one code a line, for a stream.
   *
   * @returns `digits` ASCII digits and a line feed for each code
   * @throws TokentwinError as `codes`
   */
  lines(first: bigint | number, count: number): Uint8Array {
    return this.#hotp.lines(this.#firstStep(first, count), count);
  }

  /** Wipes the key and what was derived from it; the object cannot be used afterwards. */
  destroy(): void {
    this.#hotp.destroy();
  }

  /** The time step of the first of some points in time, when the last one is in range too. */
  #firstStep(first: bigint | number, count: number): bigint | number {
    const step = timeSteps(first, this.stepSeconds);
    if (count > 1) timeSteps(BigInt(first) + BigInt(count - 1) * BigInt(this.stepSeconds), this.stepSeconds);
    return step;
  }
}
