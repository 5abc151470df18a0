/**
 * What a status word of the card means for the caller of the driver. No message holds a PIN, answer or response.
 */
import type { ResponseApdu } from '../../firmware/card/application.js';
import { describeStatusWord, STATUS, triesLeftIn } from '../../firmware/card/status-words.js';
import { type ErrorCode, TokentwinError } from '../../firmware/error.js';

/** What a call makes of some status words; a function gets the tries that 63Cx tells. */
export interface Meanings {
  /** 63Cx. */
  readonly refused?: readonly [code: ErrorCode, what: string];
  readonly statusWords?: Readonly<Record<number, readonly [code: ErrorCode, sentence: string]>>;
}

const USUAL: NonNullable<Meanings['statusWords']> = {
  [STATUS.pinRequired]: ['PIN_REQUIRED', 'The card asks for its PIN first: verify it right before.'],
  [STATUS.applicationNotFound]: ['APPLICATION_MISSING', 'The card does not have the application.'],
};

export function isSuccess({ statusWord }: ResponseApdu): boolean {
  return statusWord === STATUS.success;
}

/** @throws TokentwinError unless the status word is 9000 */
export function checkSuccess(response: ResponseApdu, meanings: Meanings = {}): void {
  if (!isSuccess(response)) throw cardError(response.statusWord, meanings);
}

/** The error behind a status word; the card has given its answer, so the outcome is known. */
export function cardError(statusWord: number, { refused, statusWords = {} }: Meanings = {}): TokentwinError {
  const triesLeft = triesLeftIn(statusWord);
  if (refused !== undefined && triesLeft !== null) {
    const [code, what] = refused;
    const left =
      triesLeft === 0 ? 'no try is left' : `${triesLeft} ${triesLeft === 1 ? 'try is' : 'tries are'} left`;
    return new TokentwinError(code, `${what}: ${left}.`, { statusWord, triesLeft, outcomeUnknown: false });
  }
  const [code, sentence] = statusWords[statusWord] ??
    USUAL[statusWord] ?? ['CARD_REFUSED', unexpected(statusWord)];
  return new TokentwinError(code, sentence, { statusWord, outcomeUnknown: false });
}

const VERIFY: Meanings = {
  refused: ['PIN_WRONG', 'The card refused the PIN'],
  statusWords: {
    [STATUS.wrongData]: ['PIN_FORMAT', 'The PIN does not have the form that the card asks for.'],
  },
};
const CHANGE_PIN: Meanings = {
  ...VERIFY,
  statusWords: {
    [STATUS.wrongData]: ['PIN_WEAK', 'The card refuses the new PIN because it is easy to guess.'],
    [STATUS.conditionsNotSatisfied]: [
      'CARD_REFUSED',
      'The card has a soft PIN, which is not changed on the card.',
    ],
  },
};
const UNLOCK: Meanings = {
  refused: ['UNLOCK_WRONG', 'The card refused the unlock answer'],
  statusWords: {
    [STATUS.wrongData]: [
      'PIN_WEAK',
      'The card refuses the answer or the new PIN: malformed, or easy to guess.',
    ],
    [STATUS.conditionsNotSatisfied]: ['CARD_REFUSED', 'The card is not locked.'],
  },
};
const QUESTION: Meanings = {
  statusWords: {
    [STATUS.conditionsNotSatisfied]: ['CARD_REFUSED', 'The card is not locked, so it has no question.'],
  },
};
const RESPOND: Meanings = {
  statusWords: {
    [STATUS.wrongData]: ['CHALLENGE_FORMAT', 'The challenge does not have the form that the card asks for.'],
    [STATUS.conditionsNotSatisfied]: ['CARD_REFUSED', 'The server must prove itself to the card first.'],
  },
};
const SERVER: Meanings = {
  refused: ['SERVER_REFUSED', "The card refused the server's response"],
  statusWords: {
    [STATUS.wrongData]: ['SERVER_REFUSED', "The server's question or response is malformed."],
    [STATUS.conditionsNotSatisfied]: ['CARD_REFUSED', 'Ask the card for its question first.'],
  },
};

/** What each kind of command means by its status words. */
export const MEANINGS = {
  verify: VERIFY,
  changePin: CHANGE_PIN,
  unlock: UNLOCK,
  unlockQuestion: QUESTION,
  respond: RESPOND,
  server: SERVER,
} as const;

function unexpected(statusWord: number): string {
  const number = statusWord.toString(16).toUpperCase().padStart(4, '0');
  return `The card refused the command with ${number}. ${describeStatusWord(statusWord)}`;
}

/** What 6983 means, by the life cycle that the card tells. */
export function blockedError(lifeCycle: 'inUse' | 'locked' | 'dead' | null): TokentwinError {
  const details = { statusWord: STATUS.blocked, outcomeUnknown: false };
  switch (lifeCycle) {
    case 'dead':
      return new TokentwinError('CARD_DEAD', 'The card is dead: it never works again.', details);
    case 'inUse':
      return new TokentwinError(
        'SERVER_REFUSED',
        'The card has refused too many server responses in this session: reset it.',
        details,
      );
    case 'locked':
    case null:
      return new TokentwinError(
        'CARD_LOCKED',
        'The card is locked: unlock it with the answer to its unlock question.',
        details,
      );
  }
}

export function noBench(): TokentwinError {
  return new TokentwinError(
    'APPLICATION_MISSING',
    'The bench application is not there: only a DSC+ twin has it, unless it is sealed, and over TCP only when it was started with --bench-over-tcp; code cards and real devices never have it.',
    { statusWord: STATUS.applicationNotFound, outcomeUnknown: false },
  );
}

/** A call that belongs to another kind of token. */
export function wrongApplication(sentence: string): TokentwinError {
  return new TokentwinError('APPLICATION_MISSING', sentence, { outcomeUnknown: false });
}
