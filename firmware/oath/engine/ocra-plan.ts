/**
 * A plan for one OCRA suite and key: where its fields lie in the message, and how what changes gets into it.
 *
 * The inputs that stay have been accepted by the core before a plan is made of them. Of those that change,
 * only plain ones are written; for any other the answer is false, and the core answers or refuses it.
 */
import { isAscii } from '../../ascii.js';
import { textBytes, uint64, wholeSteps, writeUint64 } from '../bytes.js';
import { type DataInputLayout, dataInputLayout, longestQuestion } from '../data-input.js';
import { hash, hashLength } from '../hash.js';
import type { Suite } from '../suite.js';
import type { ChangingInputs, FixedInput, FixedInputs } from './fixed-inputs.js';
import type { Kernel, SingleKernel } from './kernel.js';
import type { KeyStates } from './key-states.js';
import { MessageField } from './message-field.js';
import { type Change, Plan } from './plan.js';
import { QuestionWriter, questionBytes } from './question-writer.js';
import type { ShortHash } from './short-hash.js';

export class OcraPlan {
  readonly fixed: FixedInputs;
  readonly plan: Plan;
  readonly #suite: Suite;
  readonly #layout: DataInputLayout;
  readonly #question: QuestionWriter;
  /** Fields that change; of the others nobody makes use. */
  readonly #counter: MessageField;
  readonly #pin: MessageField;
  readonly #time: MessageField;
  readonly #shortHash: ShortHash | null;
  readonly #eightBytes = new Uint8Array(8);

  /**
   * @param fixed inputs that the core has accepted for this suite
   * @param shortHash for PINs that change; null if there are none, or the core is to hash them
   */
  constructor(
    suite: Suite,
    kernel: Kernel,
    single: SingleKernel,
    states: KeyStates,
    fixed: FixedInputs,
    shortHash: ShortHash | null,
  ) {
    this.#shortHash = shortHash;
    this.#suite = suite;
    this.fixed = fixed;
    this.#layout = dataInputLayout(suite);
    const allowed = longestQuestion(suite, fixed.mode);
    const message = this.#message(fixed);
    const modulus = Math.min(10 ** suite.digits, 2 ** 31);
    this.plan = new Plan(kernel, single, states, message, this.#changes(allowed, fixed.changing), modulus);
    message.fill(0);
    const { counter, pin, session, time } = this.#layout;
    this.#counter = new MessageField(this.plan, counter, 8);
    this.#pin = new MessageField(this.plan, pin, session - pin);
    this.#time = new MessageField(this.plan, time, 8);
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
      (!changing.counter || this.#writeNumber(this.#counter, input.counter, index)) &&
      (!changing.pin || this.#writePin(input, index)) &&
      (!changing.time || this.#writeTime(input, index))
    );
  }

  #writePin({ pin, pinHash }: FixedInput, index: number): boolean {
    const name = this.#suite.pinHash;
    if (name === null || (pin !== undefined && pinHash !== undefined)) return false;
    if (pinHash !== undefined) {
      if (pinHash.length !== hashLength(name)) return false;
      this.#putBytes(this.#pin, pinHash, index);
      return true;
    }
    if (typeof pin !== 'string' || pin === '' || !isAscii(pin)) return false;
    const short = this.#shortHash;
    if (short === null || pin.length > short.maximumLength) {
      const hashed = hash(name, textBytes(pin));
      this.#putBytes(this.#pin, hashed, index);
      hashed.fill(0);
      return true;
    }
    short.hash(pin);
    const parts = hashLength(name) / 4;
    for (let part = 0; part < parts; part += 1) this.#pin.put(part, index, short.part(part));
    return true;
  }

  #writeTime({ time, timestamp }: FixedInput, index: number): boolean {
    if (time !== undefined && timestamp !== undefined) return false;
    if (timestamp !== undefined) return this.#writeNumber(this.#time, timestamp, index);
    const seconds = time === undefined ? null : uint64(time);
    if (seconds === null) return false;
    return this.#writeNumber(this.#time, wholeSteps(seconds, this.#suite.timeStepSeconds as number), index);
  }

  #writeNumber(field: MessageField, given: FixedInput['counter'], index: number): boolean {
    const value = given === undefined ? null : uint64(given);
    if (value === null) return false;
    writeUint64(value, this.#eightBytes, 0);
    this.#putBytes(field, this.#eightBytes, index);
    return true;
  }

  #putBytes(field: MessageField, bytes: Uint8Array, index: number): void {
    for (let at = 0; at < bytes.length; at += 4) {
      const upper = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
      const lower = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
      field.put(at / 4, index, (upper << 16) | lower);
    }
  }

  /** Wipes what the last PIN left behind. */
  forgetPin(): void {
    this.#shortHash?.forget();
  }

  /** Wipes the plan; it cannot be used afterwards. */
  wipe(): void {
    this.plan.wipe();
    this.forgetPin();
    this.fixed.forget();
    this.#eightBytes.fill(0);
  }
}

function whole(accepted: FixedInput['counter']): bigint {
  return BigInt(accepted as bigint);
}

/** The time steps of inputs that the core has accepted. */
export function stepsOf({ time, timestamp }: FixedInput, stepSeconds: number): bigint {
  return time === undefined ? whole(timestamp) : whole(time) / BigInt(stepSeconds);
}
