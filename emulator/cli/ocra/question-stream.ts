/**
 * `ocra SUITE --questions -`: one question a line in, one response a line out.
 *
 * Promises: the responses to what has come are out before more is read; the first line that has no response
 * ends the stream, and those before it are answered.
 */
import { isTokentwinError, TokentwinError } from '../../../firmware/error.js';
import type { FixedInput } from '../../../firmware/oath/engine/fixed-inputs.js';
import type { OcraEngine } from '../../../firmware/oath/engine/ocra-engine.js';
import type { QuestionNumbers } from '../../../firmware/oath/engine/question-sources.js';
import type { OcraMode } from '../../../firmware/oath/ocra.js';
import { textLine } from '../text-line.js';
import { nextLine, PlainQuestions } from './plain-questions.js';

/** The longest line that is read. */
export const MAXIMUM_QUESTION_BYTES = 4096;

const LINE_FEED = 0x0a;

/** What the questions are answered with: suite and key, and the inputs that are the same for all. */
export interface QuestionTask {
  readonly engine: OcraEngine;
  readonly fixed: FixedInput;
  readonly mode: OcraMode;
}

/** Why a stream ended before its input. */
export interface RefusedLine {
  /** Counted from 1. */
  readonly number: number;
  readonly error: TokentwinError;
}

class QuestionStream {
  readonly #task: QuestionTask;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #plain = new PlainQuestions();
  #answered = 0;

  constructor(task: QuestionTask, write: (bytes: Uint8Array) => void) {
    this.#task = task;
    this.#write = write;
    this.#plain.expect(task.engine.suite, task.mode);
  }

  /** How many lines have been answered. */
  get answered(): number {
    return this.#answered;
  }

  /**
   * Answers whole lines, as many at once as are plain.
   *
   * @throws TokentwinError OCRA_… for the line behind those that are answered
   */
  answer(block: Buffer): void {
    for (let at = 0; at < block.length; ) {
      at = this.#collect(block, at);
      // Plain questions are refused for the other inputs, which are the same for all, so the first is.
      if (this.#plain.count > 0) this.#answerAll(this.#plain.take());
      else {
        const end = block.indexOf(LINE_FEED, at);
        this.#answerAll([question(block.subarray(at, end))]);
        at = end + 1;
      }
    }
  }

  /** Collects plain questions from a line's beginning on. @returns where the first line begins that has none */
  #collect(block: Buffer, start: number): number {
    const plain = this.#plain;
    for (let at = start; ; plain.keep()) {
      if (at === block.length || plain.isFull) return at;
      const end = plain.read(block, at);
      const next = end === at ? -1 : nextLine(block, end);
      if (next === -1) return at;
      at = next;
    }
  }

  #answerAll(questions: QuestionNumbers | readonly string[]): void {
    const { engine, fixed, mode } = this.#task;
    this.#write(engine.lines(questions, fixed, mode));
    this.#answered += questions.length;
  }
}

/** The question of a line that is not plain; a line that is no text has none. */
function question(bytes: Buffer): string {
  const line = textLine(bytes, MAXIMUM_QUESTION_BYTES);
  if (typeof line === 'string') return line;
  if (line.fault === 'too long')
    throw new TokentwinError('OCRA_QUESTION_LENGTH', 'The question is too long.');
  throw new TokentwinError('OCRA_QUESTION_CHARACTER', 'The question is not UTF-8 text.');
}

/**
 * Answers all lines, up to one that has no response.
 *
 * @param blocks of whole lines
 * @param write takes the responses to a block, perhaps in several pieces
 * @returns the line that ended it, or null
 */
export function answerQuestions(
  blocks: Iterable<Buffer>,
  task: QuestionTask,
  write: (bytes: Uint8Array) => void,
): RefusedLine | null {
  const stream = new QuestionStream(task, write);
  try {
    for (const block of blocks) stream.answer(block);
    return null;
  } catch (error) {
    // Input that cannot be read and output that cannot be written are no fault of a line.
    if (!isTokentwinError(error) || !error.code.startsWith('OCRA_')) throw error;
    return { number: stream.answered + 1, error };
  }
}
