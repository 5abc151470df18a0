/**
 * OCRA responses by the thousand: one suite and key, many questions (RFC 6287).
 *
 * The answers are those of the core, `Ocra`, and so are the refusals: the core judges every input that is
 * not plain. What the engine adds is speed, from the number of responses on at which its kernels pay
 * (`kernels.ts`). Promises: `destroy` wipes the key and all that was derived from it. Does not promise to be
 * faster for inputs that change with every response besides question and counter, one call at a time.
 */
import { TokentwinError } from '../../error.js';
import { Ocra, type OcraInput, type OcraMode } from '../ocra.js';
import type { Suite } from '../suite.js';
import { decimalText } from './decimal-text.js';
import { type ChangingInputs, type FixedInput, FixedInputs, NOTHING_CHANGES } from './fixed-inputs.js';
import type { Kernel, SingleKernel } from './kernel.js';
import { type Kernels, sharedKernels } from './kernels.js';
import { type KeyStates, prepareKey } from './key-states.js';
import { OcraPlan } from './ocra-plan.js';
import { fromNumbers, fromTexts, type QuestionNumbers, type QuestionSource } from './question-sources.js';
import { intoLines, intoNumbers, intoTexts, type Receiver } from './receivers.js';
import { ShortHash } from './short-hash.js';

/** A plan costs as much as some responses of the core; for fewer it is not made. */
const PLAN_BREAK_EVEN = 4;

export class OcraEngine {
  readonly suite: Suite;
  readonly #core: Ocra;
  readonly #kernels: Kernels;
  readonly #key: Uint8Array;
  readonly #text: (number: number) => string;
  readonly #changingAlone: ChangingInputs;
  #states: KeyStates | null = null;
  #alone: OcraPlan | null = null;
  #batch: OcraPlan | null = null;
  /** The inputs of the last single response that had no plan. */
  #seen: FixedInputs | null = null;

  /**
   * @param suite a suite or its text
   * @param key 1 byte or more; a copy is kept until `destroy`
   * @param kernels where the kernels come from
   * @throws TokentwinError as `Ocra`
   */
  constructor(suite: Suite | string, key: Uint8Array, kernels: Kernels = sharedKernels) {
    this.#core = new Ocra(suite, key);
    this.suite = this.#core.suite;
    // Not slice(), which for Node's Buffer is a view of the caller's bytes.
    this.#key = Uint8Array.from(key);
    this.#kernels = kernels;
    this.#text = decimalText(this.suite.digits);
    this.#changingAlone = { ...NOTHING_CHANGES, counter: this.suite.counter };
  }

  /**
   * The response to one question.
   *
   * @throws TokentwinError as `Ocra.respond`
   */
  respond(input: OcraInput, mode: OcraMode = 'one-way'): string {
    const plan = this.#alone;
    if (plan === null || !plan.fixed.match(input, mode)) return this.#respondUnplanned(input, mode);
    plan.plan.begin(1);
    const plain = plan.writeQuestion(input.question, 0) && plan.writeChanging(input, 0);
    if (!plain) return this.#core.respond(input, mode);
    plan.plan.kernel.run(1);
    return this.#text(plan.plan.kernel.numbers[0] as number);
  }

  /** The core answers; when it gets the same inputs twice, a plan is made of them. */
  #respondUnplanned(input: OcraInput, mode: OcraMode): string {
    const response = this.#core.respond(input, mode);
    const kernel = this.#kernels.single(this.suite.hash, 1);
    if (kernel === null) return response;
    const { question: _, ...fixed } = input;
    if (this.#seen?.match(fixed, mode)) {
      this.#alone?.wipe();
      this.#alone = this.#plan(kernel, kernel, this.#seen, null);
      this.#seen = null;
    } else {
      this.#seen?.forget();
      this.#seen = new FixedInputs(fixed, mode, this.#changingAlone);
    }
    return response;
  }

  /**
   * The responses to many questions under otherwise equal inputs.
   *
   * @param fixed the inputs without question
   * @returns as many as questions, in their order
   * @throws TokentwinError as `Ocra.respond`, for the first question that is refused; nothing is returned then
   */
  respondAll(questions: readonly string[], fixed: FixedInput = {}, mode: OcraMode = 'one-way'): string[] {
    const responses = new Array<string>(questions.length);
    this.#answer(fromTexts(questions), fixed, mode, intoTexts(responses, this.#text));
    return responses;
  }

  /**
   * The same with numbers in and numbers out, for suites with decimal questions (QN).
   *
   * @param questions whole numbers from 0 to 2^53 - 1, at most as long as the suite allows
   * @param responses receives the response of question n, without leading zeros, at place n
   * @throws TokentwinError as `respondAll`, OCRA_QUESTION_CHARACTER for a suite without decimal questions
   */
  respondNumbers(
    questions: QuestionNumbers,
    responses: Uint32Array,
    fixed: FixedInput = {},
    mode: OcraMode = 'one-way',
  ): void {
    this.#answer(this.#numberSource(questions), fixed, mode, intoNumbers(responses));
  }

  /**
   * The same with one response a line, for a stream.
   *
   * @param questions as in `respondAll` or `respondNumbers`
   * @returns the suite's number of ASCII digits and a line feed for each question
   * @throws TokentwinError as `respondAll` or `respondNumbers`
   */
  lines(
    questions: readonly string[] | QuestionNumbers,
    fixed: FixedInput = {},
    mode: OcraMode = 'one-way',
  ): Uint8Array {
    const lines = new Uint8Array(questions.length * (this.suite.digits + 1));
    const source = isTexts(questions) ? fromTexts(questions) : this.#numberSource(questions);
    this.#answer(source, fixed, mode, intoLines(lines, this.suite.digits));
    return lines;
  }

  #numberSource(questions: QuestionNumbers): QuestionSource {
    const { format } = this.suite.question;
    if (format === 'N') return fromNumbers(questions);
    const sentence = `Questions as numbers need a suite with QN, and this one has Q${format}.`;
    throw new TokentwinError('OCRA_QUESTION_CHARACTER', sentence);
  }

  #answer(questions: QuestionSource, fixed: FixedInput, mode: OcraMode, receiver: Receiver): void {
    const { length } = questions;
    const plan = this.#batchPlan(length, fixed, mode, () => questions.text(0));
    if (plan === null) {
      for (let place = 0; place < length; place += 1)
        receiver.one(this.#core.respond({ ...fixed, question: questions.text(place) }, mode), place);
      return;
    }
    this.#inRuns(plan, length, (start, count) => {
      const written = questions.write(plan, start, count);
      if (written < count) this.#refuse({ ...fixed, question: questions.text(start + written) }, mode);
      plan.plan.kernel.run(count);
      receiver.run(plan.plan.kernel, start, count);
    });
  }

  /**
   * The responses to inputs of which each may have its own question, counter, PIN and time: a look-ahead
   * over counters, a window over time steps, a search for a PIN.
   *
   * @throws TokentwinError as `Ocra.respond`, for the first input that is refused; nothing is returned then
   */
  respondEach(inputs: readonly OcraInput[], mode: OcraMode = 'one-way'): string[] {
    const [first] = inputs;
    if (first === undefined) return [];
    const { question: _, ...fixed } = first;
    const changing = this.#changingInputs(inputs, fixed, mode);
    const plan =
      changing === null ? null : this.#batchPlan(inputs.length, fixed, mode, () => first.question, changing);
    if (plan === null) return inputs.map((input) => this.#core.respond(input, mode));
    const responses = new Array<string>(inputs.length);
    const { numbers } = plan.plan.kernel;
    this.#inRuns(plan, inputs.length, (start, count) => {
      const judged = new Map<number, string>();
      for (let index = 0; index < count; index += 1) {
        const input = inputs[start + index] as OcraInput;
        if (!plan.writeQuestion(input.question, index) || !plan.writeChanging(input, index))
          judged.set(index, this.#core.respond(input, mode));
      }
      plan.forgetPin();
      plan.plan.kernel.run(count);
      for (let index = 0; index < count; index += 1)
        responses[start + index] = judged.get(index) ?? this.#text(numbers[index] as number);
    });
    return responses;
  }

  /** Which inputs are not the same everywhere; null if no plan can take that. */
  #changingInputs(inputs: readonly OcraInput[], first: FixedInput, mode: OcraMode): ChangingInputs | null {
    const { suite } = this;
    const firsts = new FixedInputs(first, mode, NOTHING_CHANGES);
    const changing = {
      counter: suite.counter && !inputs.every((input) => firsts.matchCounter(input)),
      pin: suite.pinHash !== null && !inputs.every((input) => firsts.matchPin(input)),
      time: suite.timeStepSeconds !== null && !inputs.every((input) => firsts.matchTime(input)),
    };
    const others = new FixedInputs(first, mode, changing);
    const possible = inputs.every((input) => others.match(input, mode));
    firsts.forget();
    others.forget();
    return possible ? changing : null;
  }

  /** The plan for a batch, or null where the core is to answer. */
  #batchPlan(
    count: number,
    fixed: FixedInput,
    mode: OcraMode,
    firstQuestion: () => string,
    changing: ChangingInputs = NOTHING_CHANGES,
  ): OcraPlan | null {
    const { hash } = this.suite;
    const kernel = this.#kernels.batch(hash, count);
    const single = kernel === null ? null : this.#kernels.single(hash, 0);
    if (kernel === null || single === null) return null;
    if (this.#batch?.fixed.match(fixed, mode) && sameChanges(this.#batch.fixed.changing, changing))
      return this.#batch;
    if (count < PLAN_BREAK_EVEN) return null;
    this.#core.check({ ...fixed, question: firstQuestion() }, mode);
    this.#batch?.wipe();
    const pinKernel =
      changing.pin && this.suite.pinHash !== null ? this.#kernels.single(this.suite.pinHash, count) : null;
    const shortHash = pinKernel === null ? null : new ShortHash(pinKernel);
    this.#batch = this.#plan(kernel, single, new FixedInputs(fixed, mode, changing), shortHash);
    return this.#batch;
  }

  #plan(kernel: Kernel, single: SingleKernel, fixed: FixedInputs, shortHash: ShortHash | null): OcraPlan {
    this.#states ??= prepareKey(single, this.suite.hash, this.#key);
    return new OcraPlan(this.suite, kernel, single, this.#states, fixed, shortHash);
  }

  #inRuns({ plan }: OcraPlan, total: number, run: (start: number, count: number) => void): void {
    for (let start = 0; start < total; start += plan.capacity) {
      const count = Math.min(plan.capacity, total - start);
      plan.begin(count);
      run(start, count);
    }
  }

  /** The core says what is wrong with an input. */
  #refuse(input: OcraInput, mode: OcraMode): never {
    this.#core.check(input, mode);
    throw new Error('the engine refused an input that the core takes');
  }

  /** Wipes the key and what was derived from it; the object cannot be used afterwards. */
  destroy(): void {
    this.#core.destroy();
    this.#key.fill(0);
    this.#states?.inner.fill(0);
    this.#states?.outer.fill(0);
    this.#states = null;
    this.#alone?.wipe();
    this.#batch?.wipe();
    this.#seen?.forget();
    this.#alone = null;
    this.#batch = null;
    this.#seen = null;
  }
}

function sameChanges(one: ChangingInputs, other: ChangingInputs): boolean {
  return one.counter === other.counter && one.pin === other.pin && one.time === other.time;
}

function isTexts(questions: readonly string[] | QuestionNumbers): questions is readonly string[] {
  return typeof questions[0] === 'string' || questions.length === 0;
}
