/**
 * What a reader's refusal or silence means for the caller. `outcomeUnknown` says each time whether the card may
 * have carried the command out.
 */
import { TokentwinError } from '../../../firmware/error.js';
import { CCID_ERROR, describeCcidError } from '../../../firmware/link/ccid/status.js';
import type { ReaderAnswer } from './procedure.js';

/** Errors between reader and card: the card's block was lost or damaged, and T=1 knows what to do. */
export function isCardFault(error: number): boolean {
  return error >= CCID_ERROR.hardwareError && error <= CCID_ERROR.iccMute;
}

/** The reader did not answer a command. */
export function silence(outcomeUnknown: boolean): TokentwinError {
  return new TokentwinError(
    'TIMED_OUT',
    'The reader does not answer any more: look at the cable and at the device.',
    { outcomeUnknown },
  );
}

export function noCard(outcomeUnknown: boolean): TokentwinError {
  return new TokentwinError('NO_CARD', 'There is no card in the reader: put one in.', { outcomeUnknown });
}

export function muteCard(outcomeUnknown: boolean): TokentwinError {
  return new TokentwinError(
    'CARD_MUTE',
    'The card in the reader does not answer: take it out and put it in again.',
    { outcomeUnknown },
  );
}

export function pinTimedOut(outcomeUnknown: boolean): TokentwinError {
  return new TokentwinError('PIN_TIMED_OUT', 'Nobody typed the PIN at the keypad in time.', {
    outcomeUnknown,
  });
}

/** @param what the beginning of a sentence */
export function linkFault(what: string, outcomeUnknown: boolean): TokentwinError {
  return new TokentwinError('LINK_FAULT', `${what}: reset the card, and look at the line.`, {
    outcomeUnknown,
  });
}

export function lineLost(outcomeUnknown: boolean): TokentwinError {
  const rest = outcomeUnknown ? '; whether the card carried the command out is unknown' : '';
  return new TokentwinError('LINE_LOST', `The line to the token was lost${rest}.`, { outcomeUnknown });
}

/** The error behind an answer that is not `done`. */
export function readerError(
  answer: Exclude<ReaderAnswer, { type: 'done' }>,
  outcomeUnknown: boolean,
): TokentwinError {
  if (answer.type === 'silent') return silence(outcomeUnknown);
  // A slot that does not exist is told as an empty one besides.
  const isNoSlot = answer.error === CCID_ERROR.slotDoesNotExist;
  if (answer.icc === 'absent' && !isNoSlot) return noCard(outcomeUnknown);
  if (isCardFault(answer.error)) return muteCard(outcomeUnknown);
  switch (answer.error) {
    case CCID_ERROR.pinCancelled:
      return new TokentwinError('PIN_CANCELLED', 'The holder cancelled the entry of the PIN at the keypad.');
    case CCID_ERROR.pinTimeout:
      return pinTimedOut(false);
    default: {
      const why = describeCcidError(answer.error);
      return new TokentwinError('READER_REFUSED', `The reader refused: ${why}.`, { outcomeUnknown });
    }
  }
}
