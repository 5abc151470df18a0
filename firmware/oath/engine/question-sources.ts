/**
 * Where the questions of a batch come from: an array of texts, or of numbers.
 */
import type { OcraPlan } from './ocra-plan.js';

/** Questions as numbers: a view that cannot change its kind on the way is read fastest. */
export type QuestionNumbers = Uint32Array | Float64Array | readonly number[];

export interface QuestionSource {
  readonly length: number;
  /** The question at a place as text. */
  text(place: number): string;
  /**
   * Writes questions to the messages of a plan's run, from the one at `start` on.
   *
   * @returns how many were written; less than `count` if the suite does not allow the next
   */
  write(plan: OcraPlan, start: number, count: number): number;
}

export function fromTexts(questions: readonly string[]): QuestionSource {
  return {
    length: questions.length,
    text: (place) => questions[place] as string,
    write(plan, start, count) {
      for (let index = 0; index < count; index += 1)
        if (!plan.writeQuestion(questions[start + index] as string, index)) return index;
      return count;
    },
  };
}

/** Only for a suite with decimal questions. */
export function fromNumbers(questions: QuestionNumbers): QuestionSource {
  return {
    length: questions.length,
    text: (place) => String(questions[place]),
    write: (plan, start, count) => plan.writeQuestionNumbers(questions, start, count),
  };
}
