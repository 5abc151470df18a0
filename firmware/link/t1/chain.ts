/**
 * A command or response that travels as a chain of I-blocks (ISO/IEC 7816-3, section 11.6.2.3): cut into
 * pieces on one side, put together on the other.
 *
 * Promises that a chain which is received never holds more than its maximum, and nothing once it was taken or
 * dropped.
 */
import { assert } from '../../error.js';

/** Cuts. One piece at a time is out; it stays as it is until the next is asked for. */
export class SentChain {
  readonly #whole: Uint8Array;
  #start = 0;
  #end = 0;
  #pieces = 0;

  /** @param whole any length, kept and not copied; an empty one is a chain of one empty piece */
  constructor(whole: Uint8Array) {
    this.#whole = whole;
  }

  /** Is the last piece out? */
  get lastIsOut(): boolean {
    return this.#pieces > 0 && this.#end === this.#whole.length;
  }

  /** Does it take more than one I-block? Known from the first piece on. */
  get isChained(): boolean {
    return this.#pieces > 1 || !this.lastIsOut;
  }

  /** The piece that is out. */
  get piece(): { readonly more: boolean; readonly information: Uint8Array } {
    return { more: !this.lastIsOut, information: this.#whole.subarray(this.#start, this.#end) };
  }

  /** Goes on to the next piece, the first included. @param size its bytes at most, 1 to 254 */
  next(size: number): void {
    assert(!this.lastIsOut, 'nothing follows the last piece');
    this.#start = this.#end;
    this.#end = Math.min(this.#whole.length, this.#start + size);
    this.#pieces += 1;
  }
}

/** Puts together. */
export class ReceivedChain {
  readonly #maximumBytes: number;
  #bytes = new Uint8Array(0);
  #length = 0;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  /** Adds the information field of a block. @returns false when the whole would be too long; it is dropped then */
  append(information: Uint8Array): boolean {
    const length = this.#length + information.length;
    if (length > this.#maximumBytes) {
      this.drop();
      return false;
    }
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(this.#maximumBytes, Math.max(length, 2 * this.#bytes.length)));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(information, this.#length);
    this.#length = length;
    return true;
  }

  /** The whole, which the caller may keep; the chain is empty again. */
  take(): Uint8Array {
    const whole = this.#bytes.slice(0, this.#length);
    this.drop();
    return whole;
  }

  drop(): void {
    this.#bytes = new Uint8Array(0);
    this.#length = 0;
  }
}
