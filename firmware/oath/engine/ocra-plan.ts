/**
 * A plan for one OCRA suite and key: where its fields lie in the message, and how what changes gets into it.
 *
 * The inputs that stay have been accepted by the core before a plan is made of them. Of those that change,
 * only plain ones are written; for any other the answer is false, and the core answers or refuses it.
 */
import { isAscii } from '../../ascii.js';
import { MAX_UINT64, textBytes, wholeNumber, writeUint64 } from '../bytes.js';
import { hash, hashLength } from '../hash.js';
import { questionLimit } from '../ocra.js';
import { QUESTION_BYTES } from '../question.js';
import type { Suite } from '../suite.js';
import type { ChangingInputs, FixedInput, FixedInputs } from './fixed-inputs.js';
import type { Kernel, SingleKernel } from './kernel.js';
import { type Change, type KeyStates, Plan } from './plan.js';
import { QuestionWriter, questionBytes } from './question-writer.js';
import type { ShortHash } from './short-hash.js';

/** Where a suite's fields begin in the message (RFC 6287 section 5.1), in bytes. */
interface Layout {
  readonly counter: number;
  readonly question: number;
  readonly pin: number;
  readonly session: number;
  readonly time: number;
  readonly length: number;
}

function layoutOf({ text, counter, pinHash, sessionLength, timeStepSeconds }: Suite): Layout {
  const counterAt = text.length + 1;
  const question = counterAt + (counter ? 8 : 0);
  const pin = question + QUESTION_BYTES;
  const session = pin + (pinHash === null ? 0 : hashLength(pinHash));
  const time = session + (sessionLength ?? 0);
  const length = time + (timeStepSeconds === null ? 0 : 8);
  return { counter: counterAt, question, pin, session, time, length };
}

export class OcraPlan {
  readonly fixed: FixedInputs;
  readonly plan: Plan;
  readonly #suite: Suite;
  readonly #layout: Layout;
  readonly #question: QuestionWriter;
  readonly #pinHash: ShortHash | null;
  readonly #eightBytes = new Uint8Array(8);

  /**
   * @param fixed inputs that the core has accepted for this suite
   * @param pinHash for PINs that change; null if there are none, or the core is to hash them
   */
  constructor(
    suite: Suite,
    kernel: Kernel,
    single: SingleKernel,
    states: KeyStates,
    fixed: FixedInputs,
    pinHash: ShortHash | null,
  ) {
    this.#pinHash = pinHash;
    this.#suite = suite;
    this.fixed = fixed;
    this.#layout = layoutOf(suite);
    const allowed = questionLimit(suite, fixed.mode);
    const message = this.#message(fixed);
    const modulus = Math.min(10 ** suite.digits, 2 ** 31);
    this.plan = new Plan(kernel, single, states, message, this.#changes(allowed, fixed.changing), modulus);
    message.fill(0);
    this.#question = new QuestionWriter(this.plan, suite.question.format, allowed, this.#layout.question);
  }

  #changes(allowed: number, changing: ChangingInputs): Change[] {
    const { counter, question, pin, session, time } = this.#layout;
    const changes = [{ offset: question, length: questionBytes(this.#suite.question.format, allowed) }];
    if (changing.counter) changes.push({ offset: counter, length: 8 });
    if (changing.pin) changes.push({ offset: pin, length: session - pin });
    if (changing.time) changes.push({ offset: time, length: 8 });
    return changes;
  }

  /** The message without question and what changes. */
  #message({ input, changing }: FixedInputs): Uint8Array {
    const { counter, pin, session, time, length } = this.#layout;
    const message = new Uint8Array(length);
    message.set(textBytes(this.#suite.text));
    if (this.#suite.counter && !changing.counter) writeUint64(whole(input.counter), message, counter);
    if (this.#suite.pinHash !== null && !changing.pin)
      message.set(input.pinHash ?? hash(this.#suite.pinHash, textBytes(input.pin as string)), pin);
    if (input.session !== undefined) message.set(input.session, session);
    if (this.#suite.timeStepSeconds !== null && !changing.time)
      writeUint64(stepsOf(input, this.#suite.timeStepSeconds), message, time);
    return message;
  }

  /** Writes a question as text. @returns false if the suite does not allow it */
  writeQuestion(question: string, index: number): boolean {
    return this.#question.text(question, index);
  }

  /**
   * Writes decimal questions as numbers, to the messages of a run.
   *
   * @param start the first question
   * @returns how many were written; less than `count` if the suite does not allow the next
   */
  writeQuestionNumbers(questions: ArrayLike<number>, start: number, count: number): number {
    return this.#question.numbers(questions, start, count);
  }

  /** Writes what changes besides the question. @returns false if the core must judge it */
  writeChanging(input: FixedInput, index: number): boolean {
    const { changing } = this.fixed;
    return (
      (!changing.counter || this.#writeNumber(input.counter, this.#layout.counter, index)) &&
      (!changing.pin || this.#writePin(input, index)) &&
      (!changing.time || this.#writeTime(input, index))
    );
  }

  #writePin({ pin, pinHash }: FixedInput, index: number): boolean {
    const name = this.#suite.pinHash;
    if (name === null || (pin !== undefined && pinHash !== undefined)) return false;
    if (pinHash !== undefined) {
      if (pinHash.length !== hashLength(name)) return false;
      this.#writeBytes(pinHash, this.#layout.pin, index);
      return true;
    }
    if (typeof pin !== 'string' || pin === '' || !isAscii(pin)) return false;
    const message = textBytes(pin);
    const short = this.#pinHash !== null && message.length <= this.#pinHash.maximumLength;
    const hashed = short ? (this.#pinHash as ShortHash).hash(message) : hash(name, message);
    message.fill(0);
    this.#writeBytes(hashed, this.#layout.pin, index);
    hashed.fill(0);
    return true;
  }

  #writeTime({ time, timestamp }: FixedInput, index: number): boolean {
    if (time !== undefined && timestamp !== undefined) return false;
    if (timestamp !== undefined) return this.#writeNumber(timestamp, this.#layout.time, index);
    const seconds = time === undefined ? null : wholeNumber(time, MAX_UINT64);
    if (seconds === null) return false;
    return this.#writeNumber(
      seconds / BigInt(this.#suite.timeStepSeconds as number),
      this.#layout.time,
      index,
    );
  }

  #writeNumber(given: FixedInput['counter'], offset: number, index: number): boolean {
    const value = given === undefined ? null : wholeNumber(given, MAX_UINT64);
    if (value === null) return false;
    writeUint64(value, this.#eightBytes, 0);
    this.#writeBytes(this.#eightBytes, offset, index);
    return true;
  }

  /** Puts bytes into the planes, which have nothing but zeros there. */
  #writeBytes(bytes: Uint8Array, offset: number, index: number): void {
    const { words } = this.plan.kernel;
    for (let at = 0; at < bytes.length; at += 1) {
      const place = offset + at;
      const entry = this.plan.planeAt(place & ~3) + index * this.plan.step;
      words[entry] = (words[entry] as number) | ((bytes[at] as number) << (24 - 8 * (place & 3)));
    }
  }

  /** Wipes the plan; it cannot be used afterwards. */
  wipe(): void {
    this.plan.wipe();
    this.fixed.forget();
    this.#eightBytes.fill(0);
  }
}

function whole(accepted: FixedInput['counter']): bigint {
  return BigInt(accepted as bigint);
}

function stepsOf({ time, timestamp }: FixedInput, stepSeconds: number): bigint {
  return time === undefined ? whole(timestamp) : whole(time) / BigInt(stepSeconds);
}
