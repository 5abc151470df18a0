/**
 * Mutual authentication on the card (RFC 6287 section 7.2): the server proves itself before the card answers.
 *
 * GET CHALLENGE draws the card's question; EXTERNAL AUTHENTICATE brings the server's question and its response
 * over both, the card's first; then the card answers that server question over both, the server's first, once.
 * Three wrong server responses, whatever questions they were for, end the session: nothing of this goes on
 * until the next SELECT or reset. All of it is volatile.
 */
import { asciiText } from '../ascii.js';
import type { CardMemory } from '../dsc-plus/card-memory.js';
import { answered, expectedLengthRefusal, statusOnly } from './apdu.js';
import type { CommandApdu, ResponseApdu } from './application.js';
import { drawCardQuestion } from './card-question.js';
import { isQuestion, shortText } from './data-field.js';
import type { DscPlusDoor } from './dsc-plus-door.js';
import { refused, STATUS } from './status-words.js';

/** Characters of the card's question; a suite that allows fewer has its own length. */
const QUESTION_LENGTH = 8;
const SERVER_TRIES = 3;

type Progress =
  | { readonly step: 'nothing asked' }
  | { readonly step: 'asked'; readonly cardQuestion: string }
  | { readonly step: 'server proved'; readonly cardQuestion: string; readonly serverQuestion: string };

export class MutualAuthentication {
  readonly #door: DscPlusDoor;
  #progress: Progress = { step: 'nothing asked' };
  #triesLeft = SERVER_TRIES;

  constructor(door: DscPlusDoor) {
    this.#door = door;
  }

  /** Were all tries used up? */
  get isOver(): boolean {
    return this.#triesLeft === 0;
  }

  /** GET CHALLENGE: a new question; an earlier one and its proof are void. */
  ask(command: CommandApdu): ResponseApdu {
    if (command.data.length > 0) return statusOnly(STATUS.wrongLength);
    if (this.isOver) return statusOnly(STATUS.blocked);
    const length = Math.min(QUESTION_LENGTH, this.#door.suite.question.maximumLength);
    const refusal = expectedLengthRefusal(command, length);
    if (refusal !== null) return refusal;
    const question = drawCardQuestion(length, (bytes) => this.#door.random(bytes));
    this.#progress = { step: 'asked', cardQuestion: asciiText(question) };
    return answered(question);
  }

  /** EXTERNAL AUTHENTICATE: the server's question, then its response with as many digits as the suite's. */
  checkServer(command: CommandApdu, memory: CardMemory, at: number): ResponseApdu {
    if (this.isOver) return statusOnly(STATUS.blocked);
    if (this.#progress.step !== 'asked') return statusOnly(STATUS.conditionsNotSatisfied);
    const { question, digits } = this.#door.suite;
    const text = shortText(command.data);
    const serverQuestion = text.slice(0, -digits);
    const response = text.slice(-digits);
    if (!isQuestion(serverQuestion, question) || !/^[0-9]+$/.test(response))
      return statusOnly(STATUS.wrongData);
    const { cardQuestion } = this.#progress;
    if (memory.isServerResponse(cardQuestion + serverQuestion, response, at)) {
      this.#progress = { step: 'server proved', cardQuestion, serverQuestion };
      return statusOnly(STATUS.success);
    }
    this.#triesLeft -= 1;
    return statusOnly(refused(this.#triesLeft));
  }

  /** The server's question and the card's joined, if the server has proved itself with this one; else null. */
  provenQuestions(serverQuestion: string): string | null {
    const progress = this.#progress;
    if (progress.step !== 'server proved' || progress.serverQuestion !== serverQuestion) return null;
    return serverQuestion + progress.cardQuestion;
  }

  /** The questions are answered; the tries stay used. */
  forget(): void {
    this.#progress = { step: 'nothing asked' };
  }
}
