/**
 * OCRA: the OATH challenge-response algorithm (RFC 6287), one-way, mutual and signature.
 *
 * A suite and a key are prepared once and then answer many questions. Promises: what the RFC leaves open is
 * refused with an error of its own, never guessed; an input that the suite does not use is refused too,
 * because whoever gives it believes that it counts. Does not judge whether a challenge is fresh or long
 * enough: that is the verifier's part.
 */
import { TokentwinError } from '../error.js';
import { textBytes, uint64, wholeSteps, writeUint64 } from './bytes.js';
import { type DataInputLayout, dataInputLayout, longestQuestion } from './data-input.js';
import { hash, hashLength, PreparedHmac } from './hash.js';
import { writeQuestion } from './question.js';
import { parseSuite, type Suite } from './suite.js';
import { truncate } from './truncate.js';

/**
 * `one-way`: one party's question (RFC 6287 section 7.1). `mutual`: both parties' questions, the other's
 * first, under the same suite, so twice its length (7.2). `signature`: the question is what is signed; its
 * suites have no session (7.3).
 */
export type OcraMode = 'one-way' | 'mutual' | 'signature';

export const OCRA_MODES: readonly OcraMode[] = ['one-way', 'mutual', 'signature'];

export interface OcraInput {
  readonly question: string;
  /** 0 to 2^64 - 1; as text, decimal. */
  readonly counter?: bigint | number | string;
  /** The PIN as typed; its UTF-8 bytes are hashed with the suite's PIN hash. Instead of `pinHash`. */
  readonly pin?: string;
  /** The hash of the PIN, exactly as long as the suite's PIN hash. Instead of `pin`. */
  readonly pinHash?: Uint8Array;
  /** Exactly as many bytes as the suite says. */
  readonly session?: Uint8Array;
  /** Unix time in whole seconds, divided by the suite's step. Instead of `timestamp`. */
  readonly time?: bigint | number | string;
  /** The number of time steps since the Unix epoch. Instead of `time`. */
  readonly timestamp?: bigint | number | string;
}

/** Half of a character beyond U+FFFF: it has no UTF-8 bytes, so two such PINs would be one. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;

function refuseUnused(given: unknown, name: string): void {
  if (given !== undefined) {
    throw new TokentwinError(
      'OCRA_INPUT_UNEXPECTED',
      `A ${name} was given, but the suite has no field for it: leave it out.`,
    );
  }
}

/** A suite and a key, ready to answer. Holds secret state until `destroy`. */
export class Ocra {
  readonly suite: Suite;
  readonly #hmac: PreparedHmac;
  readonly #dataInput: Uint8Array;
  readonly #offsets: DataInputLayout;

  /**
   * @param suite a suite or its text
   * @param key 1 byte or more; RFC 6287 recommends the hash's length
   * @throws TokentwinError OCRA_SUITE_…, KEY_EMPTY
   */
  constructor(suite: Suite | string, key: Uint8Array) {
    this.suite = typeof suite === 'string' ? parseSuite(suite) : suite;
    this.#hmac = new PreparedHmac(this.suite.hash, key);
    this.#offsets = dataInputLayout(this.suite);
    this.#dataInput = new Uint8Array(this.#offsets.length);
    this.#dataInput.set(textBytes(this.suite.text));
  }

  /**
   * The response to one question.
   *
   * @returns the suite's number of decimal digits
   * @throws TokentwinError OCRA_… for the first input that is missing, wrong or not used by the suite
   */
  respond(input: OcraInput, mode: OcraMode = 'one-way'): string {
    this.#writeDataInput(input, mode);
    return truncate(this.#hmac.compute(this.#dataInput), this.suite.digits);
  }

  /**
   * Judges inputs as `respond` does, and computes nothing.
   *
   * @throws TokentwinError as `respond`
   */
  check(input: OcraInput, mode: OcraMode = 'one-way'): void {
    this.#writeDataInput(input, mode);
  }

  /**
   * The response to the only or last question: key and inputs are wiped with it, also when it is refused.
   *
   * @throws TokentwinError as `respond`
   */
  respondLast(input: OcraInput, mode: OcraMode = 'one-way'): string {
    try {
      this.#writeDataInput(input, mode);
      const tag = this.#hmac.computeLast(this.#dataInput);
      const response = truncate(tag, this.suite.digits);
      tag.fill(0);
      return response;
    } finally {
      this.destroy();
    }
  }

  /** Wipes key and inputs; the object cannot be used afterwards. */
  destroy(): void {
    this.#hmac.destroy();
    this.#dataInput.fill(0);
  }

  #writeDataInput(input: OcraInput, mode: OcraMode): void {
    this.#checkMode(mode);
    const { format } = this.suite.question;
    const longest = longestQuestion(this.suite, mode);
    writeQuestion(input.question, format, longest, this.#dataInput, this.#offsets.question);
    this.#writeCounter(input.counter);
    this.#writePin(input);
    this.#writeSession(input.session);
    this.#writeTime(input);
  }

  #checkMode(mode: OcraMode): void {
    if (!OCRA_MODES.includes(mode)) {
      throw new TokentwinError('OCRA_MODE', 'The mode must be one-way, mutual or signature.');
    }
    if (mode === 'signature' && this.suite.sessionLength !== null) {
      throw new TokentwinError('OCRA_MODE', 'A signature suite has no session field (RFC 6287 section 7.3).');
    }
  }

  #writeCounter(counter: OcraInput['counter']): void {
    if (!this.suite.counter) {
      refuseUnused(counter, 'counter');
      return;
    }
    if (counter === undefined) {
      throw new TokentwinError('OCRA_COUNTER_MISSING', 'The suite has a counter (C): give its value.');
    }
    const value = uint64(counter);
    if (value === null) {
      throw new TokentwinError(
        'OCRA_COUNTER_RANGE',
        'The counter must be a whole decimal number from 0 to 2^64 - 1 (above 2^53 as text).',
      );
    }
    writeUint64(value, this.#dataInput, this.#offsets.counter);
  }

  #writePin({ pin, pinHash }: OcraInput): void {
    const name = this.suite.pinHash;
    if (name === null) {
      refuseUnused(pin, 'PIN');
      refuseUnused(pinHash, 'PIN hash');
      return;
    }
    if (pin !== undefined && pinHash !== undefined) {
      throw new TokentwinError('OCRA_PIN_BOTH', 'Give either the PIN or its hash, not both.');
    }
    if (pinHash !== undefined && pinHash.length !== hashLength(name)) {
      throw new TokentwinError(
        'OCRA_PIN_HASH_LENGTH',
        `The PIN hash must have ${hashLength(name)} bytes (P${name}).`,
      );
    }
    if (pinHash === undefined && (pin === undefined || pin === '')) {
      throw new TokentwinError(
        'OCRA_PIN_MISSING',
        `The suite has a PIN (P${name}): give the PIN or its hash.`,
      );
    }
    if (pin !== undefined && LONE_SURROGATE.test(pin)) {
      throw new TokentwinError(
        'OCRA_PIN_CHARACTER',
        'The PIN has half a character, which UTF-8 cannot write.',
      );
    }
    this.#dataInput.set(pinHash ?? hash(name, textBytes(pin as string)), this.#offsets.pin);
  }

  #writeSession(session: OcraInput['session']): void {
    const length = this.suite.sessionLength;
    if (length === null) {
      refuseUnused(session, 'session');
      return;
    }
    if (session === undefined) {
      throw new TokentwinError(
        'OCRA_SESSION_MISSING',
        `The suite has session information: give its ${length} bytes.`,
      );
    }
    if (session.length !== length) {
      throw new TokentwinError(
        'OCRA_SESSION_LENGTH',
        `The session information has ${session.length} bytes and the suite wants exactly ${length} (the RFC gives no rule for padding).`,
      );
    }
    this.#dataInput.set(session, this.#offsets.session);
  }

  #writeTime({ time, timestamp }: OcraInput): void {
    const step = this.suite.timeStepSeconds;
    if (step === null) {
      refuseUnused(time, 'time');
      refuseUnused(timestamp, 'timestamp');
      return;
    }
    if (time !== undefined && timestamp !== undefined) {
      throw new TokentwinError(
        'OCRA_TIME_BOTH',
        'Give either the time in seconds or the timestamp in steps, not both.',
      );
    }
    const given = time ?? timestamp;
    if (given === undefined) {
      throw new TokentwinError(
        'OCRA_TIME_MISSING',
        `The suite has a time step of ${step} s: give the time or the timestamp.`,
      );
    }
    const value = uint64(given);
    if (value === null) {
      throw new TokentwinError(
        'OCRA_TIME_RANGE',
        'The time must be a whole number from 0 to 2^64 - 1 (above 2^53 as text).',
      );
    }
    const steps = time === undefined ? value : wholeSteps(value, step);
    writeUint64(steps, this.#dataInput, this.#offsets.time);
  }
}
