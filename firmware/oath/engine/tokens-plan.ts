/**
 * A plan for many tokens of one suite: key, PIN hash and counter of each message come from a token on a shelf,
 * everything else is shared, and the question is either.
 */
import { textBytes, writeUint64 } from '../bytes.js';
import { type DataInputLayout, dataInputLayout, longestQuestion } from '../data-input.js';
import { writeQuestion } from '../question.js';
import type { Suite } from '../suite.js';
import type { FixedInputs } from './fixed-inputs.js';
import type { Kernel, SingleKernel } from './kernel.js';
import { MessageField } from './message-field.js';
import { stepsOf } from './ocra-plan.js';
import { type Change, Plan } from './plan.js';
import { QuestionWriter, questionBytes } from './question-writer.js';
import { SHELF_TOKENS, type TokenShelf } from './token-shelf.js';

export class TokensPlan {
  readonly plan: Plan;
  /** What all tokens share, but for the question. */
  readonly shared: FixedInputs;
  readonly #statePlanes: Int32Array;
  readonly #pin: MessageField | null;
  readonly #counter: MessageField | null;
  readonly #question: QuestionWriter | null;

  /**
   * @param shared inputs that the core has accepted
   * @param question one for all tokens, accepted by the core; null when each has its own
   */
  constructor(
    suite: Suite,
    kernel: Kernel,
    single: SingleKernel,
    shared: FixedInputs,
    question: string | null,
  ) {
    this.shared = shared;
    const layout = dataInputLayout(suite);
    const longest = longestQuestion(suite, shared.mode);
    const { format } = suite.question;
    const message = sharedMessage(suite, layout, shared);
    const changes: Change[] = [];
    if (question === null) changes.push({ offset: layout.question, length: questionBytes(format, longest) });
    else writeQuestion(question, format, longest, message, layout.question);
    if (suite.counter) changes.push({ offset: layout.counter, length: 8 });
    const pinBytes = layout.session - layout.pin;
    if (pinBytes > 0) changes.push({ offset: layout.pin, length: pinBytes });
    this.plan = new Plan(kernel, single, null, message, changes, Math.min(10 ** suite.digits, 2 ** 31));
    message.fill(0);
    const { stateWords } = kernel.shape;
    this.#statePlanes = Int32Array.from({ length: 2 * stateWords }, (_, word) => this.plan.statePlane(word));
    this.#pin = pinBytes > 0 ? new MessageField(this.plan, layout.pin, pinBytes) : null;
    this.#counter = suite.counter ? new MessageField(this.plan, layout.counter, 8) : null;
    this.#question =
      question === null ? new QuestionWriter(this.plan, format, longest, layout.question) : null;
  }

  /** Takes tokens in a row from a shelf, the first to message 0. */
  takeAll(shelf: TokenShelf, firstRow: number, count: number): void {
    const { words } = this.plan.kernel;
    const { step } = shelf;
    for (const [word, plane] of this.#statePlanes.entries()) {
      const from = shelf.statePlane(word) + firstRow * step;
      words.set(shelf.states.subarray(from, from + count * step), plane);
    }
    const pinParts = shelf.pinHashes.length / SHELF_TOKENS;
    for (let part = 0; part < pinParts; part += 1)
      this.#pin?.putAll(part, shelf.pinHashes, part * SHELF_TOKENS + firstRow, count);
    for (let half = 0; half < 2; half += 1)
      this.#counter?.putAll(half, shelf.counters, half * SHELF_TOKENS + firstRow, count);
  }

  /** Takes one token from a shelf to a message. */
  take(shelf: TokenShelf, row: number, index: number): void {
    const { words } = this.plan.kernel;
    const { states, step } = shelf;
    const planes = this.#statePlanes;
    for (let word = 0; word < planes.length; word += 1) {
      const from = shelf.statePlane(word) + row * step;
      const to = (planes[word] as number) + index * step;
      words[to] = states[from] as number;
      if (step === 2) words[to + 1] = states[from + 1] as number;
    }
    const pinParts = shelf.pinHashes.length / SHELF_TOKENS;
    for (let part = 0; part < pinParts; part += 1)
      this.#pin?.put(part, index, shelf.pinHashes[part * SHELF_TOKENS + row] as number);
    for (let half = 0; half < 2; half += 1)
      this.#counter?.put(half, index, shelf.counters[half * SHELF_TOKENS + row] as number);
  }

  /** Writes a message's own question. @returns false if the suite does not allow it */
  writeQuestion(question: string, index: number): boolean {
    return this.#question?.text(question, index) ?? false;
  }

  /** The same for decimal questions as numbers, to all messages of a run. @returns how many were written */
  writeQuestionNumbers(questions: ArrayLike<number>, start: number, count: number): number {
    return this.#question?.numbers(questions, start, count) ?? 0;
  }

  /** Wipes the plan; it cannot be used afterwards. */
  wipe(): void {
    this.plan.wipe();
    this.shared.forget();
  }
}

/** The data input without what differs from token to token. */
function sharedMessage(suite: Suite, layout: DataInputLayout, { input }: FixedInputs): Uint8Array {
  const message = new Uint8Array(layout.length);
  message.set(textBytes(suite.text));
  if (input.session !== undefined) message.set(input.session, layout.session);
  if (suite.timeStepSeconds !== null)
    writeUint64(stepsOf(input, suite.timeStepSeconds), message, layout.time);
  return message;
}
