/** Refusals as they must be: an error of ours with its code, and a plain sentence that says what to do. */
import { expect } from 'vitest';
import { type ErrorCode, isTokentwinError } from '../../firmware/error.js';

/** From a capital letter, or a quoted word, to a full stop. */
const SENTENCE = /^['A-Z].* .*[^ ]\.$/s;

/** Matches an error with the code whose message is a sentence. */
export function refusal(code: ErrorCode): unknown {
  return expect.objectContaining({ code, message: expect.stringMatching(SENTENCE) });
}

/**
 * The code with which something is refused, or undefined when it is not; of another error its text.
 *
 * Fails when the message is no sentence.
 */
export function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (!isTokentwinError(error)) return String(error);
    expect(error.message).toMatch(SENTENCE);
    return error.code;
  }
}
