/**
 * The inputs of OCRA that stay the same from one response to the next, remembered so that a plan is made
 * once for all of them.
 *
 * Holds copies, because a caller may change arrays between two calls; `forget` wipes them.
 */
import type { OcraInput, OcraMode } from '../ocra.js';

/** The inputs of a computation but for its question. */
export type FixedInput = Omit<OcraInput, 'question'>;

/** Which inputs a plan takes anew for every message, besides the question. */
export interface ChangingInputs {
  readonly counter: boolean;
  readonly pin: boolean;
  readonly time: boolean;
}

export const NOTHING_CHANGES: ChangingInputs = { counter: false, pin: false, time: false };

export class FixedInputs {
  readonly mode: OcraMode;
  readonly changing: ChangingInputs;
  #input: FixedInput;

  /** @param changing inputs that do not count */
  constructor(input: FixedInput, mode: OcraMode, changing: ChangingInputs) {
    this.mode = mode;
    this.changing = changing;
    const { pinHash, session } = input;
    this.#input = {
      ...input,
      ...(pinHash === undefined ? {} : { pinHash: Uint8Array.from(pinHash) }),
      ...(session === undefined ? {} : { session: Uint8Array.from(session) }),
    };
  }

  get input(): FixedInput {
    return this.#input;
  }

  /** Are these the same inputs, but for those that do not count? */
  match(input: FixedInput, mode: OcraMode): boolean {
    return (
      mode === this.mode &&
      (this.changing.counter || this.matchCounter(input)) &&
      (this.changing.pin || this.matchPin(input)) &&
      (this.changing.time || this.matchTime(input)) &&
      same(input.session, this.#input.session)
    );
  }

  matchCounter(input: FixedInput): boolean {
    return input.counter === this.#input.counter;
  }

  matchPin(input: FixedInput): boolean {
    return input.pin === this.#input.pin && same(input.pinHash, this.#input.pinHash);
  }

  matchTime(input: FixedInput): boolean {
    return input.time === this.#input.time && input.timestamp === this.#input.timestamp;
  }

  forget(): void {
    this.#input.pinHash?.fill(0);
    this.#input.session?.fill(0);
    this.#input = {};
  }
}

function same(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}
