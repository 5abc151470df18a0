/**
 * The desk's side of unlocking a card: the answer to the question that a locked card shows (design section 2).
 */
import { TokentwinError } from '../../firmware/error.js';
import { Ocra } from '../../firmware/oath/ocra.js';

/**
 * @param unlockSuite the OCRA suite of the card's profile
 * @param question as the card shows it
 * @throws TokentwinError UNLOCK_QUESTION_FORMAT
 */
export function unlockAnswer(unlockSuite: string, unlockKey: Uint8Array, question: string): string {
  const ocra = new Ocra(unlockSuite, unlockKey);
  const { maximumLength } = ocra.suite.question;
  if (question.length !== maximumLength || !/^[0-9]+$/.test(question)) {
    throw new TokentwinError(
      'UNLOCK_QUESTION_FORMAT',
      `The unlock question has exactly ${maximumLength} digits: read it from the locked card.`,
    );
  }
  return ocra.respondLast({ question });
}
