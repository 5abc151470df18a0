/**
 * HOTP codes by the thousand: one key, counters in a row (RFC 4226). TOTP is the same with time steps as
 * counters (RFC 6238).
 *
 * The answers are those of the core, `Hotp`. Promises: `destroy` wipes the key and all that was derived from
 * it.
 */
import { TokentwinError } from '../../error.js';
import { MAX_UINT64, wholeNumber, writeUint64 } from '../bytes.js';
import { type HashName, PreparedHmac } from '../hash.js';
import type { HotpOptions } from '../hotp.js';
import { truncate } from '../truncate.js';
import { decimalText } from './decimal-text.js';
import type { Kernel } from './kernel.js';
import { type Kernels, sharedKernels } from './kernels.js';
import { prepareKey } from './key-states.js';
import { Plan } from './plan.js';
import { intoLines, intoNumbers, intoTexts, type Receiver } from './receivers.js';

const COUNTER_BYTES = 8;

export class HotpEngine {
  readonly digits: number;
  readonly #hash: HashName;
  readonly #hmac: PreparedHmac;
  readonly #message = new Uint8Array(COUNTER_BYTES);
  readonly #kernels: Kernels;
  readonly #key: Uint8Array;
  readonly #text: (number: number) => string;
  #alone: Plan | null = null;
  #batch: Plan | null = null;

  /**
   * @param key 1 byte or more; a copy is kept until `destroy`
   * @param kernels where the kernels come from
   * @throws TokentwinError as `Hotp`
   */
  constructor(
    key: Uint8Array,
    { digits = 6, hash = 'SHA1' }: HotpOptions = {},
    kernels: Kernels = sharedKernels,
  ) {
    if (!Number.isInteger(digits) || digits < 6 || digits > 8)
      throw new TokentwinError('HOTP_DIGITS', 'The number of digits must be 6, 7 or 8.');
    this.#hmac = new PreparedHmac(hash, key);
    this.#hash = hash;
    this.digits = digits;
    // Not slice(), which for Node's Buffer is a view of the caller's bytes.
    this.#key = Uint8Array.from(key);
    this.#kernels = kernels;
    this.#text = decimalText(this.digits);
  }

  /**
   * The code for one counter value.
   *
   * @param counter 0 to 2^64 - 1
   * @throws TokentwinError HOTP_COUNTER_RANGE
   */
  code(counter: bigint | number): string {
    const plan = this.#alonePlan();
    // A number's halves need no detour over bigint, which costs as much as half the computation.
    if (plan !== null && typeof counter === 'number' && counter >= 0 && Number.isSafeInteger(counter))
      return this.#byKernel(plan, Math.floor(counter / 0x1_0000_0000), counter >>> 0);
    const value = wholeNumber(counter, MAX_UINT64);
    if (value === null)
      throw new TokentwinError(
        'HOTP_COUNTER_RANGE',
        'The counter must be a whole number from 0 to 2^64 - 1.',
      );
    if (plan === null) return this.#byCore(value);
    return this.#byKernel(plan, Number(value >> 32n), Number(value & 0xffff_ffffn));
  }

  #byKernel(plan: Plan, high: number, low: number): string {
    plan.begin(1);
    writeCounters(plan, high, low, 1);
    plan.kernel.run(1);
    return this.#text(plan.kernel.numbers[0] as number);
  }

  /**
   * The codes of counters in a row.
   *
   * @param first the first counter, 0 or more; the last must not be above 2^64 - 1
   * @throws TokentwinError HOTP_COUNTER_RANGE
   */
  codes(first: bigint | number, count: number): string[] {
    const codes = new Array<string>(count);
    this.#answer(first, count, intoTexts(codes, this.#text));
    return codes;
  }

  /**
   * The same as numbers, without leading zeros.
   *
   * @param codes receives as many as it has places
   * @throws TokentwinError as `codes`
   */
  numbers(first: bigint | number, codes: Uint32Array): void {
    this.#answer(first, codes.length, intoNumbers(codes));
  }

  /**
   * The same as text, one code a line, for a stream.
   *
   * @returns `digits` ASCII digits and a line feed for each code
   * @throws TokentwinError as `codes`
   */
  lines(first: bigint | number, count: number): Uint8Array {
    const lines = new Uint8Array(count * (this.digits + 1));
    this.#answer(first, count, intoLines(lines, this.digits));
    return lines;
  }

  /** Wipes the key and what was derived from it; the object cannot be used afterwards. */
  destroy(): void {
    this.#hmac.destroy();
    this.#message.fill(0);
    this.#key.fill(0);
    this.#alone?.wipe();
    this.#batch?.wipe();
    this.#alone = null;
    this.#batch = null;
  }

  /** Hands out the codes of counters in a row: a run of the kernel at a time, or one by one by the core. */
  #answer(first: bigint | number, count: number, receiver: Receiver): void {
    const value = wholeNumber(first, MAX_UINT64);
    if (value === null || value + BigInt(count) - 1n > MAX_UINT64)
      throw new TokentwinError('HOTP_COUNTER_RANGE', 'The counters must lie between 0 and 2^64 - 1.');
    const plan = this.#batchPlan(count);
    if (plan === null) {
      for (let index = 0; index < count; index += 1) receiver.one(this.#byCore(value + BigInt(index)), index);
      return;
    }
    for (let start = 0; start < count; start += plan.capacity) {
      const length = Math.min(plan.capacity, count - start);
      plan.begin(length);
      const counter = value + BigInt(start);
      writeCounters(plan, Number(counter >> 32n), Number(counter & 0xffff_ffffn), length);
      plan.kernel.run(length);
      receiver.run(plan.kernel, start, length);
    }
  }

  #byCore(counter: bigint): string {
    writeUint64(counter, this.#message, 0);
    return truncate(this.#hmac.compute(this.#message), this.digits);
  }

  #batchPlan(count: number): Plan | null {
    const kernel = this.#kernels.batch(this.#hash, count);
    if (kernel === null) return null;
    this.#batch ??= this.#plan(kernel);
    return this.#batch;
  }

  #alonePlan(): Plan | null {
    if (this.#alone !== null) return this.#alone;
    const kernel = this.#kernels.single(this.#hash, 1);
    if (kernel !== null) this.#alone = this.#plan(kernel);
    return this.#alone;
  }

  #plan(kernel: Kernel): Plan | null {
    const single = this.#kernels.single(this.#hash, 0);
    if (single === null) return null;
    const states = prepareKey(single, this.#hash, this.#key);
    const changes = [{ offset: 0, length: COUNTER_BYTES }];
    const plan = new Plan(kernel, single, states, new Uint8Array(COUNTER_BYTES), changes, 10 ** this.digits);
    states.inner.fill(0);
    states.outer.fill(0);
    return plan;
  }
}

/** Writes counters in a row from the halves of the first on. */
function writeCounters(plan: Plan, high: number, firstLow: number, count: number): void {
  const upper = plan.planeAt(0);
  plan.fillPlane(upper, high, count);
  const carried = 2 ** 32 - firstLow;
  if (carried < count) plan.fillPlane(upper + carried * plan.step, high + 1, count - carried);
  const { words } = plan.kernel;
  let low = firstLow | 0;
  let at = plan.planeAt(4);
  for (let index = 0; index < count; index += 1) {
    words[at] = low;
    low = (low + 1) | 0;
    at += plan.step;
  }
}
