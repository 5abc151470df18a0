/**
 * `ocra --batch`: JSON lines in, JSON lines out, one for one and in order, as they come.
 *
 * Promises: every line gets an answer, a malformed one an error with its code; the answers to what has come
 * are out before more is read; a suite and key that repeat are prepared once. Lines in a row that differ in
 * nothing but their question are answered at once, which changes nothing but the time it takes.
 */
import { isTokentwinError } from '../../../firmware/error.js';
import { textLine } from '../text-line.js';
import { AnswerBuffer } from './answer-buffer.js';
import { type BatchRequest, differInQuestion, MAXIMUM_LINE_BYTES, parseRequest } from './batch-line.js';
import { BatchRun } from './batch-run.js';
import { LinePattern } from './line-pattern.js';
import { PlainQuestions } from './plain-questions.js';
import { PreparedCache } from './prepared-cache.js';

class Batch {
  readonly #cache = new PreparedCache();
  readonly #answers: AnswerBuffer;
  readonly #plain = new PlainQuestions();
  #run: BatchRun | null = null;
  /** The last line that was answered and was not of the run. */
  #last: BatchRequest | null = null;
  #refused = 0;

  constructor(write: (bytes: Uint8Array) => void) {
    this.#answers = new AnswerBuffer(write);
  }

  get refused(): number {
    return this.#refused;
  }

  /** Answers whole lines. */
  answer(block: Buffer): void {
    const view = new DataView(block.buffer, block.byteOffset, block.length);
    for (let at = 0; at < block.length; ) {
      const next = this.#run?.collect(block, view, at) ?? at;
      this.#run?.answer(this.#cache, this.#answers);
      if (next === at) {
        const end = block.indexOf(0x0a, at);
        this.#answerLine(block.subarray(at, end));
        at = end + 1;
      } else at = next;
    }
    this.#answers.flush();
  }

  #answerLine(line: Buffer): void {
    try {
      const request = parseRequest(textLine(line, MAXIMUM_LINE_BYTES));
      this.#answers.response(this.#cache.respond(request));
      if (this.#last !== null && differInQuestion(this.#last, request)) this.#beginRun(request, line);
      this.#last = request;
    } catch (error) {
      if (!isTokentwinError(error)) throw error;
      this.#refused += 1;
      this.#answers.error(error.code, error.message);
    }
  }

  /** A line like the one before: perhaps there are more. */
  #beginRun(request: BatchRequest, line: Buffer): void {
    const pattern = LinePattern.of(line, request.input.question);
    if (pattern === null) return;
    this.#run?.end();
    this.#run = new BatchRun(request, pattern, this.#cache.suite(request.suite), this.#plain);
  }

  /** Wipes what was prepared. */
  end(): void {
    this.#run?.end();
    this.#cache.wipe();
  }
}

/**
 * Answers all lines.
 *
 * @param blocks of whole lines
 * @param write takes the answers to a block, perhaps in several pieces; they are good until it returns
 * @returns how many lines had an error
 */
export function answerBatch(blocks: Iterable<Buffer>, write: (bytes: Uint8Array) => void): number {
  const batch = new Batch(write);
  try {
    for (const block of blocks) batch.answer(block);
  } finally {
    batch.end();
  }
  return batch.refused;
}
