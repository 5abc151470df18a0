/**
 * A run of `ocra --batch`: lines that differ in nothing but their question, found by comparing bytes and
 * answered by the engine all at once.
 */
import { hexBytes } from '../../../firmware/oath/bytes.js';
import { OcraEngine } from '../../../firmware/oath/engine/ocra-engine.js';
import type { Suite } from '../../../firmware/oath/suite.js';
import type { AnswerBuffer } from './answer-buffer.js';
import { type BatchRequest, MAXIMUM_LINE_BYTES } from './batch-line.js';
import type { LinePattern } from './line-pattern.js';
import { nextLine, type PlainQuestions } from './plain-questions.js';
import type { PreparedCache } from './prepared-cache.js';

/** For fewer questions an engine costs more than it saves. */
const ENGINE_FROM = 16;

export class BatchRun {
  readonly #request: BatchRequest;
  readonly #suite: Suite;
  readonly #pattern: LinePattern;
  readonly #plain: PlainQuestions;
  #engine: OcraEngine | null = null;

  /**
   * @param request that was answered
   * @param pattern of its line
   * @param plain that no other run uses
   */
  constructor(request: BatchRequest, pattern: LinePattern, suite: Suite, plain: PlainQuestions) {
    this.#request = request;
    this.#suite = suite;
    this.#pattern = pattern;
    this.#plain = plain;
    plain.expect(suite, request.mode);
  }

  /** Collects lines of the run from a line's beginning on. @returns where the first begins that is none of it */
  collect(block: Buffer, view: DataView, start: number): number {
    const pattern = this.#pattern;
    const plain = this.#plain;
    for (let at = start; ; plain.keep()) {
      const question = plain.isFull ? -1 : pattern.questionAt(view, at);
      if (question === -1) return at;
      const questionEnd = plain.read(block, question);
      const end = questionEnd === question ? -1 : pattern.endAt(view, questionEnd);
      const next = end === -1 ? -1 : nextLine(block, end);
      if (next === -1 || next - 1 - at > MAXIMUM_LINE_BYTES) return at;
      at = next;
    }
  }

  /** Answers what is collected. */
  answer(cache: PreparedCache, answers: AnswerBuffer): void {
    const { count } = this.#plain;
    if (count === 0) return;
    const { input, mode } = this.#request;
    const questions = this.#plain.take();
    if (count >= ENGINE_FROM) {
      const { question: _, ...fixed } = input;
      answers.responses(this.#theEngine().lines(questions, fixed, mode), this.#suite.digits);
      return;
    }
    for (const question of questions) {
      const request = { ...this.#request, input: { ...input, question: String(question) } };
      answers.response(cache.respond(request));
    }
  }

  /** Wipes what was prepared; the run is over. */
  end(): void {
    this.#engine?.destroy();
    this.#pattern.wipe();
  }

  #theEngine(): OcraEngine {
    if (this.#engine === null) {
      const key = hexBytes(this.#request.key, 'key');
      this.#engine = new OcraEngine(this.#suite, key);
      key.fill(0);
    }
    return this.#engine;
  }
}
