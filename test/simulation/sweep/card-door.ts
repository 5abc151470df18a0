/**
 * A door to a DSC+ in a sweep: what a scenario can do through it, whichever door it is.
 */
import type { DscPlusContents } from '../../../firmware/token-file/dsc-plus-records.js';
import type { Answer } from '../model/card-model.js';

export interface CardDoor {
  /** Does switching on show a locked card's question, and so draw it? */
  readonly asksAtOnce: boolean;
  /** Every response that the world has seen. */
  readonly responses: readonly string[];
  /** What the card has on flash, as it knows it; null when it is off. */
  readonly contents: DscPlusContents | null;
  /** The question of a locked card, once it was seen. */
  readonly question: string | null;
  /** Begins anew, as after power-off. */
  switchOn(): void;
  enterPin(pin: string): Answer;
  /**
   * The PIN must have been entered.
   *
   * @returns the answer, and the whole question that it is for
   */
  enterChallenge(challenge: string): { readonly answer: Answer; readonly question: string };
  changePin(old: string, to: string): Answer;
  /** Answers the question of a locked card and sets a PIN. */
  unlock(isRight: boolean, to: string): Answer;
}

export const RESPONSE = /^[0-9]{8}$/;

/** Another answer of the same length. */
export function otherThan(answer: string): string {
  return answer.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
}
